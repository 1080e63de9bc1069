import {
  isHtml,
  retryAfterMs,
  UpstreamAuthenticationError,
  UpstreamConfigurationError,
  UpstreamRateLimitedError,
  UpstreamUnavailableError,
  type HttpAnswer,
} from '@libs/upstream';
import { SYSTEM } from './answer-errors';

export const LOGIN_OPERATION = 'auth';

/**
 * The error for a log-in answer that gave no token. What the peer wrote stays out of it: it may repeat what was sent.
 * 401 is a refusal whatever its body, and so are the redirects named; another answer in HTML comes from a proxy in the
 * platform's place.
 */
export function loginError(answer: HttpAnswer, now: number, refusals: readonly number[] = []): Error {
  const { status } = answer;
  const context = {
    system: SYSTEM,
    operation: LOGIN_OPERATION,
    retryAfterMs: retryAfterMs(answer.headers, now),
  };
  if (status === 429) {
    return new UpstreamRateLimitedError('Microshare limits the rate of log-ins', context);
  }
  if (status === 401 || refusals.includes(status)) return credentialsRefused();
  if (status >= 500 || status === 408 || isHtml(answer)) {
    return new UpstreamUnavailableError(
      `Microshare's log-in answered ${status} and no token`,
      'answered',
      context,
    );
  }
  if ((status >= 300 && status < 400) || status === 404 || status === 405) {
    return new UpstreamConfigurationError(
      `There is no Microshare log-in at this address (${status})`,
      context,
    );
  }
  return credentialsRefused();
}

export function credentialsRefused(): UpstreamAuthenticationError {
  return new UpstreamAuthenticationError('Microshare does not accept these credentials', {
    system: SYSTEM,
    operation: LOGIN_OPERATION,
  });
}
