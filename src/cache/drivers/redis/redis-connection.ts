import { Logger } from '@nestjs/common';
import { Redis, ReplyError } from 'ioredis';
import { CacheUnavailableError } from '../../cache.store';

export interface RedisConnectionOptions {
  /** `redis://` or `rediss://`, credentials and database number included. */
  readonly url: string;
  /** Deadline of connecting and of each command, in milliseconds. Default 2000. */
  readonly timeoutMs?: number;
}

const DEFAULT_TIMEOUT_MS = 2000;
const LONGEST_RECONNECT_WAIT_MS = 1_000;

/**
 * One connection that comes back by itself. A command never waits for a lost connection, is never sent twice, and has a
 * deadline; only the very first connection is waited for. Lost and back are logged once each.
 */
export class RedisConnection {
  readonly client: Redis;
  /** `host:port`, for people; never the URL, which may hold a password. */
  readonly address: string;
  private readonly logger = new Logger('Cache');
  private readonly opened: Promise<void>;
  private state: 'opening' | 'up' | 'lost' | 'closed' = 'opening';
  private lastError: unknown;

  /** @param purpose names the connection in log lines, e.g. `subscriptions` */
  constructor(
    options: RedisConnectionOptions,
    private readonly purpose: string,
  ) {
    const timeoutMs = options.timeoutMs ?? DEFAULT_TIMEOUT_MS;
    this.client = new Redis(options.url, {
      lazyConnect: true,
      connectTimeout: timeoutMs,
      commandTimeout: timeoutMs,
      enableOfflineQueue: false,
      // 0: what has no answer when the connection breaks fails at once, and is not sent again by surprise.
      maxRetriesPerRequest: 0,
      autoResendUnfulfilledCommands: false,
      // ioredis re-subscribes without handling a failure of it.
      autoResubscribe: false,
      disableClientInfo: true,
      // Even a closed connection keeps the process alive for this long after it is given up.
      disconnectTimeout: 500,
      keepAlive: 10_000,
      retryStrategy: (times) => reconnectWaitMs(times),
    });
    this.address = `${this.client.options.host ?? ''}:${this.client.options.port ?? ''}`;
    this.client.on('ready', () => {
      this.back();
    });
    this.client.on('error', (error) => {
      this.lastError = error;
    });
    this.client.on('close', () => {
      this.lost();
    });
    this.opened = this.open(timeoutMs);
  }

  /**
   * Runs one command or transaction.
   * @throws CacheUnavailableError when Redis is not connected, does not answer in time, or cannot serve
   * @throws the reply when Redis understood and refuses: a mistake in the program
   */
  async run<T>(operation: string, command: (client: Redis) => Promise<T>): Promise<T> {
    await this.opened;
    try {
      return await command(this.client);
    } catch (error) {
      const cause = withoutArguments(error);
      if (isRefusal(cause)) throw cause;
      // Redis hangs: without this, every further command would wait for its own deadline.
      if (isTimeout(cause)) this.client.stream.destroy(cause);
      throw new CacheUnavailableError(operation, cause);
    }
  }

  async close(): Promise<void> {
    if (this.state === 'closed') return;
    const wasUp = this.state === 'up';
    this.state = 'closed';
    // A server that is gone or hangs cannot be said goodbye to; the connection ends either way.
    const parted = wasUp && (await this.client.quit().catch(() => undefined)) === 'OK';
    if (!parted) this.client.disconnect();
  }

  /** Settles with the first connection, or with the failure of it; `retryStrategy` goes on in the background. */
  private async open(timeoutMs: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const deadline = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, timeoutMs);
    });
    const connected = this.client.connect().catch((error: unknown) => {
      this.lastError = error;
    });
    await Promise.race([connected, deadline]);
    clearTimeout(timer);
  }

  private back(): void {
    if (this.state === 'lost')
      this.logger.log(`the cache store at ${this.address} is back (${this.purpose})`);
    if (this.state !== 'closed') this.state = 'up';
    this.lastError = undefined;
  }

  private lost(): void {
    if (this.state === 'lost' || this.state === 'closed') return;
    this.state = 'lost';
    const why = reason(this.lastError);
    this.logger.warn(`the cache store at ${this.address} is lost (${this.purpose}): ${why}; reconnecting`);
  }
}

/** 100 ms, doubled up to the longest; the upper half of it is random, so that replicas do not return as one. */
function reconnectWaitMs(times: number): number {
  const wait = Math.min(LONGEST_RECONNECT_WAIT_MS, 100 * 2 ** Math.min(times - 1, 10));
  return Math.round((wait * (1 + Math.random())) / 2);
}

/** ioredis attaches the command with its arguments, which are our values: they must not end up in a log. */
function withoutArguments(error: unknown): Error {
  if (!(error instanceof Error)) return new Error(String(error));
  Reflect.deleteProperty(error, 'command');
  return error;
}

/** True where Redis is well and the command is not. Other replies (LOADING, READONLY, OOM, NOAUTH…) mean it cannot serve. */
function isRefusal(error: Error): boolean {
  return error instanceof ReplyError && /^(WRONGTYPE|ERR (?!max number of clients))/.test(error.message);
}

function isTimeout(error: Error): boolean {
  return error.message === 'Command timed out';
}

function reason(error: unknown): string {
  if (!(error instanceof Error)) return 'connection closed';
  // Trying several addresses of one name ends in an error without a message.
  return error.message !== '' ? error.message : ((error as NodeJS.ErrnoException).code ?? error.name);
}
