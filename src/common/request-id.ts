import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** Name of the request's id in log lines. */
export const REQUEST_ID_LABEL = 'request_id';

/** The caller's own X-Request-Id where it is short and harmless in headers and logs, else a new one. */
export function requestIdOf(request: Pick<IncomingMessage, 'headers'>): string {
  const given = request.headers['x-request-id'];
  return typeof given === 'string' && /^[A-Za-z0-9._-]{1,128}$/.test(given) ? given : randomUUID();
}
