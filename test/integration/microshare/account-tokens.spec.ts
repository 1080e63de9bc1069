import type { MicroshareAccount, MicroshareSimulator } from '@libs/simulators';
import { UpstreamAuthenticationError, UpstreamUnavailableError } from '@libs/upstream';
import { Logger } from '@nestjs/common';
import { cacheKeys } from '../../../src/cache/cache-keys';
import { ProblemError } from '../../../src/common/problem';
import type { AccountTokens } from '../../../src/microshare/account-tokens';
import { HOTEL_TRAPS, smallFleet } from '../../support/clusters';
import { eventually } from '../../support/eventually';
import { UnreliableStore } from '../platform/support/unreliable-store';
import { fakeTheDate } from './support/fake-date';
import { Replica, startOwnMicroshare } from './support/replica';

const LIFETIME_MS = 3_600_000;
const anna: MicroshareAccount = {
  username: 'Anna@northbank-pest.example',
  password: 'Anna&co+100%',
  sees: [HOTEL_TRAPS],
};

let microshare: MicroshareSimulator;
let shared: UnreliableStore;
let replica: Replica;
let tokens: AccountTokens;
let warnings: string[];

beforeEach(async () => {
  fakeTheDate();
  warnings = [];
  Logger.overrideLogger({
    log: () => undefined,
    error: () => undefined,
    warn: (line: unknown) => void warnings.push(String(line)),
  });
  microshare = await startOwnMicroshare(
    { clusters: smallFleet(), tokenLifetimeMs: LIFETIME_MS, statesExpiresIn: true },
    [anna],
  );
  shared = new UnreliableStore();
  replica = new Replica(microshare, shared.store);
  ({ tokens } = replica);
});
afterEach(async () => {
  jest.useRealTimers();
  Logger.overrideLogger(false);
  replica.close();
  await microshare.close();
});

function later(ms: number): void {
  jest.setSystemTime(Date.now() + ms);
}

const service = (): Promise<string> => tokens.tokenFor(replica.account);
const loginAnna = () => tokens.login(anna.username, anna.password);

describe("the service account's token", () => {
  it('comes from one log-in, however many ask at once', async () => {
    const values = await Promise.all(Array.from({ length: 20 }, service));
    expect(new Set(values).size).toBe(1);
    expect(await service()).toBe(values[0]);
    expect(microshare.count('auth')).toBe(1);
  });

  it('is renewed ahead of its expiry, without making anybody wait', async () => {
    const first = await service();
    microshare.takes({ authMs: 50 });
    later(LIFETIME_MS * 0.95);
    expect(await Promise.all([service(), service(), service()])).toEqual([first, first, first]);
    await eventually(async () => {
      expect(await service()).not.toBe(first);
    });
    expect(microshare.count('auth')).toBe(2);
  });

  it('goes on when it cannot be renewed ahead, which is said once, until it has expired', async () => {
    const first = await service();
    microshare.answers(503, { operation: 'auth', text: 'Service Unavailable' });
    later(LIFETIME_MS * 0.95);
    await eventually(async () => {
      expect(await service()).toBe(first);
      expect(microshare.count('auth')).toBeGreaterThan(7);
    });
    expect(warnings.filter((line) => line.includes('could not be renewed'))).toHaveLength(1);
    later(LIFETIME_MS * 0.05);
    await expect(service()).rejects.toThrow(UpstreamUnavailableError);
    microshare.recovers();
    expect(await service()).not.toBe(first);
  });

  it('is replaced after upstream refused it, by one log-in, and not thrown away when it is a newer one', async () => {
    const first = await service();
    await tokens.invalidate(replica.account, first);
    const [second] = await Promise.all([service(), service()]);
    expect(second).not.toBe(first);
    await tokens.invalidate(replica.account, first);
    expect(await service()).toBe(second);
    expect(microshare.count('auth')).toBe(2);
  });

  it('never lies in the store', async () => {
    await service();
    expect(await shared.inner.hashGetAll(cacheKeys.tokens(replica.account))).toEqual(new Map());
  });
});

describe("a user's token", () => {
  it('comes from his log-in and acts for his account alone', async () => {
    const { account, expiresAt } = await loginAnna();
    expect(account.account).not.toBe(replica.account.account);
    expect(expiresAt.getTime() - Date.now()).toBeGreaterThan(LIFETIME_MS - 60_000);
    const seen = await replica.calls.discover(account, (raw) => raw);
    expect(seen.map(({ _id }) => _id)).toEqual([HOTEL_TRAPS]);
    expect(microshare.calls('discovery').map((call) => call.account)).toEqual([anna.username]);
  });

  it('has a key that does not show the user name', async () => {
    expect(JSON.stringify((await loginAnna()).account)).not.toMatch(/anna/i);
  });

  it('is refused with wrong credentials, which no message repeats', async () => {
    const error: unknown = await tokens
      .login(anna.username, 'wrong&secret')
      .catch((refused: unknown) => refused);
    expect(error).toBeInstanceOf(UpstreamAuthenticationError);
    expect(String(error)).not.toContain('wrong&secret');
  });

  it('is sealed in the store', async () => {
    const { account, loginId } = await loginAnna();
    const value = await tokens.tokenFor(account);
    const stored = await shared.inner.hashGetAll(cacheKeys.tokens(account));
    expect([...stored.keys()]).toEqual([loginId]);
    const text = [...stored.values()].join();
    for (const secret of [value, Buffer.from(value).toString('base64url').slice(2, 30), anna.password]) {
      expect(text).not.toContain(secret);
    }
  });

  it('serves every replica with the same secret, and none with another', async () => {
    const { account } = await loginAnna();
    const value = await tokens.tokenFor(account);
    const beside = new Replica(microshare, shared.store);
    const stranger = new Replica(microshare, shared.store, { SESSION_SECRET: 'y'.repeat(40) });
    microshare.forgetCalls();
    expect(await beside.tokens.tokenFor(account)).toBe(value);
    await expect(stranger.tokens.tokenFor(account)).rejects.toMatchObject({ kind: 'unauthorized' });
    expect(microshare.count('auth')).toBe(0);
    beside.close();
    stranger.close();
  });

  it('ends with its own log-in; other log-ins of the user go on', async () => {
    const one = await loginAnna();
    const two = await loginAnna();
    await tokens.end(two.account, two.loginId);
    const value = await tokens.tokenFor(one.account);
    expect(await replica.calls.discover(one.account, (raw) => raw)).toHaveLength(1);
    await tokens.end(one.account, one.loginId);
    const error: unknown = await tokens.tokenFor(one.account).catch((ended: unknown) => ended);
    expect(error).toBeInstanceOf(ProblemError);
    expect(error).toMatchObject({
      kind: 'unauthorized',
      message: expect.stringMatching(/log in again/) as string,
    });
    expect(String(error)).not.toContain(value);
  });

  it('ends when upstream refuses it, and asks him to log in again', async () => {
    const { account } = await loginAnna();
    microshare.revokesTokens();
    await expect(replica.calls.discover(account, (raw) => raw)).rejects.toMatchObject({
      kind: 'unauthorized',
    });
    expect(await shared.inner.hashGetAll(cacheKeys.tokens(account))).toEqual(new Map());
  });

  it('is not used after its expiry, and is forgotten at the next log-in', async () => {
    const old = await loginAnna();
    later(LIFETIME_MS + 1);
    await expect(tokens.tokenFor(old.account)).rejects.toMatchObject({ kind: 'unauthorized' });
    const { loginId } = await loginAnna();
    expect([...(await shared.inner.hashGetAll(cacheKeys.tokens(old.account))).keys()]).toEqual([loginId]);
  });

  it('serves the replica of the log-in while the store cannot be reached', async () => {
    shared.reachable = false;
    const { account, loginId } = await loginAnna();
    expect(await replica.calls.discover(account, (raw) => raw)).toHaveLength(1);
    await tokens.end(account, loginId);
    expect((await replica.metrics.cacheUnavailable.get()).values[0]?.value).toBe(2);
  });
});
