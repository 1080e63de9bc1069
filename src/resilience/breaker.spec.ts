import { UpstreamNotFoundError, UpstreamUnavailableError } from '@libs/upstream';
import { Breaker, type BreakerOptions, type BreakerStatus, type CallVerdict } from './breaker';
import { BreakerOpenError } from './breaker-open.error';

const context = { system: 'microshare', operation: 'read' };
const outage = (): Promise<never> =>
  Promise.reject(new UpstreamUnavailableError('microshare (read) is unreachable', 'unknown', context));
const notFound = (): Promise<never> => Promise.reject(new UpstreamNotFoundError('no such cluster', context));
const answer = (): Promise<string> => Promise.resolve('ok');

function setUp(options: Partial<BreakerOptions> = {}): {
  breaker: Breaker;
  changes: BreakerStatus[];
  verdicts: CallVerdict[];
} {
  const changes: BreakerStatus[] = [];
  const verdicts: CallVerdict[] = [];
  const breaker = new Breaker({
    name: 'read',
    system: 'microshare',
    volume: 5,
    errorPercent: 50,
    resetMs: 30_000,
    windowMs: 40_000,
    onVerdict: (verdict) => verdicts.push(verdict),
    onChange: (state) => changes.push(state.status),
    ...options,
  });
  return { breaker, changes, verdicts };
}

async function fail(breaker: Breaker, times: number): Promise<void> {
  for (let i = 0; i < times; i++) await breaker.fire(outage).catch(() => undefined);
}

/** The error that a call ends with. */
async function errorOf(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    () => undefined,
    (error: unknown) => error,
  );
}

describe('Breaker', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('opens after five outages and then calls nothing', async () => {
    const { breaker, changes } = setUp();
    await fail(breaker, 4);
    expect(changes).toEqual([]);
    await fail(breaker, 1);
    expect(changes).toEqual(['open']);

    const work = jest.fn(answer);
    await expect(breaker.fire(work)).rejects.toThrow(BreakerOpenError);
    expect(work).not.toHaveBeenCalled();
  });

  it('opens when calls that all hang together end together, long after they began', async () => {
    const { breaker, changes } = setUp();
    const hanging = Array.from({ length: 5 }, () =>
      breaker.fire(async () => {
        await new Promise((resolve) => setTimeout(resolve, 30_000));
        return outage();
      }),
    );
    const settled = Promise.allSettled(hanging);
    await jest.advanceTimersByTimeAsync(30_000);
    await settled;
    expect(changes).toEqual(['open']);
  });

  it.each([
    { errorPercent: 50, successes: 5, failures: 5, status: 'open' },
    { errorPercent: 50, successes: 6, failures: 5, status: 'closed' },
    { errorPercent: 100, successes: 0, failures: 5, status: 'open' },
    { errorPercent: 100, successes: 1, failures: 9, status: 'closed' },
  ])(
    'is $status after $successes answers and $failures outages at $errorPercent %',
    async ({ errorPercent, successes, failures, status }) => {
      const { breaker } = setUp({ errorPercent });
      for (let i = 0; i < successes; i++) await breaker.fire(answer);
      await fail(breaker, failures);
      expect(breaker.state().status).toBe(status);
    },
  );

  it('counts a refusal as an answer and never opens on it', async () => {
    const { breaker, changes } = setUp();
    for (let i = 0; i < 20; i++) {
      await expect(breaker.fire(notFound)).rejects.toThrow(UpstreamNotFoundError);
    }
    expect(changes).toEqual([]);
    expect(breaker.state()).toMatchObject({ successes: 20, failures: 0, lastError: null });
  });

  it('never opens on a programming error, nor blames the peer for it', async () => {
    const { breaker, changes, verdicts } = setUp();
    const bug = new TypeError('undefined is not a function');
    for (let i = 0; i < 20; i++) expect(await errorOf(breaker.fire(() => Promise.reject(bug)))).toBe(bug);
    expect(changes).toEqual([]);
    expect(new Set(verdicts)).toEqual(new Set(['inconclusive']));
    expect(breaker.state()).toMatchObject({ successes: 0, failures: 0 });
  });

  it('never opens on cancelled calls, whatever they end with', async () => {
    const { breaker, changes } = setUp();
    const signal = AbortSignal.abort(new Error('the client has gone'));
    for (let i = 0; i < 20; i++) await errorOf(breaker.fire(outage, signal));
    expect(changes).toEqual([]);
  });

  it('says how long it stays open', async () => {
    const { breaker } = setUp();
    await fail(breaker, 5);
    await jest.advanceTimersByTimeAsync(12_000);

    const refusal = await errorOf(breaker.fire(answer));
    expect(refusal).toBeInstanceOf(BreakerOpenError);
    expect(refusal).toMatchObject({
      retryAfterMs: 18_000,
      retryable: true,
      outage: false,
      system: 'microshare',
    });
    expect((refusal as Error).message).toContain('18 s');
  });

  it('lets one probe through when its time has come and closes when that is answered', async () => {
    const { breaker, changes } = setUp();
    await fail(breaker, 5);
    await jest.advanceTimersByTimeAsync(30_000);
    expect(breaker.state().status).toBe('half_open');

    let finish: (value: string) => void = () => undefined;
    const probe = breaker.fire(
      () =>
        new Promise<string>((resolve) => {
          finish = resolve;
        }),
    );
    expect(await errorOf(breaker.fire(answer))).toBeInstanceOf(BreakerOpenError);
    finish('here');
    await expect(probe).resolves.toBe('here');
    await expect(breaker.fire(answer)).resolves.toBe('ok');
    expect(changes).toEqual(['open', 'half_open', 'closed']);
  });

  it('closes when the probe is refused by a peer that lives', async () => {
    const { breaker } = setUp();
    await fail(breaker, 5);
    await jest.advanceTimersByTimeAsync(30_000);
    await errorOf(breaker.fire(notFound));
    expect(breaker.state().status).toBe('closed');
  });

  it('opens again for the whole time when the probe fails', async () => {
    const { breaker, changes } = setUp();
    await fail(breaker, 5);
    await jest.advanceTimersByTimeAsync(30_000);
    await fail(breaker, 1);
    expect(breaker.state()).toMatchObject({ status: 'open', retryAfterMs: 30_000 });
    await jest.advanceTimersByTimeAsync(30_000);
    expect(changes).toEqual(['open', 'half_open', 'open', 'half_open']);
  });

  it.each([
    ['was cancelled', outage, AbortSignal.abort()],
    ['failed on our side', () => Promise.reject(new TypeError('bug')), undefined],
    [
      'waited for another breaker',
      () => Promise.reject(new BreakerOpenError('auth', 'microshare', 1)),
      undefined,
    ],
  ] as const)('does not close when the probe %s', async (_case, work, signal) => {
    const { breaker } = setUp();
    await fail(breaker, 5);
    await jest.advanceTimersByTimeAsync(30_000);
    await errorOf(breaker.fire<unknown>(work, signal));
    expect(breaker.state().status).toBe('open');
    await jest.advanceTimersByTimeAsync(30_000);
    await expect(breaker.fire(answer)).resolves.toBe('ok');
    expect(breaker.state().status).toBe('closed');
  });

  it('shows counts, the last change and the last outage', async () => {
    jest.setSystemTime(new Date('2026-03-01T06:00:00Z'));
    const { breaker } = setUp();
    await breaker.fire(answer);
    expect(breaker.state().changedAt).toBeNull();
    await fail(breaker, 4);
    await errorOf(breaker.fire(answer));
    expect(breaker.state()).toEqual({
      name: 'read',
      system: 'microshare',
      status: 'open',
      successes: 1,
      failures: 4,
      rejects: 1,
      changedAt: '2026-03-01T06:00:00.000Z',
      lastError: 'microshare (read) is unreachable',
      retryAfterMs: 30_000,
    });
  });
});
