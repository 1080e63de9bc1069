import { RefreshPacer } from './refresh-pacer';

/** Refreshes that the test ends one by one. */
class Refreshes {
  started = 0;
  private settle: { resolve: () => void; reject: (error: Error) => void } | undefined;

  readonly run = (): Promise<void> => {
    this.started += 1;
    return new Promise((resolve, reject) => {
      this.settle = { resolve, reject };
    });
  };

  async succeed(): Promise<void> {
    this.settle?.resolve();
    await turn();
  }

  async fail(message: string): Promise<void> {
    this.settle?.reject(new Error(message));
    await turn();
  }
}

/** Lets everything go on that waits for nothing but promises. */
async function turn(): Promise<void> {
  await jest.advanceTimersByTimeAsync(0);
}

let refreshes: Refreshes;
let lines: string[];
let closing: AbortController;
let pacer: RefreshPacer;

beforeEach(() => {
  jest.useFakeTimers();
  refreshes = new Refreshes();
  lines = [];
  closing = new AbortController();
  pacer = new RefreshPacer(refreshes.run, closing.signal, {
    log: (line: string) => void lines.push(`log: ${line}`),
    warn: (line: string) => void lines.push(`warn: ${line}`),
  });
});
afterEach(() => {
  jest.useRealTimers();
});

describe('RefreshPacer', () => {
  it('runs one refresh at a time', async () => {
    pacer.kick();
    pacer.kick();
    pacer.run(refreshes.run);
    expect(refreshes.started).toBe(1);
    await refreshes.succeed();
    pacer.kick();
    expect(refreshes.started).toBe(2);
  });

  it('pauses after a failure, longer after each, and never more than a minute', async () => {
    const pauses: number[] = [];
    for (let i = 0; i < 9; i += 1) {
      pacer.kick();
      await refreshes.fail('down');
      const failedAt = Date.now();
      const { started } = refreshes;
      while (refreshes.started === started) {
        jest.setSystemTime(Date.now() + 100);
        pacer.kick();
      }
      pauses.push(Date.now() - failedAt);
      await refreshes.fail('down');
      // The kick that ended the pause has failed as well: both count.
      jest.setSystemTime(Date.now() + 60_000);
    }
    expect(pauses[0]).toBeGreaterThanOrEqual(1_000);
    expect(pauses[0]).toBeLessThanOrEqual(2_100);
    expect(pauses[1]).toBeGreaterThanOrEqual(4_000);
    expect(pauses[1]).toBeLessThanOrEqual(8_100);
    for (const pause of pauses.slice(3)) {
      expect(pause).toBeGreaterThanOrEqual(30_000);
      expect(pause).toBeLessThanOrEqual(60_100);
    }
  });

  it('runs asked-for work in spite of a pause', async () => {
    pacer.kick();
    await refreshes.fail('down');
    pacer.kick();
    expect(refreshes.started).toBe(1);
    pacer.run(refreshes.run);
    expect(refreshes.started).toBe(2);
  });

  it('forgets pause and error with the first success', async () => {
    pacer.kick();
    await refreshes.fail('down');
    expect(pacer.lastError).toBe('down');
    pacer.run(refreshes.run);
    await refreshes.succeed();
    expect(pacer.lastError).toBeUndefined();
    pacer.kick();
    expect(refreshes.started).toBe(3);
  });

  it('logs losing and regaining once each', async () => {
    for (let i = 0; i < 3; i += 1) {
      pacer.run(refreshes.run);
      await refreshes.fail('down');
    }
    pacer.run(refreshes.run);
    await refreshes.succeed();
    pacer.run(refreshes.run);
    await refreshes.succeed();
    expect(lines).toEqual([
      'warn: the devices could not be refreshed: down',
      'log: refreshing works again after 3 failed attempt(s)',
    ]);
  });

  it('begins nothing and complains of nothing once the application closes', async () => {
    pacer.kick();
    closing.abort(new Error('closing'));
    await refreshes.fail('closing');
    expect(lines).toEqual([]);
    expect(pacer.lastError).toBeUndefined();
    pacer.run(refreshes.run);
    expect(refreshes.started).toBe(1);
  });
});
