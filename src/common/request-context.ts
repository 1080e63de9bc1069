import type { Socket } from 'node:net';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Configuration } from '../config/configuration';
import type { Metrics } from '../metrics/metrics';
import { pathOf } from './request-path';

/** Major version of the HTTP interface, as in `/api/v1`. */
export const API_VERSION = '1';

const SILENT = new Set(['/health/live']);
/** Levels of the log at which it holds a line about every request, not about slow ones alone. */
const WITH_REQUESTS = new Set(['trace', 'debug', 'info']);

/**
 * Gives every answer, 404s and errors included, its X-Request-Id, X-Response-Time and X-API-Version, measures it and
 * writes one line about it. Add before all other hooks, so that what they refuse is covered too.
 */
export function addRequestContext(
  instance: FastifyInstance,
  configuration: Configuration,
  metrics: Metrics,
): void {
  const running = new RunningRequests((request, reply) => {
    metrics.activeConnections.dec();
    finish(request, reply, configuration, metrics);
  });
  instance.addHook('onRequest', (request, reply, done) => {
    metrics.activeConnections.inc();
    running.add(request, reply);
    done();
  });
  instance.addHook('onSend', (request, reply, payload, done) => {
    stampAnswer(request, reply);
    done(null, payload);
  });
  instance.addHook('onResponse', (request, _reply, done) => {
    running.end(request);
    done();
  });
}

/** Calls back once for each request: when its answer is out, or when the client has gone before that. */
class RunningRequests {
  /** Per connection, which is listened to once and not once a request. */
  private readonly open = new WeakMap<Socket, Map<FastifyRequest, FastifyReply>>();

  constructor(private readonly over: (request: FastifyRequest, reply: FastifyReply) => void) {}

  add(request: FastifyRequest, reply: FastifyReply): void {
    const { socket } = request.raw;
    const running = this.open.get(socket);
    if (running !== undefined) {
      running.set(request, reply);
      return;
    }
    this.open.set(socket, new Map([[request, reply]]));
    socket.once('close', () => {
      for (const one of this.open.get(socket)?.keys() ?? []) this.end(one);
    });
  }

  end(request: FastifyRequest): void {
    const running = this.open.get(request.raw.socket);
    const reply = running?.get(request);
    if (running === undefined || reply === undefined) return;
    running.delete(request);
    this.over(request, reply);
  }
}

/** The headers of every answer. The time is that until now, so the last call counts. */
export function stampAnswer(request: FastifyRequest, reply: FastifyReply): void {
  reply.headers({
    'x-request-id': request.id,
    'x-api-version': API_VERSION,
    'x-response-time': `${reply.elapsedTime.toFixed(1)}ms`,
  });
}

function finish(
  request: FastifyRequest,
  reply: FastifyReply,
  configuration: Configuration,
  metrics: Metrics,
): void {
  const ms = reply.elapsedTime;
  const route = request.is404 ? 'unmatched' : (request.routeOptions.url ?? 'unmatched');
  // A stream lasts as long as its reader wants, which says nothing of how fast we are.
  const { isStream } = request.routeOptions.config as { readonly isStream?: boolean };
  if (isStream !== true) {
    metrics.responseTime.observe({ endpoint: `${request.method} ${route}` }, ms / 1000);
  }
  if (SILENT.has(route)) return;
  const slow = isStream !== true && ms > configuration.log.slowRequestMs;
  // Not even put together where nobody reads it.
  if (!slow && !WITH_REQUESTS.has(configuration.log.level)) return;
  const answered = reply.raw.writableFinished;
  const line = {
    method: request.method,
    path: pathOf(request),
    route,
    status: answered ? reply.statusCode : null,
    ms: Math.round(ms * 10) / 10,
    ...callerOf(request),
  };
  const sentence = answered ? 'request answered' : 'request given up by the client';
  if (slow) request.log.warn({ ...line, slow: true }, sentence);
  else request.log.info(line, sentence);
}

/** Name of the API key or user, once the access guard has established it. */
function callerOf(request: FastifyRequest): { caller?: string } {
  const { principal } = request as { principal?: { readonly name?: unknown } };
  return typeof principal?.name === 'string' ? { caller: principal.name } : {};
}
