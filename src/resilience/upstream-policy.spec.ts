import {
  UpstreamAuthenticationError,
  UpstreamRateLimitedError,
  UpstreamRejectedError,
  UpstreamUnavailableError,
} from '@libs/upstream';
import { BreakerOpenError, UpstreamPolicy, type RetrySettings } from './upstream-policy';

const context = { system: 'microshare', operation: 'read' };
const outage = new UpstreamUnavailableError('microshare (read) answered 503', 'answered', context);
const rateLimited = (retryAfterMs?: number): UpstreamRateLimitedError =>
  new UpstreamRateLimitedError('microshare (read) answered 429', { ...context, retryAfterMs });

function policyWith(retry: Partial<RetrySettings> = {}, volume = 100): UpstreamPolicy {
  return new UpstreamPolicy(
    'read',
    { attempts: 3, baseMs: 200, maxMs: 10_000, ...retry },
    {
      system: 'microshare',
      volume,
      errorPercent: 50,
      resetMs: 30_000,
      windowMs: 40_000,
      onVerdict: () => undefined,
      onChange: () => undefined,
    },
  );
}

/** Work that fails with these errors in turn and then succeeds, and when it was called. */
function failing(...errors: Error[]): { work: () => Promise<string>; calls: number[] } {
  const calls: number[] = [];
  return {
    calls,
    work: () => {
      calls.push(Date.now());
      const error = errors.shift();
      return error === undefined ? Promise.resolve('done') : Promise.reject(error);
    },
  };
}

/** Lets the waits of a call pass; its outcome, and how long it took. */
async function settle<T>(call: Promise<T>): Promise<{ value?: T; error?: unknown; ms: number }> {
  const startedAt = Date.now();
  const outcome = call.then(
    (value) => ({ value, ms: Date.now() - startedAt }),
    (error: unknown) => ({ error, ms: Date.now() - startedAt }),
  );
  await jest.advanceTimersByTimeAsync(120_000);
  return outcome;
}

const idempotent = { idempotent: true };

describe('UpstreamPolicy', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.restoreAllMocks();
    jest.useRealTimers();
  });

  it('tries an idempotent call again after an outage', async () => {
    const { work, calls } = failing(outage, outage);
    expect(await settle(policyWith().execute(work, idempotent))).toMatchObject({ value: 'done' });
    expect(calls).toHaveLength(3);
  });

  it('gives up after the last attempt with the last error', async () => {
    const last = rateLimited();
    const { work, calls } = failing(outage, outage, last, outage);
    expect((await settle(policyWith().execute(work, idempotent))).error).toBe(last);
    expect(calls).toHaveLength(3);
  });

  it('makes one attempt where the settings say one', async () => {
    const { work, calls } = failing(outage);
    expect((await settle(policyWith({ attempts: 1 }).execute(work, idempotent))).error).toBe(outage);
    expect(calls).toHaveLength(1);
  });

  it('never repeats a call that is not idempotent', async () => {
    const { work, calls } = failing(outage);
    expect((await settle(policyWith().execute(work, { idempotent: false }))).error).toBe(outage);
    expect(calls).toHaveLength(1);
  });

  it.each([
    new UpstreamRejectedError('refused', context),
    new UpstreamAuthenticationError('log in', context),
    new BreakerOpenError('auth', 'microshare', 5000),
    new TypeError('a bug'),
  ])('never repeats what another try cannot mend: $name', async (error) => {
    const { work, calls } = failing(error);
    expect((await settle(policyWith().execute(work, idempotent))).error).toBe(error);
    expect(calls).toHaveLength(1);
  });

  it.each([
    { random: 0, waits: [100, 200, 400, 500, 500] },
    { random: 0.999999, waits: [200, 400, 800, 1000, 1000] },
  ])(
    'waits twice as long each time, up to the longest, the upper half at random',
    async ({ random, waits }) => {
      jest.spyOn(Math, 'random').mockReturnValue(random);
      const { work, calls } = failing(outage, outage, outage, outage, outage);
      await settle(policyWith({ attempts: 6, maxMs: 1000 }).execute(work, idempotent));
      const waited = calls.slice(1).map((at, i) => at - (calls[i] ?? 0));
      waited.forEach((ms, i) => {
        expect(Math.abs(ms - (waits[i] ?? 0))).toBeLessThanOrEqual(2);
      });
      expect(waited).toHaveLength(waits.length);
    },
  );

  it.each([
    ['429', rateLimited(7000)],
    ['503', new UpstreamUnavailableError('busy', 'answered', { ...context, retryAfterMs: 7000 })],
  ])('waits as long as a %s asks for', async (_status, error) => {
    const { work } = failing(error);
    const { value, ms } = await settle(policyWith().execute(work, idempotent));
    expect(value).toBe('done');
    expect(ms).toBeGreaterThanOrEqual(7000);
    expect(ms).toBeLessThan(7100);
  });

  it('throws at once, with the time, when the peer asks for more than the longest wait', async () => {
    const { work, calls } = failing(rateLimited(10_001));
    const { error, ms } = await settle(policyWith({ maxMs: 10_000 }).execute(work, idempotent));
    expect(error).toBeInstanceOf(UpstreamRateLimitedError);
    expect(error).toMatchObject({ retryAfterMs: 10_001 });
    expect(ms).toBe(0);
    expect(calls).toHaveLength(1);
  });

  it('stops trying when its own failures open the breaker', async () => {
    const { work, calls } = failing(outage, outage, outage, outage);
    const { error } = await settle(policyWith({ attempts: 10 }, 2).execute(work, idempotent));
    expect(error).toBeInstanceOf(BreakerOpenError);
    expect(calls).toHaveLength(2);
  });

  describe('with a signal', () => {
    const reason = new Error('the client has gone');

    it('does not begin when it is aborted already', async () => {
      const { work, calls } = failing();
      const { error } = await settle(
        policyWith().execute(work, { ...idempotent, signal: AbortSignal.abort(reason) }),
      );
      expect(error).toBe(reason);
      expect(calls).toHaveLength(0);
    });

    it('stops waiting at once and leaves no timer behind', async () => {
      const policy = policyWith();
      const timers = jest.getTimerCount();
      const { work, calls } = failing(rateLimited(8000));
      const controller = new AbortController();
      const call = policy.execute(work, { ...idempotent, signal: controller.signal });
      const caught = call.catch((error: unknown) => error);
      await jest.advanceTimersByTimeAsync(3000);
      controller.abort(reason);
      expect(await caught).toBe(reason);
      expect(calls).toHaveLength(1);
      expect(jest.getTimerCount()).toBe(timers);
    });

    it('throws the reason for whatever the cancelled work threw, and counts it neither way', async () => {
      const policy = policyWith();
      const controller = new AbortController();
      const work = (): Promise<never> => {
        controller.abort(reason);
        return Promise.reject(outage);
      };
      expect((await settle(policy.execute(work, { ...idempotent, signal: controller.signal }))).error).toBe(
        reason,
      );
      expect(policy.state()).toMatchObject({ successes: 0, failures: 0, lastError: null });
    });

    it('hands out a result that came in spite of it', async () => {
      const controller = new AbortController();
      const work = (): Promise<string> => {
        controller.abort(reason);
        return Promise.resolve('written');
      };
      const { value } = await settle(
        policyWith().execute(work, { idempotent: false, signal: controller.signal }),
      );
      expect(value).toBe('written');
    });
  });
});
