import { ProblemError } from '../../common/problem';
import type { DiscoveryProgress } from './account-catalogue';

const MICROSHARE = { system: 'microshare', retryable: true } as const;

/** What a reader is told before the first complete set of devices is there. */
export function stillDiscovering(
  progress: DiscoveryProgress | undefined,
  lastError: string | undefined,
  now: number,
): ProblemError {
  const seconds = progress === undefined ? 0 : Math.round((now - progress.startedAt) / 1000);
  const clusters = progress?.clustersSoFar ?? 0;
  const state =
    lastError === undefined
      ? `under way for ${seconds} s, ${clusters} clusters so far`
      : `the last attempt failed: ${lastError}`;
  return new ProblemError('unavailable', `the devices have not been discovered yet; ${state}`, {
    retryAfterS: 5,
    upstream: MICROSHARE,
    extensions: { progress: { seconds, clusters_so_far: clusters } },
  });
}

/** What a reader is told when all that is known is older than the operator allows. */
export function tooOld(ageSeconds: number, limitS: number, lastError: string | undefined): ProblemError {
  const why = lastError === undefined ? '' : `; the last attempt to refresh it failed: ${lastError}`;
  return new ProblemError(
    'unavailable',
    `what is known of the devices is ${ageSeconds} s old, more than CACHE_STALE_LIMIT_S (${limitS})${why}`,
    { retryAfterS: 30, upstream: MICROSHARE },
  );
}
