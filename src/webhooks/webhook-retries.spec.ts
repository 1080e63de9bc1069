import { nextWaitMs } from './webhook-retries';

const HOUR = 3_600_000;

/** Moments of all attempts, in milliseconds after the first, by a clock that jumps from one to the next. */
function attempts(chance: number, askedMs?: number): number[] {
  const at = [0];
  for (let wait = nextWaitMs(1, askedMs, chance); wait !== undefined;) {
    at.push((at.at(-1) ?? 0) + wait);
    wait = nextWaitMs(at.length, askedMs, chance);
  }
  return at;
}

describe('the schedule of a webhook message', () => {
  it('has ten attempts over three days', () => {
    const at = attempts(0);
    expect(at).toHaveLength(10);
    expect(at.slice(0, 3)).toEqual([0, 5_000, 305_000]);
    expect((at.at(-1) ?? 0) / HOUR).toBeCloseTo(75.58, 1);
  });

  it('spreads out what failed together, by a tenth at most', () => {
    expect((attempts(1).at(-1) ?? 0) / (attempts(0).at(-1) ?? 1)).toBeCloseTo(1.1);
  });

  it('waits as long as the receiver asks, but not more than a day', () => {
    expect(nextWaitMs(1, 60_000, 0)).toBe(60_000);
    expect(nextWaitMs(1, 1_000, 0)).toBe(5_000);
    expect(nextWaitMs(1, 1_000 * HOUR, 0)).toBe(24 * HOUR);
  });
});
