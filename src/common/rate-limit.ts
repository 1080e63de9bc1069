import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Configuration } from '../config/configuration';
import { ProblemError } from './problem';

/** How one request stands against one limit, as `@fastify/rate-limit` tells. */
type Standing = Awaited<ReturnType<ReturnType<FastifyInstance['createRateLimit']>>>;
type Counted = Exclude<Standing, { isAllowed: true }>;

export interface RateLimitOptions {
  /** Who a request counts for: a client that has authenticated, else its address. */
  readonly clientOf: (request: FastifyRequest) => Promise<string>;
  /** Paths of log-ins, which have one limit of their own, per address, so that passwords cannot be tried out. */
  readonly loginPaths: readonly string[];
}

const MINUTE_S = 60;
/** Hooks have one limit of their own: what a busy ERP sends must not count for people at the same address. */
const HOOKS = /^\/+api\/v1\/hooks\//i;
/** Addresses that no limit applies to. */
export const UNLIMITED = /^\/(health(\/|$)|assets\/)/;

/**
 * Limits requests per client. Needs `@fastify/rate-limit` to be registered, not as a global limit: this hook covers
 * unknown addresses too, which that does not. Every limited answer carries RateLimit-Limit, -Remaining and -Reset.
 */
export function addRateLimit(
  instance: FastifyInstance,
  { rateLimit }: Configuration['http'],
  options: RateLimitOptions,
): void {
  const { requests, windowS, loginsPerMinute, hooksPerMinute } = rateLimit;
  const all = instance.createRateLimit({
    max: requests,
    timeWindow: windowS * 1000,
    keyGenerator: options.clientOf,
  });
  const logins = instance.createRateLimit({
    max: loginsPerMinute,
    timeWindow: MINUTE_S * 1000,
    keyGenerator: (request) => request.ip,
  });
  const hooks = instance.createRateLimit({
    max: hooksPerMinute,
    timeWindow: MINUTE_S * 1000,
    keyGenerator: (request) => request.ip,
  });
  const limit = async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const path = (request.url.split('?', 1)[0] ?? '').replace(/\/+$/, '');
    if (UNLIMITED.test(path)) return;
    if (HOOKS.test(path)) {
      if (hooksPerMinute > 0) apply(await hooks(request), MINUTE_S, reply);
      return;
    }
    if (requests > 0) apply(await all(request), windowS, reply);
    if (loginsPerMinute > 0 && options.loginPaths.includes(path) && request.method === 'POST') {
      apply(await logins(request), MINUTE_S, reply);
    }
  };
  instance.addHook('onRequest', (request, reply, done) => {
    if (requests === 0 && request.method !== 'POST') {
      done();
      return;
    }
    limit(request, reply).then(() => {
      done();
    }, done);
  });
}

function apply(standing: Standing, windowS: number, reply: FastifyReply): void {
  if (standing.isAllowed) return;
  const { max, remaining, ttlInSeconds, isExceeded }: Counted = standing;
  reply.headers({
    'RateLimit-Limit': max,
    'RateLimit-Remaining': remaining,
    'RateLimit-Reset': ttlInSeconds,
    'RateLimit-Policy': `${max};w=${windowS}`,
  });
  if (!isExceeded) return;
  throw new ProblemError(
    'too-many-requests',
    `more than ${max} requests within ${windowS} s; wait ${ttlInSeconds} s`,
    { retryAfterS: Math.max(1, ttlInSeconds) },
  );
}
