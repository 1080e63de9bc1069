import createFetchClient, { type MaybeOptionalInit, type ParseAsResponse } from 'openapi-fetch';
import type {
  HttpMethod,
  PathsWithMethod,
  RequiredKeysOf,
  ResponseObjectMap,
  SuccessResponse,
} from 'openapi-typescript-helpers';
import type { paths } from './schema.ts';
import { transport, type TransportOptions } from './transport.ts';

export interface TraplineOptions extends TransportOptions {
  /** Where Trapline is, without `/api/v1`; in a browser '' means where the page comes from. */
  readonly baseUrl: string;
  /** Sent as X-API-Key. */
  readonly apiKey?: string;
  /** Session token (or API key), sent as `Authorization: Bearer`; a function is asked before each request. */
  readonly token?: string | (() => string | undefined);
  /** Whether a browser sends cookies, as in `fetch`. */
  readonly credentials?: 'omit' | 'same-origin' | 'include';
  /** Further headers of every request. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** A successful answer. */
export interface Answer<T> {
  readonly data: T;
  readonly status: number;
  /** Version of the content, for `If-Match` and `If-None-Match`. */
  readonly etag: string | undefined;
  /** Correlation id: names the request in Trapline's log. */
  readonly requestId: string | undefined;
  readonly headers: Headers;
}

type Json = 'application/json';
type AnswerOf<Operation, Init> =
  Operation extends Record<string | number, unknown>
    ? ParseAsResponse<SuccessResponse<ResponseObjectMap<Operation>, Json>, Init>
    : never;

/** One method of HTTP: parameters, body and answer are those that the API document describes for the path. */
export type Call<Method extends HttpMethod> = <
  Path extends PathsWithMethod<paths, Method>,
  Init extends MaybeOptionalInit<paths[Path], Method>,
>(
  path: Path,
  ...init: RequiredKeysOf<Init> extends never ? [Init?] : [Init]
) => Promise<Answer<AnswerOf<paths[Path][Method], Init>>>;

/**
 * Calls Trapline. Every method throws TraplineProblem for an error answer, TraplineUnreachable for none, and NotModified
 * for a 304 that the caller asked for by `If-None-Match`.
 */
export interface Trapline {
  readonly baseUrl: string;
  readonly GET: Call<'get'>;
  readonly POST: Call<'post'>;
  readonly PUT: Call<'put'>;
  readonly PATCH: Call<'patch'>;
  readonly DELETE: Call<'delete'>;
}

interface UntypedAnswer {
  readonly data?: unknown;
  readonly response: Response;
}
type UntypedCall = (path: string, init?: object) => Promise<UntypedAnswer>;

export function createTrapline(options: TraplineOptions): Trapline {
  const baseUrl = options.baseUrl.replace(/\/+$/, '');
  const client = createFetchClient<paths, Json>({
    baseUrl,
    fetch: transport(options),
    ...(options.credentials !== undefined && { credentials: options.credentials }),
    headers: { ...options.headers },
  });
  client.use({
    onRequest: ({ request }) => {
      const { apiKey } = options;
      const token = typeof options.token === 'function' ? options.token() : options.token;
      if (apiKey !== undefined) request.headers.set('X-API-Key', apiKey);
      if (token !== undefined) request.headers.set('Authorization', `Bearer ${token}`);
    },
  });
  const typed = (call: unknown): never => answering(call as UntypedCall) as never;
  return {
    baseUrl,
    GET: typed(client.GET),
    POST: typed(client.POST),
    PUT: typed(client.PUT),
    PATCH: typed(client.PATCH),
    DELETE: typed(client.DELETE),
  };
}

/** The transport has thrown what is no success, so there are data. */
function answering(call: UntypedCall): (path: string, init?: object) => Promise<Answer<unknown>> {
  return async (path, init) => {
    const { data, response } = await call(path, init);
    const { status, headers } = response;
    return {
      data,
      status,
      etag: headers.get('etag') ?? undefined,
      requestId: headers.get('x-request-id') ?? undefined,
      headers,
    };
  };
}
