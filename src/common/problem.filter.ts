import { STATUS_CODES } from 'node:http';
import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { PROBLEM_MEDIA_TYPE } from './api-problems';
import {
  PROBLEM_KINDS,
  ProblemError,
  problemKindOf,
  problemType,
  type Problem,
  type ProblemOptions,
} from './problem';
import { pathOf } from './request-path';
import type { RouteMethods } from './route-methods';
import { problemOfUpstream } from './upstream-problem';

/** What an answer needs, whatever was thrown. */
interface Refusal {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly options: ProblemOptions;
}

/** Turns everything thrown below a request into an RFC 9457 problem document. No stack, no upstream text gets out. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly routes: RouteMethods) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    this.answer(thrown, host.switchToHttp().getRequest(), host.switchToHttp().getResponse());
  }

  /** For what goes wrong before a request has a route, which Nest does not see. */
  answer(thrown: unknown, request: FastifyRequest, reply: FastifyReply): void {
    const refusal = this.refusalOf(thrown, request);
    log(request, refusal, thrown);
    // A stream that fails half-way has its status sent already; all that is left is to cut it off.
    if (reply.raw.headersSent) {
      reply.raw.destroy();
      return;
    }
    for (const name of ['etag', 'content-disposition', 'content-length']) reply.removeHeader(name);
    const { retryAfterS, headers } = refusal.options;
    if (retryAfterS !== undefined) reply.header('Retry-After', String(retryAfterS));
    void reply
      .headers({ 'Cache-Control': 'no-store', ...headers })
      .type(`${PROBLEM_MEDIA_TYPE}; charset=utf-8`)
      .status(refusal.status)
      .send(JSON.stringify(documentOf(refusal, request)));
  }

  private refusalOf(thrown: unknown, request: FastifyRequest): Refusal {
    if (thrown instanceof ProblemError) return refusal(thrown);
    const upstream = problemOfUpstream(thrown);
    if (upstream !== undefined) return refusal(upstream);
    if (thrown instanceof HttpException) return this.ofHttp(thrown, request);
    return refusal(
      new ProblemError('internal', 'an unexpected error occurred; quote request_id when reporting it'),
    );
  }

  /** Nest's own exceptions, and Fastify's, which Nest wraps. */
  private ofHttp(exception: HttpException, request: FastifyRequest): Refusal {
    const status = exception.getStatus();
    if (status === 404 && request.is404) return refusal(this.unknownAddress(request));
    if (status === 413) {
      return refusal(
        new ProblemError('payload-too-large', `the body exceeds the limit of ${limitOf(request)}`),
      );
    }
    const { detail, extensions } = contentOf(exception);
    const kind = problemKindOf(status);
    return {
      type: kind === undefined ? 'about:blank' : problemType(kind),
      title: kind === undefined ? (STATUS_CODES[status] ?? 'Error') : PROBLEM_KINDS[kind][1],
      status,
      detail,
      options: { extensions },
    };
  }

  private unknownAddress(request: FastifyRequest): ProblemError {
    const path = pathOf(request);
    const allowed = this.routes.of(path);
    if (allowed.length === 0) return new ProblemError('not-found', `there is nothing at ${path}`);
    const list = allowed.join(', ');
    return new ProblemError('method-not-allowed', `${request.method} is not allowed here; allowed: ${list}`, {
      headers: { Allow: list },
    });
  }
}

function refusal(error: ProblemError): Refusal {
  const { kind, title, status, message, options } = error;
  return { type: problemType(kind), title, status, detail: message, options };
}

/** Members that a problem document has already, under this or another meaning. */
const TAKEN = new Set([
  'statusCode',
  'message',
  'status',
  'type',
  'title',
  'detail',
  'instance',
  'request_id',
]);

/** Health checks put their findings into the exception: what is no text of Nest's own goes along as extension. */
function contentOf(exception: HttpException): { detail: string; extensions: Record<string, unknown> } {
  const body = exception.getResponse();
  if (typeof body === 'string') return { detail: body, extensions: {} };
  const members = Object.entries(body).filter(
    ([name, value]) => !TAKEN.has(name) && !(name === 'error' && typeof value === 'string'),
  );
  const said: unknown = 'message' in body ? body.message : undefined;
  const detail = Array.isArray(said) ? said.join('; ') : typeof said === 'string' ? said : exception.message;
  return { detail, extensions: Object.fromEntries(members) };
}

/** The route's own limit, or that of all. */
function limitOf({ routeOptions }: FastifyRequest): string {
  const kB = routeOptions.bodyLimit / 1024;
  return kB < 1024 ? `${kB} kB` : `${Math.round(kB / 1024)} MB`;
}

function documentOf({ type, title, status, detail, options }: Refusal, request: FastifyRequest): Problem {
  return {
    ...options.extensions,
    type,
    title,
    status,
    detail,
    instance: pathOf(request),
    request_id: request.id,
    ...(options.errors !== undefined && { errors: options.errors }),
    ...(options.upstream !== undefined && { upstream: options.upstream }),
  };
}

/** A refusal is the caller's business. What is ours is logged once, with its cause; only a defect is an ERROR. */
function log(request: FastifyRequest, { status }: Refusal, thrown: unknown): void {
  if (status < 500) return;
  const line = { err: thrown, status };
  if (status === 500) request.log.error(line, 'request failed');
  else request.log.warn(line, 'a connected system could not serve the request');
}
