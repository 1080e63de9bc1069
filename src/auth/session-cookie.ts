import type { IncomingMessage } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';

const NAME = 'trapline_session';
const VALUE = new RegExp(`(?:^|;)\\s*${NAME}=([^;\\s]+)`);

/**
 * The header that a call with the cookie must carry when it changes something. A form or a link of another page cannot set
 * it, and a script of another page may not: the preflight that it causes allows no cookie.
 */
export const COOKIE_CALL_HEADER = 'x-trapline-client';

/** The session token in the request's cookie; undefined without one. */
export function sessionCookieOf({ headers }: Pick<IncomingMessage, 'headers'>): string | undefined {
  return headers.cookie === undefined ? undefined : VALUE.exec(headers.cookie)?.[1];
}

/** Hands the token to the browser in a way that no script can read and no other site can make it send. */
export function setSessionCookie(reply: FastifyReply, token: string, expiresAt: number): void {
  const seconds = Math.max(0, Math.floor((expiresAt - Date.now()) / 1000));
  void reply.header('Set-Cookie', cookie(reply.request, token, seconds));
}

export function clearSessionCookie(reply: FastifyReply): void {
  void reply.header('Set-Cookie', cookie(reply.request, '', 0));
}

/** `Secure` only behind https: over plain http the browser would drop the cookie. */
function cookie(request: FastifyRequest, value: string, maxAgeS: number): string {
  const parts = [`${NAME}=${value}`, 'Path=/', `Max-Age=${maxAgeS}`, 'HttpOnly', 'SameSite=Strict'];
  return [...parts, ...(request.protocol === 'https' ? ['Secure'] : [])].join('; ');
}
