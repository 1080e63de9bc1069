/** Where an error came from. `operation` names the call in our words, e.g. `read` or `product.product.search_read`. */
export interface UpstreamErrorContext {
  readonly system: string;
  readonly operation: string;
  readonly cause?: unknown;
  /** How long the upstream asked us to wait, in milliseconds. */
  readonly retryAfterMs?: number | undefined;
}

/**
 * Trouble with a peer, sorted by what the caller can do. Messages never hold credentials, upstream tracebacks or HTML.
 * `retryable` is about the call as it was; `outage` is what a circuit breaker counts.
 */
export abstract class UpstreamError extends Error {
  readonly system: string;
  readonly operation: string;
  readonly retryAfterMs: number | undefined;
  abstract readonly retryable: boolean;
  abstract readonly outage: boolean;

  constructor(message: string, context: UpstreamErrorContext) {
    super(message, { cause: context.cause });
    this.name = new.target.name;
    this.system = context.system;
    this.operation = context.operation;
    this.retryAfterMs = context.retryAfterMs;
  }
}

/** Did the request reach the peer? Only `not_sent` is certain not to have changed anything there. */
export type Delivery = 'not_sent' | 'unknown' | 'answered';

/** Retry later: refused, reset, timed out, 502-504, or an answer that cannot come from a healthy peer (HTML, half a body). */
export class UpstreamUnavailableError extends UpstreamError {
  readonly retryable = true;
  readonly outage = true;

  constructor(
    message: string,
    readonly delivery: Delivery,
    context: UpstreamErrorContext,
  ) {
    super(message, context);
  }
}

/** Retry after the stated wait: 429. */
export class UpstreamRateLimitedError extends UpstreamError {
  readonly retryable = true;
  readonly outage = false;
}

/** Re-authenticate: the token or credentials are not accepted. */
export class UpstreamAuthenticationError extends UpstreamError {
  readonly retryable = false;
  readonly outage = false;
}

/** Give up and tell the administrator: the account lacks a right. */
export class UpstreamAccessError extends UpstreamError {
  readonly retryable = false;
  readonly outage = false;
}

/** The record is missing, or not shared with this account: the peer does not tell which. */
export class UpstreamNotFoundError extends UpstreamError {
  readonly retryable = false;
  readonly outage = false;
}

/** Fix the data: the peer understood the call and refuses its content. */
export class UpstreamRejectedError extends UpstreamError {
  readonly retryable = false;
  readonly outage = false;
}

/** Fix the settings: wrong database, missing model or field; nothing a retry or the caller's data could change. */
export class UpstreamConfigurationError extends UpstreamError {
  readonly retryable = false;
  readonly outage = false;
}

/** Report a bug: the answer breaks the protocol in a way that is no outage. */
export class UpstreamProtocolError extends UpstreamError {
  readonly retryable = false;
  readonly outage = false;
}
