import type { Principal } from '../auth/principal';
import { type CacheStore, CacheUnavailableError } from '../cache/cache.store';
import { MemoryCacheStore } from '../cache/drivers/memory/memory-cache.store';
import { ProblemError } from '../common/problem';
import { loadConfiguration } from '../config/load-configuration';
import { Metrics } from '../metrics/metrics';
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

  override set(...args: Parameters<CacheStore['set']>): Promise<void> {
    return this.lost ? Promise.reject(new CacheUnavailableError('set', undefined)) : super.set(...args);
  }
  override deleteIf(...args: Parameters<CacheStore['deleteIf']>): Promise<boolean> {
    return this.lost
      ? Promise.reject(new CacheUnavailableError('deleteIf', undefined))
      : super.deleteIf(...args);
  }
}

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
  });
  idempotency = new Idempotency(store, new Metrics(configuration));
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
