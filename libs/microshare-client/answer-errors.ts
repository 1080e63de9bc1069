import {
  isHtml,
  retryAfterMs,
  UpstreamAccessError,
  UpstreamAuthenticationError,
  UpstreamNotFoundError,
  UpstreamRateLimitedError,
  UpstreamRejectedError,
  UpstreamUnavailableError,
  type Delivery,
  type HttpAnswer,
} from '@libs/upstream';
import { safeLine } from './safe-line';

export const SYSTEM = 'microshare';

/** What was asked, for sorting the answer: a write's outcome can be unknown, a read's cannot. */
export interface AskedFor {
  readonly operation: string;
  readonly write: boolean;
}

/** Texts with which the platform answers 503 although the request, and not the platform, is at fault. */
const MALFORMED_REQUEST = /^\s*\[Error: unresolvable|needs an array/i;

/**
 * The error for an answer other than 200 and 201. Bodies are plain text as far as anybody has seen; their first line goes
 * into the message where it helps. A 404 that is a web page comes from a proxy and says nothing about the record.
 */
export function errorOf(answer: HttpAnswer, asked: AskedFor, now: number): Error {
  const { status } = answer;
  const html = isHtml(answer);
  const text = html ? '' : safeLine(answer.body.toString('utf8'));
  const detail = text === '' ? '' : `: ${text}`;
  const context = {
    system: SYSTEM,
    operation: asked.operation,
    retryAfterMs: retryAfterMs(answer.headers, now),
  };
  const on = `${SYSTEM} (${asked.operation})`;

  if (status === 429) return new UpstreamRateLimitedError(`${on} limits the rate of calls`, context);
  if (status === 401) return new UpstreamAuthenticationError(`${on} does not accept the token`, context);
  if (status === 403) return new UpstreamAccessError(`${on} refuses access${detail}`, context);
  if (status === 404 && !html) {
    return new UpstreamNotFoundError(`${on} has no such record, or it is not shared${detail}`, context);
  }
  if (status === 503 && MALFORMED_REQUEST.test(text)) {
    return new UpstreamRejectedError(`${on} cannot read the request${detail}`, context);
  }
  const rejected = status >= 400 && status < 500 && status !== 404 && status !== 408;
  if (rejected) return new UpstreamRejectedError(`${on} rejects the request (${status})${detail}`, context);
  const page = html ? ' with a web page' : '';
  return new UpstreamUnavailableError(`${on} answered ${status}${page}`, deliveryOf(status, asked), context);
}

/** The error for an answer that says 200 and cannot come from the healthy API: the write may have been applied or not. */
export function brokenAnswer(reason: string, asked: AskedFor): UpstreamUnavailableError {
  const delivery: Delivery = asked.write ? 'unknown' : 'answered';
  return new UpstreamUnavailableError(`${SYSTEM} (${asked.operation}) answered with ${reason}`, delivery, {
    system: SYSTEM,
    operation: asked.operation,
  });
}

/** A gateway that lost the platform, and a success without the documented body, leave open whether a write was applied. */
function deliveryOf(status: number, asked: AskedFor): Delivery {
  const open = status < 300 || status === 502 || status === 504;
  return asked.write && open ? 'unknown' : 'answered';
}
