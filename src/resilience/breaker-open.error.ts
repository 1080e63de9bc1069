import { UpstreamError } from '@libs/upstream';

/**
 * The peer was not called because its last calls failed. Retryable after `retryAfterMs`, when the next probe is due.
 * Not an outage itself: it says nothing about the peer that the breaker does not know already.
 */
export class BreakerOpenError extends UpstreamError {
  readonly retryable = true;
  readonly outage = false;

  /** @param policy name of the breaker, which is also the operation of the error */
  constructor(policy: string, system: string, retryAfterMs: number) {
    const seconds = Math.max(1, Math.ceil(retryAfterMs / 1000));
    super(`${system} (${policy}) is not called while it is failing; next attempt in ${seconds} s`, {
      system,
      operation: policy,
      retryAfterMs,
    });
  }
}
