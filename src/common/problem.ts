/** One wrong field of a request: which, what it held, what would be right. */
export interface FieldError {
  /** Path of the field, e.g. `erp_reference` or `rows[3].site`. */
  readonly field: string;
  readonly message: string;
  /** What was sent, where it helps and is no secret. */
  readonly value?: unknown;
}

/** An RFC 9457 problem document. `type` is a path below the API docs that names the kind. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly instance?: string;
  readonly request_id?: string;
  readonly errors?: readonly FieldError[];
  /** Trouble with a peer: which, and whether the same request may succeed later. */
  readonly upstream?: { readonly system: string; readonly retryable: boolean };
  readonly [extension: string]: unknown;
}

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

/** Every kind with its status and title; each status belongs to one kind. */
export const PROBLEM_KINDS: Readonly<Record<ProblemKind, readonly [status: number, title: string]>> = {
  'bad-request': [400, 'The request cannot be read'],
  unauthorized: [401, 'Authentication is required'],
  forbidden: [403, 'The role does not allow this'],
  'not-found': [404, 'Not found'],
  'method-not-allowed': [405, 'The method is not allowed here'],
  'not-acceptable': [406, 'No acceptable representation'],
  conflict: [409, 'Conflict'],
  'precondition-failed': [412, 'The record has changed'],
  'payload-too-large': [413, 'The request is too large'],
  'unsupported-media-type': [415, 'The media type is not supported'],
  unprocessable: [422, 'The content is not acceptable'],
  'too-many-requests': [429, 'Too many requests'],
  internal: [500, 'Internal error'],
  'upstream-error': [502, 'A connected system answered with an error'],
  unavailable: [503, 'Not available at the moment'],
};

/** The kind that a status stands for; undefined for a status that has none. */
export function problemKindOf(status: number): ProblemKind | undefined {
  const found = Object.entries(PROBLEM_KINDS).find(([, [own]]) => own === status);
  return found === undefined ? undefined : (found[0] as ProblemKind);
}

/** The `type` member of a kind: a relative address, answered with a description of the kind. */
export function problemType(kind: ProblemKind): string {
  return `/docs/problems/${kind}`;
}

export interface ProblemOptions {
  readonly errors?: readonly FieldError[];
  /** Sent as the Retry-After header, in seconds. */
  readonly retryAfterS?: number;
  /** Further headers of the answer, e.g. `WWW-Authenticate`. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly upstream?: { readonly system: string; readonly retryable: boolean };
  /** Further members of the document, e.g. candidates. */
  readonly extensions?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

/** Throw anywhere below a request; the problem filter turns it into the answer. */
export class ProblemError extends Error {
  readonly status: number;
  readonly title: string;

  constructor(
    readonly kind: ProblemKind,
    detail: string,
    readonly options: ProblemOptions = {},
  ) {
    super(detail, { cause: options.cause });
    this.name = 'ProblemError';
    [this.status, this.title] = PROBLEM_KINDS[kind];
  }
}
