import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';
import { type Dispatcher, Pool } from 'undici';
import { UpstreamProtocolError, UpstreamUnavailableError, type Delivery } from './upstream.errors';

export interface HttpPeerOptions {
  /** Name of the peer for errors and metrics, e.g. `microshare`. */
  readonly system: string;
  /** May hold a path prefix, e.g. `https://pest.microshare.io/api`; a trailing slash makes no difference. */
  readonly baseUrl: string;
  /** Keep-alive pool: open sockets at most. Default 100. One that is idle is closed after some seconds. */
  readonly maxSockets?: number;
  /** Largest answer accepted, in bytes, packed and unpacked. Default 256 MiB. */
  readonly maxAnswerBytes?: number;
}

export interface HttpCall {
  /** Our name of the operation, for errors. */
  readonly operation: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Path below the base URL, starting with a slash; already encoded. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | boolean>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  /** Deadline of the whole call, connection and body included, in milliseconds. */
  readonly timeoutMs: number;
  /** Cancels the call; the reason given there is thrown as it is. */
  readonly signal?: AbortSignal | undefined;
}

export interface HttpAnswer {
  readonly status: number;
  /** Names in lower case; a repeated header is an array. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: Buffer;
}

/** Codings of answers that we ask for, and can undo. */
const DECODERS = {
  gzip: promisify(gunzip),
  br: promisify(brotliDecompress),
  deflate: promisify(inflate),
} as const;
const CODINGS = Object.keys(DECODERS).join(', ');

/**
 * One HTTP peer behind a keep-alive pool. Every status is an answer; redirects are not followed. What is not an answer
 * is an {@link UpstreamUnavailableError} that tells whether the request may have reached the peer.
 */
export class HttpPeer {
  private readonly pool: Pool;
  private readonly prefix: string;
  private readonly maxAnswerBytes: number;

  constructor(private readonly options: HttpPeerOptions) {
    const { origin, pathname } = new URL(options.baseUrl);
    this.prefix = pathname.replace(/\/+$/, '');
    this.maxAnswerBytes = options.maxAnswerBytes ?? 256 * 1024 * 1024;
    this.pool = new Pool(origin, {
      connections: options.maxSockets ?? 100,
      // The deadline of each call is all there is.
      headersTimeout: 0,
      bodyTimeout: 0,
      maxResponseSize: this.maxAnswerBytes,
    });
  }

  async send(call: HttpCall): Promise<HttpAnswer> {
    call.signal?.throwIfAborted();
    const deadline = new AbortController();
    const timer = setTimeout(() => {
      deadline.abort();
    }, call.timeoutMs);
    const onAbort = (): void => {
      deadline.abort();
    };
    call.signal?.addEventListener('abort', onAbort, { once: true });
    try {
      const answer = await this.pool.request({
        method: call.method,
        path: `${this.prefix}${call.path}`,
        headers: { 'user-agent': 'trapline', 'accept-encoding': CODINGS, ...call.headers },
        signal: deadline.signal,
        ...(call.query !== undefined && { query: call.query }),
        ...(call.body !== undefined && { body: call.body }),
      });
      return { status: answer.statusCode, headers: answer.headers, body: await this.bodyOf(answer) };
    } catch (error) {
      call.signal?.throwIfAborted();
      throw this.classify(error, call, deadline.signal.aborted);
    } finally {
      clearTimeout(timer);
      call.signal?.removeEventListener('abort', onAbort);
    }
  }

  /** Closes the connections, so that a process can end. */
  close(): void {
    void this.pool.destroy();
  }

  private async bodyOf({ headers, body }: Dispatcher.ResponseData): Promise<Buffer> {
    const bytes = Buffer.from(await body.arrayBuffer());
    const coding = headers['content-encoding'];
    const decode = typeof coding === 'string' ? DECODERS[coding as keyof typeof DECODERS] : undefined;
    if (decode === undefined || bytes.length === 0) return bytes;
    return decode(bytes, { maxOutputLength: this.maxAnswerBytes });
  }

  private classify(error: unknown, call: HttpCall, timedOut: boolean): Error {
    const code = codeOf(error);
    const context = {
      system: this.options.system,
      operation: call.operation,
      cause: withoutRequest(error, code),
    };
    const to = `${this.options.system} (${call.operation})`;
    if (timedOut) {
      return new UpstreamUnavailableError(
        `${to} did not answer within ${call.timeoutMs} ms`,
        'unknown',
        context,
      );
    }
    if (code === 'UND_ERR_INVALID_ARG') {
      return new UpstreamProtocolError(`${to}: the request could not be built (${code})`, context);
    }
    const detail = code === '' ? 'connection lost' : code;
    return new UpstreamUnavailableError(`${to} is unreachable: ${detail}`, deliveryOf(code), context);
  }
}

function codeOf(error: unknown): string {
  const { code } = error as { readonly code?: unknown };
  return typeof code === 'string' ? code : '';
}

/** The error as text alone: what is thrown may carry the request with its headers and body, which hold tokens and passwords. */
function withoutRequest(error: unknown, code: string): Error {
  const message = error instanceof Error ? error.message : String(error);
  return new Error(code === '' ? message : `${code}: ${message}`);
}

/** Codes that mean no connection was ever made. */
const NEVER_CONNECTED = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'UND_ERR_CONNECT_TIMEOUT',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

function deliveryOf(code: string): Delivery {
  return NEVER_CONNECTED.has(code) ? 'not_sent' : 'unknown';
}

/** `Retry-After` (RFC 9110, 10.2.3: seconds or an HTTP date) in milliseconds from now; undefined where absent or unreadable. */
export function retryAfterMs(headers: HttpAnswer['headers'], now: number): number | undefined {
  const value = headers['retry-after'];
  if (typeof value !== 'string' || value.trim() === '') return undefined;
  if (/^\d+$/.test(value.trim())) return Number(value) * 1000;
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}

/** True for an answer that a proxy or a web application gave in place of the API. */
export function isHtml(answer: HttpAnswer): boolean {
  const type = answer.headers['content-type'];
  if (typeof type === 'string' && type.toLowerCase().includes('text/html')) return true;
  return /^\s*<(!doctype html|html)/i.test(answer.body.subarray(0, 64).toString('latin1'));
}
