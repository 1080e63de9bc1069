const [S, MIN, H] = [1_000, 60_000, 3_600_000];

/** Waits before the second and each further attempt: those that Standard Webhooks 1.0.0 shows, over three days. */
export const RETRY_WAITS_MS: readonly number[] = [
  5 * S,
  5 * MIN,
  30 * MIN,
  2 * H,
  5 * H,
  10 * H,
  14 * H,
  20 * H,
  24 * H,
];

/** A receiver may ask for more time, but not for ever. */
const LONGEST_WAIT_MS = 24 * H;
/** Up to this share is added, so that what failed together is not tried again together. */
const JITTER = 0.1;

/**
 * How long to wait before the next attempt, in milliseconds; undefined when there is none.
 * @param made attempts of this schedule so far, at least one
 * @param askedMs how long the receiver asked us to wait
 * @param chance 0 to 1
 */
export function nextWaitMs(made: number, askedMs = 0, chance = Math.random()): number | undefined {
  const wait = RETRY_WAITS_MS[made - 1];
  if (wait === undefined) return undefined;
  return Math.round(Math.max(wait * (1 + JITTER * chance), Math.min(askedMs, LONGEST_WAIT_MS)));
}
