import type { AccessToken } from './access-token';

export interface LoginCall {
  /** Cancels the log-in; its reason is thrown as it is. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Exchanges credentials for a token. Wrong credentials are an `UpstreamAuthenticationError`; an outage (5xx, a web page
 * in place of the answer, no answer in time) is an `UpstreamUnavailableError`, so that it never reads as a wrong password;
 * 429 is an `UpstreamRateLimitedError`. Messages hold neither credentials nor the peer's text.
 */
export abstract class MicroshareLogin {
  abstract login(username: string, password: string, call?: LoginCall): Promise<AccessToken>;
  /** Releases connections. */
  abstract close(): void;
}
