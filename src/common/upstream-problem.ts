import { UpstreamError } from '@libs/upstream';
import { CacheUnavailableError } from '../cache/cache.store';
import { DatabaseUnavailableError } from '../database/database-errors';
import { ProblemError } from './problem';

/** How long to wait when nobody says: a cache comes back within seconds or needs somebody to look at it. */
const DEFAULT_WAIT_S = 5;

/**
 * What a caller is told of trouble with a connected system, the cache or the database; undefined for any other error.
 * 503 with Retry-After means that the system was not asked, or asked us to wait: an open breaker, a rate limit.
 * Everything else that a system did wrong is 502, with `upstream.retryable` telling whether to try again.
 */
export function problemOfUpstream(error: unknown): ProblemError | undefined {
  if (error instanceof CacheUnavailableError) {
    return new ProblemError('unavailable', 'the cache store cannot be reached', {
      retryAfterS: DEFAULT_WAIT_S,
      upstream: { system: 'cache', retryable: true },
      cause: error,
    });
  }
  if (error instanceof DatabaseUnavailableError) {
    return new ProblemError('unavailable', error.message, {
      retryAfterS: DEFAULT_WAIT_S,
      upstream: { system: 'database', retryable: !error.committing },
      ...(error.committing && { extensions: { outcome: 'unknown' } }),
      cause: error,
    });
  }
  if (!(error instanceof UpstreamError)) return undefined;
  const upstream = { system: error.system, retryable: error.retryable };
  const wait =
    error.retryAfterMs === undefined ? undefined : Math.max(1, Math.ceil(error.retryAfterMs / 1000));
  // Retryable, yet no outage: the peer works, or is given time to; both say when to come back.
  const deferred = error.retryable && !error.outage;
  return new ProblemError(deferred ? 'unavailable' : 'upstream-error', printable(error), {
    upstream,
    cause: error,
    ...(deferred && { retryAfterS: wait ?? DEFAULT_WAIT_S }),
    ...(!deferred && wait !== undefined && { retryAfterS: wait }),
  });
}

const LONGEST = 400;

/** The message in one line; replaced where it looks like a page, a traceback or a stack, which no caller should see. */
function printable(error: UpstreamError): string {
  const line = error.message.replace(/\s+/g, ' ').trim();
  const foreign = /<\/?[a-z!]|traceback|\n\s+at |File "/i.test(error.message);
  if (foreign || line === '') return `${error.system} answered ${error.operation} with an error`;
  return line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line;
}
