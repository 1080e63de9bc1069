import type { FieldErrorDto, ProblemDto, UpstreamDto } from './schema.ts';

/** The kinds of problem that Trapline tells apart; `/docs/problems/{kind}` describes each. */
export type ProblemKind =
  | 'bad-request'
  | 'unauthorized'
  | 'forbidden'
  | 'not-found'
  | 'method-not-allowed'
  | 'not-acceptable'
  | 'conflict'
  | 'precondition-failed'
  | 'payload-too-large'
  | 'unsupported-media-type'
  | 'unprocessable'
  | 'too-many-requests'
  | 'internal'
  | 'upstream-error'
  | 'unavailable';

/** An answer with an error status, as its RFC 9457 problem document describes it. */
export class TraplineProblem extends Error {
  override readonly name = 'TraplineProblem';
  /** `unknown` where something between us and Trapline answered, such as a proxy with a page of its own. */
  readonly kind: ProblemKind | 'unknown';
  /** The kind in words. */
  readonly title: string;
  /** Correlation id: names the request in Trapline's log. Null where the answer is not Trapline's. */
  readonly requestId: string | null;
  /** One entry per wrong field. */
  readonly errors: readonly FieldErrorDto[];
  /** The connected system that failed, and whether the same request may succeed later. */
  readonly upstream: UpstreamDto | undefined;

  constructor(
    readonly status: number,
    /** The whole document, with the members that only some kinds have; `existing` and `candidates` are such. */
    readonly document: Readonly<Record<string, unknown>>,
    headers: Headers,
  ) {
    const problem: Partial<ProblemDto> = document;
    super(problem.detail ?? `the server answered with status ${status}`);
    this.kind = problem.type === undefined ? 'unknown' : kindOf(problem.type);
    this.title = problem.title ?? `HTTP ${status}`;
    this.requestId = problem.request_id ?? headers.get('x-request-id');
    this.errors = problem.errors ?? [];
    this.upstream = problem.upstream;
    this.retryAfterMs = retryAfterOf(headers);
  }

  /** How long to wait before the same request makes sense; undefined where the server does not say. */
  readonly retryAfterMs: number | undefined;
}

/** No answer came: the address is wrong, the server is away, or the connection broke. */
export class TraplineUnreachable extends Error {
  override readonly name = 'TraplineUnreachable';

  constructor(
    readonly method: string,
    readonly url: string,
    cause: unknown,
  ) {
    super(`${new URL(url).origin} cannot be reached: ${wordsOf(cause)}`, { cause });
  }
}

/** A conditional read (`If-None-Match`) found what the caller has already. */
export class NotModified extends Error {
  override readonly name = 'NotModified';
}

/** The problem behind an answer with status 400 or more; reads its body. */
export async function problemOf(response: Response): Promise<TraplineProblem> {
  const type = response.headers.get('content-type') ?? '';
  const text = await response.text();
  if (!type.includes('json')) return new TraplineProblem(response.status, {}, response.headers);
  return new TraplineProblem(response.status, membersOf(text), response.headers);
}

function membersOf(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}

/** `/docs/problems/not-found` -> `not-found` */
function kindOf(type: string): ProblemKind | 'unknown' {
  const kind = /\/docs\/problems\/([a-z-]+)$/.exec(type)?.[1];
  return kind === undefined ? 'unknown' : (kind as ProblemKind);
}

/** The header in seconds; a date, which Trapline never sends, is what proxies may send. */
function retryAfterOf(headers: Headers): number | undefined {
  const text = headers.get('retry-after');
  if (text === null) return undefined;
  const seconds = Number(text);
  const ms = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(text) - Date.now();
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined;
}

/** What `fetch` hides behind "fetch failed". */
function wordsOf(error: unknown): string {
  const { message, cause } = detailsOf(error);
  if (cause === undefined) return message;
  const { message: inner, code } = detailsOf(cause);
  // Trying several addresses of one name ends in an error without a message.
  return inner !== '' ? inner : (code ?? message);
}

/** Not by `instanceof`: an error may come from another window or context. */
function detailsOf(error: unknown): { message: string; code: string | undefined; cause: unknown } {
  if (typeof error !== 'object' || error === null)
    return { message: String(error), code: undefined, cause: undefined };
  const { message, code, cause } = error as Readonly<Record<string, unknown>>;
  return {
    message: typeof message === 'string' ? message : 'no reason is given',
    code: typeof code === 'string' ? code : undefined,
    cause,
  };
}
