import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { handedOver } from './handed-over';
import type { RequestOutcome, RunningRequests } from './running-requests';

/** Major version of the HTTP interface, as in `/api/v1`. */
export const API_VERSION = '1';

/**
 * Gives every answer, 404s and errors included, its X-Request-Id, X-Response-Time and X-API-Version, measures it and
 * writes one line about it. Add before all other hooks, so that what they refuse is covered too.
 */
export function addRequestContext(instance: FastifyInstance, running: RunningRequests): void {
  instance.addHook('onRequest', (request, reply, done) => {
    running.begin(request.raw, () => outcomeOf(request, reply));
    done();
  });
  instance.addHook('onSend', (request, reply, payload, done) => {
    stampAnswer(request, reply);
    done(null, payload);
  });
  instance.addHook('onResponse', (request, _reply, done) => {
    running.end(request.raw);
    done();
  });
}

/** The headers of every answer. The time is that until now, so the last call counts. */
export function stampAnswer(request: FastifyRequest, reply: FastifyReply): void {
  reply.headers({
    'x-request-id': request.id,
    'x-api-version': API_VERSION,
    'x-response-time': responseTime(elapsed(request, reply)),
  });
}

/** Value of X-Response-Time. */
export function responseTime(ms: number): string {
  return `${ms.toFixed(1)}ms`;
}

function elapsed(request: FastifyRequest, reply: FastifyReply): number {
  const arrivedAt = handedOver(request.raw)?.arrivedAt;
  return arrivedAt === undefined ? reply.elapsedTime : performance.now() - arrivedAt;
}

function outcomeOf(request: FastifyRequest, reply: FastifyReply): RequestOutcome {
  const { isStream } = request.routeOptions.config as { readonly isStream?: boolean };
  return {
    route: request.is404 ? 'unmatched' : (request.routeOptions.url ?? 'unmatched'),
    isStream: isStream === true,
    status: reply.raw.writableFinished ? reply.statusCode : null,
    ms: elapsed(request, reply),
    caller: callerOf(request),
    log: () => request.log,
  };
}

/** Name of the API key or user, once the access guard has established it. */
function callerOf(request: FastifyRequest): string | undefined {
  const { principal } = request as { principal?: { readonly name?: unknown } };
  return typeof principal?.name === 'string' ? principal.name : undefined;
}
