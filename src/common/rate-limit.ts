import type { IncomingMessage } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Configuration } from '../config/configuration';
import { ProblemError } from './problem';

type Limiter = ReturnType<FastifyInstance['createRateLimit']>;
/** How one request stands against one limit, as `@fastify/rate-limit` tells. */
type Counted = Exclude<Awaited<ReturnType<Limiter>>, { isAllowed: true }>;
export type Standing = Pick<Counted, 'max' | 'remaining' | 'ttlInSeconds' | 'isExceeded'> & {
  readonly windowS: number;
};

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

/** Counts requests per client. Needs `@fastify/rate-limit` to be registered, not as a global limit. */
export class RateLimit {
  /** False where the settings ask for no limit: nothing need be counted. */
  readonly isOn: boolean;
  private readonly windowS: number;
  private readonly limiter: Limiter;
  private readonly counted = new WeakMap<IncomingMessage, Promise<Standing>>();

  constructor(instance: FastifyInstance, { requests, windowS }: Configuration['http']['rateLimit']) {
    this.isOn = requests > 0;
    this.windowS = windowS;
    this.limiter = limiterPerClient(instance, requests, windowS);
  }

  /** How the client stands with this request, which counts once however often it is asked about. */
  standing(request: IncomingMessage, client: string): Promise<Standing> {
    const known = this.counted.get(request);
    if (known !== undefined) return known;
    const standing = standingOf(this.limiter, client, this.windowS);
    this.counted.set(request, standing);
    return standing;
  }
}

/** Limits requests per client, to unknown addresses too. Every limited answer carries {@link limitHeaders}. */
export function addRateLimit(
  instance: FastifyInstance,
  limit: RateLimit,
  { loginsPerMinute, hooksPerMinute }: Configuration['http']['rateLimit'],
  options: RateLimitOptions,
): void {
  const logins = limiterPerClient(instance, loginsPerMinute, MINUTE_S);
  const hooks = limiterPerClient(instance, hooksPerMinute, MINUTE_S);
  const apply = async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const path = (request.url.split('?', 1)[0] ?? '').replace(/\/+$/, '');
    if (UNLIMITED.test(path)) return;
    if (HOOKS.test(path)) {
      if (hooksPerMinute > 0) hold(await standingOf(hooks, request.ip, MINUTE_S), reply);
      return;
    }
    if (limit.isOn) hold(await limit.standing(request.raw, await options.clientOf(request)), reply);
    if (loginsPerMinute > 0 && options.loginPaths.includes(path) && request.method === 'POST') {
      hold(await standingOf(logins, request.ip, MINUTE_S), reply);
    }
  };
  instance.addHook('onRequest', (request, reply, done) => {
    if (!limit.isOn && request.method !== 'POST') {
      done();
      return;
    }
    apply(request, reply).then(() => {
      done();
    }, done);
  });
}

/** The headers that say how a client stands: names in lower case and values in turn. */
export function limitHeaders({ max, remaining, ttlInSeconds, windowS }: Standing): readonly string[] {
  return [
    'ratelimit-limit',
    String(max),
    'ratelimit-remaining',
    String(remaining),
    'ratelimit-reset',
    String(ttlInSeconds),
    'ratelimit-policy',
    `${max};w=${windowS}`,
  ];
}

function limiterPerClient(instance: FastifyInstance, max: number, windowS: number): Limiter {
  return instance.createRateLimit({ max, timeWindow: windowS * 1000, keyGenerator: ({ ip }) => ip });
}

/** The limiter reads a request's `ip` and the settings of its route; this is a request of that client to any route. */
async function standingOf(limiter: Limiter, client: string, windowS: number): Promise<Standing> {
  const standing = await limiter({ ip: client, routeOptions: {} } as FastifyRequest);
  if (standing.isAllowed) throw new TypeError('there is no list of clients without limit');
  return { ...standing, windowS };
}

function hold(standing: Standing, reply: FastifyReply): void {
  const headers = limitHeaders(standing);
  for (let i = 0; i + 1 < headers.length; i += 2) reply.header(headers[i] ?? '', headers[i + 1]);
  const { max, ttlInSeconds, windowS, isExceeded } = standing;
  if (!isExceeded) return;
  throw new ProblemError(
    'too-many-requests',
    `more than ${max} requests within ${windowS} s; wait ${ttlInSeconds} s`,
    { retryAfterS: Math.max(1, ttlInSeconds) },
  );
}
