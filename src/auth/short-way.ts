import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { pipeline, Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { handedOver, handOver } from '../common/handed-over';
import { limitHeaders, type RateLimit } from '../common/rate-limit';
import type { ReadyAnswer } from '../common/ready-answer';
import { API_VERSION, responseTime } from '../common/request-context';
import { REQUEST_ID_LABEL, requestIdOf } from '../common/request-id';
import type { RequestOutcome, RunningRequests } from '../common/running-requests';
import type { AuthenticatedRequest } from './access.decorators';
import { type Authenticator, clientName } from './authenticator';
import type { Principal } from './principal';
import type { KnownRead, RepeatedReads } from './repeated-reads';

export interface ShortWayParts {
  readonly reads: RepeatedReads;
  readonly authenticator: Authenticator;
  readonly limit: RateLimit;
  readonly running: RunningRequests;
  /** What hooks give every answer to a request without `Origin`; names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
}

/** One request on the short way. */
interface Passage {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly known: KnownRead;
  /** By `performance.now()`. */
  readonly arrivedAt: number;
  id: string | undefined;
  principal: Principal | undefined;
}

/**
 * Answers repeated reads in front of Fastify: the access guard lets every authenticated caller read, and the pipes have
 * accepted the address before. An answer is the same on both ways. Whatever else a request may need goes the long way:
 * who is refused or limited, what cannot be read, who comes from another origin, and everybody while the server closes.
 * Add where the long way would meet what a read has thrown: after its hooks for limits and headers.
 */
export function addShortWay(instance: FastifyInstance, parts: ShortWayParts): void {
  const { server } = instance;
  // A second listener of Fastify, which it opens where HOST=localhost is two addresses, knows the long way alone.
  const [longWay] = server.listeners('request') as RequestListener[];
  if (longWay === undefined) throw new TypeError('Fastify does not listen to its server');
  const shortWay = new ShortWay(parts, instance, longWay);
  let closing = false;
  instance.addHook('preClose', (done) => {
    closing = true;
    done();
  });
  server.off('request', longWay);
  server.on('request', (request, response) => {
    const known = closing ? undefined : parts.reads.of(request);
    if (known === undefined || request.headers.origin !== undefined) longWay(request, response);
    else shortWay.take(request, response, known);
  });
  instance.addHook('onRequest', (request, _reply, done) => {
    const failure = handedOver(request.raw)?.failure;
    if (failure === undefined) {
      done();
      return;
    }
    (request as AuthenticatedRequest).principal = failure.principal as Principal;
    done(failure.error as Error);
  });
}

class ShortWay {
  private readonly fixed: readonly string[];
  private readonly fixedVarying: readonly string[];

  constructor(
    private readonly parts: ShortWayParts,
    private readonly instance: Pick<FastifyInstance, 'log'>,
    private readonly longWay: RequestListener,
  ) {
    const { vary, ...headers } = parts.headers;
    const common = [...Object.entries(headers).flat(), 'x-api-version', API_VERSION];
    this.fixed = vary === undefined ? common : [...common, 'vary', vary];
    this.fixedVarying = [
      ...common,
      'vary',
      vary === undefined ? 'Accept-Encoding' : `${vary}, Accept-Encoding`,
    ];
  }

  take(request: IncomingMessage, response: ServerResponse, known: KnownRead): void {
    const arrivedAt = performance.now();
    const passage: Passage = { request, response, known, arrivedAt, id: undefined, principal: undefined };
    const { authenticator, limit, running } = this.parts;
    running.begin(request, () => this.outcomeOf(passage));
    const atOnce = limit.isOn ? undefined : authenticator.atOnce(request);
    if (atOnce === undefined) this.admit(passage);
    else if (atOnce.state === 'accepted') this.read(passage, atOnce.principal, []);
    else this.leave(passage);
  }

  /** Where the caller has to be looked up, or counted. */
  private admit(passage: Passage): void {
    const { authenticator, limit } = this.parts;
    const { request } = passage;
    const admitted = async (): Promise<void> => {
      const authentication = await authenticator.of(request);
      if (authentication.state !== 'accepted') {
        this.leave(passage);
        return;
      }
      const { principal } = authentication;
      const standing = limit.isOn ? await limit.standing(request, clientName(principal)) : undefined;
      if (standing?.isExceeded === true) this.leave(passage);
      else this.read(passage, principal, standing === undefined ? [] : limitHeaders(standing));
    };
    admitted().catch(() => {
      // Nothing is lost: the long way asks the same and hears the same error.
      this.leave(passage);
    });
  }

  private read(passage: Passage, principal: Principal, limits: readonly string[]): void {
    const { request, known } = passage;
    passage.principal = principal;
    const fail = (error: unknown): void => {
      this.leave(passage, { error, principal });
    };
    try {
      const answer = known.read(principal, request.headers);
      if ('then' in answer) {
        answer
          .then((ready) => {
            this.send(passage, ready, limits);
          })
          .catch(fail);
      } else this.send(passage, answer, limits);
    } catch (error) {
      fail(error);
    }
  }

  private send(passage: Passage, answer: ReadyAnswer, limits: readonly string[]): void {
    const { request, response, arrivedAt } = passage;
    if (response.destroyed) return;
    const { status, body } = answer;
    passage.id = requestIdOf(request);
    const head = [
      ...(answer.variesByCoding ? this.fixedVarying : this.fixed),
      'x-request-id',
      passage.id,
      'x-response-time',
      responseTime(performance.now() - arrivedAt),
      ...limits,
      ...answer.headers,
    ];
    const over = (): void => {
      this.parts.running.end(request);
    };
    if (body instanceof Readable) {
      response.writeHead(status, head);
      pipeline(body, response, over);
      return;
    }
    if (body !== undefined) head.push('content-length', String(Buffer.byteLength(body)));
    response.writeHead(status, head);
    response.end(body, over);
  }

  private leave(passage: Passage, failure?: { error: unknown; principal: Principal }): void {
    const { request, response, arrivedAt } = passage;
    // Its outcome is told when the connection has closed.
    if (request.socket.destroyed) return;
    this.parts.running.forget(request);
    handOver(request, { arrivedAt, ...(failure !== undefined && { failure }) });
    this.longWay(request, response);
  }

  private outcomeOf({ request, response, known, arrivedAt, id, principal }: Passage): RequestOutcome {
    return {
      route: known.route,
      isStream: false,
      status: response.writableFinished ? response.statusCode : null,
      ms: performance.now() - arrivedAt,
      caller: principal?.name,
      log: () => this.instance.log.child({ [REQUEST_ID_LABEL]: id ?? requestIdOf(request) }),
    };
  }
}
