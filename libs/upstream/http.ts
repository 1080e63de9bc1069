import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import axios, { AxiosError, type AxiosInstance } from 'axios';
import { UpstreamProtocolError, UpstreamUnavailableError, type Delivery } from './upstream.errors';

export interface HttpPeerOptions {
  /** Name of the peer for errors and metrics, e.g. `microshare`. */
  readonly system: string;
  /** May hold a path prefix, e.g. `https://pest.microshare.io/api`; a trailing slash makes no difference. */
  readonly baseUrl: string;
  /** Keep-alive pool: open sockets at most, and idle ones kept. Defaults 100 and 20. */
  readonly maxSockets?: number;
  readonly maxIdleSockets?: number;
  /** Largest answer accepted, in bytes. Default 256 MiB. */
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

/**
 * One HTTP peer behind a keep-alive pool. Every status is an answer; redirects are not followed. What is not an answer
 * is an {@link UpstreamUnavailableError} that tells whether the request may have reached the peer.
 */
export class HttpPeer {
  private readonly client: AxiosInstance;
  private readonly agents: readonly (HttpAgent | HttpsAgent)[];

  constructor(private readonly options: HttpPeerOptions) {
    const pool = {
      keepAlive: true,
      maxSockets: options.maxSockets ?? 100,
      maxFreeSockets: options.maxIdleSockets ?? 20,
    };
    const httpAgent = new HttpAgent(pool);
    const httpsAgent = new HttpsAgent(pool);
    this.agents = [httpAgent, httpsAgent];
    this.client = axios.create({
      baseURL: options.baseUrl.replace(/\/+$/, ''),
      httpAgent,
      httpsAgent,
      maxRedirects: 0,
      proxy: false,
      responseType: 'arraybuffer',
      maxContentLength: options.maxAnswerBytes ?? 256 * 1024 * 1024,
      maxBodyLength: Infinity,
      validateStatus: () => true,
      transformRequest: (data: unknown) => data,
      transformResponse: (data: unknown) => data,
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
      const { status, headers, data } = await this.client.request<Buffer>({
        method: call.method,
        url: call.path,
        params: call.query,
        headers: { ...call.headers },
        data: call.body,
        signal: deadline.signal,
      });
      return { status, headers: headers as HttpAnswer['headers'], body: Buffer.from(data) };
    } catch (error) {
      call.signal?.throwIfAborted();
      throw this.classify(error, call, deadline.signal.aborted);
    } finally {
      clearTimeout(timer);
      call.signal?.removeEventListener('abort', onAbort);
    }
  }

  /** Closes idle sockets, so that a process can end. */
  close(): void {
    for (const agent of this.agents) agent.destroy();
  }

  private classify(error: unknown, call: HttpCall, timedOut: boolean): Error {
    const context = { system: this.options.system, operation: call.operation, cause: withoutRequest(error) };
    const to = `${this.options.system} (${call.operation})`;
    if (timedOut) {
      return new UpstreamUnavailableError(
        `${to} did not answer within ${call.timeoutMs} ms`,
        'unknown',
        context,
      );
    }
    const code = error instanceof AxiosError ? (error.code ?? '') : '';
    if (code === 'ERR_INVALID_URL' || code === 'ERR_BAD_OPTION') {
      return new UpstreamProtocolError(`${to}: the request could not be built (${code})`, context);
    }
    const detail = code === '' ? 'connection lost' : code;
    return new UpstreamUnavailableError(`${to} is unreachable: ${detail}`, deliveryOf(code), context);
  }
}

/** What axios throws carries the request with its headers and body, which hold tokens and passwords. */
function withoutRequest(error: unknown): Error {
  const { message, code } = error instanceof AxiosError ? error : { message: String(error), code: undefined };
  return new Error(code === undefined ? message : `${code}: ${message}`);
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
