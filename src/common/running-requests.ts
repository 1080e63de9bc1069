import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { Injectable } from '@nestjs/common';
import type { FastifyBaseLogger } from 'fastify';
import { Configuration } from '../config/configuration';
import { Metrics } from '../metrics/metrics';
import { pathOf } from './request-path';

/** What is said of a request once it is over. */
export interface RequestOutcome {
  /** Pattern of the route, or `unmatched`. */
  readonly route: string;
  /** Its length is its reader's choice and says nothing of how fast we are. */
  readonly isStream: boolean;
  /** Null when the client has gone before its answer was out. */
  readonly status: number | null;
  /** From arrival to the end of the answer. */
  readonly ms: number;
  /** Name of the API key or user, once established. */
  readonly caller?: string | undefined;
  /** Asked for only where a line is written: a log of its own costs a request more than the rest of this. */
  log(): FastifyBaseLogger;
}

const SILENT = new Set(['/health/live']);
/** Levels of the log at which it holds a line about every request, not about slow ones alone. */
const WITH_REQUESTS = new Set(['trace', 'debug', 'info']);

/** Measures every request and writes its line: when its answer is out, or when the client has gone before that. */
@Injectable()
export class RunningRequests {
  /** Per connection, which is listened to once and not once a request. */
  private readonly open = new WeakMap<Socket, Map<IncomingMessage, () => RequestOutcome>>();
  private readonly logsAll: boolean;

  constructor(
    private readonly configuration: Configuration,
    private readonly metrics: Metrics,
  ) {
    this.logsAll = WITH_REQUESTS.has(configuration.log.level);
  }

  begin(request: IncomingMessage, outcome: () => RequestOutcome): void {
    const { socket } = request;
    this.metrics.activeRequests += 1;
    const running = this.open.get(socket);
    if (running !== undefined) {
      running.set(request, outcome);
      return;
    }
    this.open.set(socket, new Map([[request, outcome]]));
    socket.once('close', () => {
      for (const one of this.open.get(socket)?.keys() ?? []) this.end(one);
    });
  }

  /** True while a request that came on this connection has no whole answer. */
  isServing(socket: Socket): boolean {
    return (this.open.get(socket)?.size ?? 0) > 0;
  }

  /** Only the first call counts. */
  end(request: IncomingMessage): void {
    const outcome = this.remove(request);
    if (outcome !== undefined) this.report(request, outcome());
  }

  /** Somebody else begins with it anew. */
  forget(request: IncomingMessage): void {
    this.remove(request);
  }

  private remove(request: IncomingMessage): (() => RequestOutcome) | undefined {
    const running = this.open.get(request.socket);
    const outcome = running?.get(request);
    if (running === undefined || outcome === undefined) return undefined;
    running.delete(request);
    this.metrics.activeRequests -= 1;
    return outcome;
  }

  private report({ method = '', url = '' }: IncomingMessage, outcome: RequestOutcome): void {
    const { route, isStream, status, ms, caller } = outcome;
    if (!isStream) this.metrics.responseTime.observe({ endpoint: `${method} ${route}` }, ms / 1000);
    if (SILENT.has(route)) return;
    const slow = !isStream && ms > this.configuration.log.slowRequestMs;
    // Not even put together where nobody reads it.
    if (!slow && !this.logsAll) return;
    const line = {
      method,
      path: pathOf({ url }),
      route,
      status,
      ms: Math.round(ms * 10) / 10,
      ...(caller !== undefined && { caller }),
    };
    const sentence = status === null ? 'request given up by the client' : 'request answered';
    if (slow) outcome.log().warn({ ...line, slow: true }, sentence);
    else outcome.log().info(line, sentence);
  }
}
