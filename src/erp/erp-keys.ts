/** Why an ERP does not let a program exchange its API key, for the people who can change that. */
export interface KeyObstacle {
  /** What stands in the way, in words. */
  readonly problem: string;
  /** What an administrator has to do, in his words: group, parameter, place. */
  readonly remedy: string;
}

/** The ERP has understood, and refuses: nothing was made or removed. Repeating it soon changes nothing. */
export class ErpKeyRefusedError extends Error {
  readonly remedy: string;

  constructor({ problem, remedy }: KeyObstacle, cause?: unknown) {
    super(problem, { cause });
    this.name = 'ErpKeyRefusedError';
    this.remedy = remedy;
  }
}

/** A key as the ERP has made it. */
export interface NewKey {
  readonly secret: string;
  readonly expiresAt: Date;
}

/**
 * Makes, tries out and removes API keys of the account that the adapter uses. The way that Odoo's source names: make the
 * new one, store it, then revoke the previous one. A secret goes into no log, error or answer.
 */
export interface ErpKeys {
  /** What makes an exchange impossible whatever the account may do; undefined where trying makes sense. @throws UpstreamError */
  obstacle(signal?: AbortSignal): Promise<KeyObstacle | undefined>;

  /**
   * Has a key made, of the rights that the present one has, for 90 days or the longest time that the account is allowed.
   * Not repeated: a failure may leave a key of this name behind, see {@link mayBeMade}.
   * @throws ErpKeyRefusedError
   * @throws UpstreamAuthenticationError when the present key is not accepted
   * @throws UpstreamError
   */
  generate(name: string, signal?: AbortSignal): Promise<NewKey>;

  /** False where it is certain that {@link generate}, which has failed so, has made no key. */
  mayBeMade(error: unknown): boolean;

  /** Whether a log-in and a read with this key work, as the account in use. @throws UpstreamError when that cannot be found out */
  accepts(secret: string, signal?: AbortSignal): Promise<boolean>;

  /**
   * Removes a key; one that is not there any more is no error. Safe to repeat.
   * @throws ErpKeyRefusedError
   * @throws UpstreamError
   */
  revoke(secret: string, signal?: AbortSignal): Promise<void>;

  /** The next call logs in with the key that is the newest then. */
  useNewest(): void;
}

/** Who knows which key is in use, for an adapter. */
export interface KeySource {
  /** The password or key to log in with. @throws UpstreamUnavailableError when that cannot be found out */
  newest(): Promise<string>;
  /** Told of each log-in that worked. */
  accepted(secret: string): void;
}
