import { Inject, Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Authenticator } from '../auth/authenticator';
import { CacheUnavailableError } from '../cache/cache.store';
import { ProblemError } from '../common/problem';
import { stampAnswer } from '../common/request-context';
import { Configuration } from '../config/configuration';
import { Metrics } from '../metrics/metrics';
import { CatalogueService } from '../microshare/catalogue.service';
import type { ReadAnewReason } from './event';
import { EventLog } from './event-log';
import { frameOf } from './event-message';
import { EventStream, type StreamWishes } from './event-stream';

const HEARTBEAT_MS = 15_000;
/** What a client that loses the connection waits before it comes back, in milliseconds. */
const RETRY_MS = 2_000;

interface OpenStream {
  readonly stream: EventStream;
  /** Looked at again with every heartbeat, where a session may have ended; undefined for API keys. */
  readonly token: string | undefined;
}

/** The open streams of this replica: fills them from the log, keeps them alive, and ends them. */
@Injectable()
export class EventStreams implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger(EventStreams.name);
  private readonly open = new Set<OpenStream>();
  private timer: NodeJS.Timeout | undefined;
  private unsubscribe: () => void = () => undefined;

  constructor(
    @Inject(HttpAdapterHost) private readonly host: HttpAdapterHost,
    private readonly log: EventLog,
    private readonly authenticator: Authenticator,
    private readonly catalogue: CatalogueService,
    private readonly configuration: Configuration,
    private readonly metrics: Metrics,
  ) {}

  onModuleInit(): void {
    this.unsubscribe = this.log.onNews((news) => {
      if (news === 'lost') this.all(({ stream }) => stream.sendFrame(readAnew('missed')));
      else this.all(({ stream }) => stream.send(news.message));
    });
    this.timer = setInterval(() => void this.heartbeat(), HEARTBEAT_MS).unref();
    // A server waits for its open answers when it closes, and these would never end.
    this.host.httpAdapter.getInstance<FastifyInstance>().addHook('preClose', (done) => {
      this.endAll();
      done();
    });
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
    this.unsubscribe();
    this.endAll();
  }

  /**
   * Turns the answer into a stream that stays open.
   * @param lastId where the client was; what it has missed since comes first, or the advice to read anew
   * @throws ProblemError `unavailable` when this replica has as many streams as it may
   */
  async start(
    request: FastifyRequest,
    reply: FastifyReply,
    wishes: StreamWishes,
    lastId: string | undefined,
  ): Promise<void> {
    if (this.open.size >= this.configuration.http.eventStreams) {
      throw new ProblemError('unavailable', 'this replica has as many event streams as it may have', {
        retryAfterS: 10,
      });
    }
    const authentication = await this.authenticator.of(request.raw);
    const token = authentication.state === 'accepted' ? authentication.session?.token : undefined;
    const { raw } = reply;
    if (raw.destroyed) return;
    stampAnswer(request, reply);
    reply.hijack();
    reply.headers({
      'Content-Type': 'text/event-stream; charset=utf-8',
      'Cache-Control': 'no-store',
      'X-Accel-Buffering': 'no',
    });
    for (const [name, value] of Object.entries(reply.getHeaders())) {
      if (value !== undefined) raw.setHeader(name, value);
    }
    raw.writeHead(200);
    this.keep({ stream: new EventStream(raw, wishes), token }, reply, lastId);
  }

  private keep(own: OpenStream, { raw }: FastifyReply, lastId: string | undefined): void {
    const { stream } = own;
    this.open.add(own);
    this.metrics.eventStreams.set(this.open.size);
    raw.once('close', () => {
      this.open.delete(own);
      this.metrics.eventStreams.set(this.open.size);
    });
    stream.sendFrame(`retry: ${RETRY_MS}\n\n`);
    const missed = lastId === undefined ? [] : this.log.after(lastId);
    if (missed === undefined || !stream.catchUp(missed)) stream.sendFrame(readAnew('missed'));
    stream.moveTo(this.log.latestId);
    this.catalogue.follow(stream.principal.account);
  }

  /** Shows every client that its stream lives, and ends those whose session does not any more. Never rejects. */
  async heartbeat(): Promise<void> {
    try {
      await this.log.catchUp();
      this.all(({ stream }) => stream.sendFrame(': still here\n\n') && stream.moveTo(this.log.latestId));
      for (const { stream } of this.open) this.catalogue.follow(stream.principal.account);
      for (const own of this.open) {
        if (own.token !== undefined && !(await this.isLive(own.token))) this.drop(own, 'session');
      }
    } catch (error) {
      this.logger.error({ err: error }, 'the event streams could not be looked after');
    }
  }

  private async isLive(token: string): Promise<boolean> {
    try {
      return await this.authenticator.isLive(token);
    } catch (error) {
      // Not knowing is no reason to send a reader away.
      if (error instanceof CacheUnavailableError) return true;
      throw error;
    }
  }

  private all(send: (own: OpenStream) => boolean): void {
    for (const own of this.open) if (!send(own)) this.drop(own, 'slow');
  }

  private drop(own: OpenStream, reason: 'slow' | 'session'): void {
    this.open.delete(own);
    this.metrics.eventStreamsEnded.inc({ reason });
    if (reason === 'slow') own.stream.cut();
    else own.stream.end();
  }

  private endAll(): void {
    this.metrics.eventStreamsEnded.inc({ reason: 'shutdown' }, this.open.size);
    for (const { stream } of this.open) stream.end();
    this.open.clear();
  }
}

function readAnew(reason: ReadAnewReason): Buffer {
  return frameOf({ type: 'read_anew', reason, at: new Date().toISOString() }).bytes;
}
