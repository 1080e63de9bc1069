import timers from 'node:timers/promises';

interface Timer {
  at: number;
  readonly order: number;
  readonly call: () => void;
  /** Milliseconds; undefined for a timer that fires once. */
  readonly every: number | undefined;
}

const real = {
  setTimeout: globalThis.setTimeout,
  clearTimeout: globalThis.clearTimeout,
  setInterval: globalThis.setInterval,
  clearInterval: globalThis.clearInterval,
  setImmediate: globalThis.setImmediate,
  delay: timers.setTimeout,
  dateNow: Date.now,
  performanceNow: performance.now.bind(performance),
};

/**
 * Time that passes only when everything waits: each timer fires at its own moment, in one order, however slow the machine
 * is. Nothing that runs under it may wait for the outside world.
 */
export class VirtualClock {
  private readonly timers = new Set<Timer>();
  private order = 0;
  private readonly startedAt = real.dateNow();
  /** Milliseconds since the clock was put in place. */
  now = 0;

  /** Puts the clock in place of the process's own. */
  install(): void {
    const set = (call: () => void, ms = 0, every?: number): object => {
      const timer: Timer = { at: this.now + Math.max(0, ms), order: (this.order += 1), call, every };
      this.timers.add(timer);
      return Object.assign(timer, { unref: () => timer, ref: () => timer });
    };
    const clear = (timer: unknown): void => void this.timers.delete(timer as Timer);
    const delay = (ms = 0, value?: unknown): Promise<unknown> =>
      new Promise((resolve) => {
        set(() => {
          resolve(value);
        }, ms);
      });
    Object.assign(globalThis, {
      setTimeout: set,
      setInterval: (call: () => void, ms = 0) => set(call, ms, ms),
      clearTimeout: clear,
      clearInterval: clear,
    });
    Object.assign(timers, { setTimeout: delay });
    Date.now = () => this.startedAt + this.now;
    performance.now = () => this.now;
  }

  uninstall(): void {
    const { setTimeout, clearTimeout, setInterval, clearInterval } = real;
    Object.assign(globalThis, { setTimeout, clearTimeout, setInterval, clearInterval });
    Object.assign(timers, { setTimeout: real.delay });
    Date.now = real.dateNow;
    performance.now = real.performanceNow;
  }

  /** Lets time pass until that moment, in milliseconds since the clock was put in place. */
  async runUntil(end: number): Promise<void> {
    for (;;) {
      await new Promise((resolve) => real.setImmediate(resolve));
      const next = this.next();
      if (next === undefined || next.at > end) break;
      this.now = Math.max(this.now, next.at);
      if (next.every === undefined) this.timers.delete(next);
      else next.at = this.now + next.every;
      next.call();
    }
    this.now = end;
  }

  private next(): Timer | undefined {
    let first: Timer | undefined;
    for (const timer of this.timers) {
      if (first === undefined || timer.at < first.at || (timer.at === first.at && timer.order < first.order))
        first = timer;
    }
    return first;
  }
}
