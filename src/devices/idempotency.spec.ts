import type { Principal } from '../auth/principal';
import { type CacheStore, CacheUnavailableError } from '../cache/cache.store';
import { MemoryCacheStore } from '../cache/drivers/memory/memory-cache.store';
import { ProblemError } from '../common/problem';
import { loadConfiguration } from '../config/load-configuration';
import { Metrics } from '../metrics/metrics';
import { eventually } from '../../test/support/eventually';
import { guidForKey, Idempotency, type RememberedAnswer } from './idempotency';

const operator: Principal = {
  kind: 'api_key',
  name: 'portal',
  role: 'operator',
  account: { tenant: 'default', account: 'abc' },
};

/** A store that is lost once the test says so. */
class LosableStore extends MemoryCacheStore {
  lost = false;
  replaced = 0;

  override set(...args: Parameters<CacheStore['set']>): Promise<void> {
    return this.lost ? Promise.reject(new CacheUnavailableError('set', undefined)) : super.set(...args);
  }
  override replaceIf(...args: Parameters<CacheStore['replaceIf']>): Promise<boolean> {
    this.replaced += 1;
    return this.lost
      ? Promise.reject(new CacheUnavailableError('replaceIf', undefined))
      : super.replaceIf(...args);
  }
  override deleteIf(...args: Parameters<CacheStore['deleteIf']>): Promise<boolean> {
    return this.lost
      ? Promise.reject(new CacheUnavailableError('deleteIf', undefined))
      : super.deleteIf(...args);
  }
}

const LEASE_MS = 600;

let store: LosableStore;
let idempotency: Idempotency;
let runs: number;
let now: number;

beforeEach(() => {
  now = 0;
  store = new LosableStore(() => now);
  const configuration = loadConfiguration({
    MICROSHARE_API_URL: 'http://127.0.0.1:9',
    MICROSHARE_AUTH_URL: 'http://127.0.0.1:9',
    MICROSHARE_CLIENT_ID: 'client',
    MICROSHARE_USERNAME: 'service',
    MICROSHARE_PASSWORD: 'not used',
    SESSION_SECRET: 'a secret for tests that is long enough',
    WRITE_LEASE_MS: String(LEASE_MS),
  });
  idempotency = new Idempotency(store, new Metrics(configuration), configuration);
  runs = 0;
});

const work = (): Promise<RememberedAnswer> => {
  runs += 1;
  return Promise.resolve({ status: 201, body: { run: runs } });
};
const fail = (): Promise<RememberedAnswer> => {
  runs += 1;
  return Promise.reject(new ProblemError('conflict', 'in use'));
};
const once = (key: string | undefined, request: unknown = { a: 1 }, how = work, by = operator) =>
  idempotency.once(by, key, request, how);

/** Work that stops until it is let go. */
class Stopped {
  goOn!: () => void;
  private begin!: () => void;
  readonly reached = new Promise<void>((resolve) => (this.begin = resolve));
  private readonly ended = new Promise<void>((resolve) => (this.goOn = resolve));

  async run(): Promise<RememberedAnswer> {
    this.begin();
    await this.ended;
    return work();
  }
}

describe('Idempotency', () => {
  it('runs every request without a key', async () => {
    await once(undefined);
    expect(await once(undefined)).toEqual({ status: 201, body: { run: 2 }, replayed: false });
  });

  it('answers a repetition with the first answer', async () => {
    expect(await once('k1')).toEqual({ status: 201, body: { run: 1 }, replayed: false });
    expect(await once('k1')).toEqual({ status: 201, body: { run: 1 }, replayed: true });
    expect(runs).toBe(1);
  });

  it('runs once for repetitions at the same moment', async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, () => once('k1')));
    expect(runs).toBe(1);
    expect(answers.filter(({ replayed }) => !replayed)).toHaveLength(1);
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
  });

  it('forgets a failure, so that the request may be repeated', async () => {
    await expect(once('k1', { a: 1 }, fail)).rejects.toThrow('in use');
    expect(await once('k1')).toMatchObject({ body: { run: 2 }, replayed: false });
  });

  it('lets a repetition run that waited for one which failed', async () => {
    const outcomes = await Promise.allSettled([once('k1', { a: 1 }, fail), once('k1')]);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
  });

  it('keeps its key from repetitions for as long as it runs', async () => {
    const first = once('k1', { a: 1 }, async () => {
      for (let renewals = 1; renewals <= 2; renewals += 1) {
        now += LEASE_MS - 1;
        await eventually(() => {
          if (store.replaced < renewals) throw new Error('the key was not renewed');
        });
      }
      return work();
    });
    expect(await once('k1')).toMatchObject({ body: { run: 1 }, replayed: true });
    expect(await first).toMatchObject({ body: { run: 1 }, replayed: false });
  });

  it.each([
    ['ended', true],
    ['still running', false],
  ])('gives the key of a run that has stopped to a repetition, and all one answer: %s', async (_, ended) => {
    const [one, two] = [new Stopped(), new Stopped()];
    const first = once('k1', { a: 1 }, () => one.run());
    await one.reached;
    now += LEASE_MS;
    const second = once('k1', { a: 1 }, () => two.run());
    await two.reached;
    const [early, late] = ended ? [two, one] : [one, two];
    early.goOn();
    expect(await (ended ? second : first)).toMatchObject({ body: { run: 1 }, replayed: false });
    late.goOn();
    expect(await (ended ? first : second)).toMatchObject({ body: { run: 1 }, replayed: true });
    expect(await once('k1')).toMatchObject({ body: { run: 1 }, replayed: true });
  });

  it('refuses a key that was used for another request, also while that runs', async () => {
    const first = once('k1', { a: 1 });
    await expect(once('k1', { a: 2 })).rejects.toMatchObject({
      kind: 'unprocessable',
      options: { errors: [{ field: 'Idempotency-Key', message: 'was used with another body' }] },
    });
    await first;
    await expect(once('k1', { a: 2 })).rejects.toMatchObject({ kind: 'unprocessable' });
    expect(runs).toBe(1);
  });

  it.each<[string, Principal]>([
    ['name', { ...operator, name: 'other' }],
    ['kind', { ...operator, kind: 'session' }],
    ['account', { ...operator, account: { tenant: 'default', account: 'def' } }],
    ['tenant', { ...operator, account: { tenant: 'other', account: 'abc' } }],
  ])('does not share keys with a caller of another %s', async (_, caller) => {
    await once('k1');
    expect(await once('k1', { a: 1 }, work, caller)).toMatchObject({ replayed: false });
    expect(guidForKey(caller, 'k1')).not.toBe(guidForKey(operator, 'k1'));
  });

  it('remembers for a day', async () => {
    await once('k1');
    now = 86_399_000;
    expect(await once('k1')).toMatchObject({ replayed: true });
    now = 86_400_000;
    expect(await once('k1')).toMatchObject({ replayed: false });
  });

  it.each(['', ' ', 'two words', 'ü', 'k'.repeat(256)])('refuses the key %j', async (key) => {
    await expect(once(key)).rejects.toMatchObject({ kind: 'unprocessable' });
    expect(runs).toBe(0);
  });

  it('gives the answer of work that was done, though the store was lost meanwhile', async () => {
    const losing = async (): Promise<RememberedAnswer> => {
      store.lost = true;
      return work();
    };
    expect(await once('k1', { a: 1 }, losing)).toMatchObject({ status: 201, replayed: false });
  });

  it('gives the reason of a failure, though the store was lost meanwhile', async () => {
    const losing = async (): Promise<RememberedAnswer> => {
      store.lost = true;
      return fail();
    };
    await expect(once('k1', { a: 1 }, losing)).rejects.toThrow('in use');
  });

  it('runs nothing that it could not remember', async () => {
    await store.close();
    await expect(once('k1')).rejects.toThrow(CacheUnavailableError);
    expect(runs).toBe(0);
  });
});

describe('guidForKey', () => {
  it('is the same for every repetition, and another for another key', () => {
    expect(guidForKey(operator, 'k1')).toBe(guidForKey({ ...operator, role: 'admin' }, 'k1'));
    expect(guidForKey(operator, 'k1')).not.toBe(guidForKey(operator, 'k2'));
  });
});
