import { type CacheStore, CacheUnavailableError } from '../cache/cache.store';

/** How long the lock outlives a process that died with it, in seconds. */
export const LOCK_TTL_S = 60;
/** How often its holder renews it. */
export const RENEW_EVERY_MS = 20_000;
/** A holder that could not renew for so long stops: before anybody else can get the lock. */
export const GIVE_UP_AFTER_MS = 50_000;

/** The reason with which {@link RunLock.signal} aborts. */
export class LockLostError extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'LockLostError';
  }
}

/**
 * A lock that one process among all replicas holds. It is renewed until released; when it is lost, or cannot be renewed
 * in time, `signal` aborts, and whatever the lock protects has to stop.
 */
export class RunLock {
  private readonly lost = new AbortController();
  private readonly renewals: NodeJS.Timeout;
  private expiry: NodeJS.Timeout;
  private renewing: Promise<void> | undefined;
  private trouble: unknown;
  private stopped = false;

  private constructor(
    private readonly store: CacheStore,
    private readonly key: string,
    private readonly value: string,
  ) {
    this.expiry = this.giveUpLater();
    this.renewals = setInterval(() => {
      this.renewing ??= this.renew().finally(() => {
        this.renewing = undefined;
      });
    }, RENEW_EVERY_MS);
    this.renewals.unref();
  }

  /**
   * Takes the lock if nobody holds it.
   * @param value tells holders apart, so it has to be unique
   * @returns undefined when somebody holds it
   * @throws CacheUnavailableError
   */
  static async acquire(store: CacheStore, key: string, value: string): Promise<RunLock | undefined> {
    const free = await store.setIfAbsent(key, value, LOCK_TTL_S);
    return free ? new RunLock(store, key, value) : undefined;
  }

  /** Aborts with a {@link LockLostError}. */
  get signal(): AbortSignal {
    return this.lost.signal;
  }

  /**
   * Lets others have the lock; when it was lost, theirs is left alone.
   * @throws CacheUnavailableError; the lock then ends by itself
   */
  async release(): Promise<void> {
    this.stop();
    await this.renewing;
    await this.store.deleteIf(this.key, this.value);
  }

  private async renew(): Promise<void> {
    try {
      if (await this.store.replaceIf(this.key, this.value, this.value, LOCK_TTL_S)) {
        clearTimeout(this.expiry);
        if (!this.stopped) this.expiry = this.giveUpLater();
      } else {
        this.lose(new LockLostError('the lock is not ours any more'));
      }
    } catch (error) {
      if (!(error instanceof CacheUnavailableError)) throw error;
      // The store may be back at the next renewal; until then the lock is ours.
      this.trouble = error;
    }
  }

  private giveUpLater(): NodeJS.Timeout {
    return setTimeout(() => {
      this.lose(new LockLostError('the lock could not be renewed in time', this.trouble));
    }, GIVE_UP_AFTER_MS).unref();
  }

  private lose(reason: LockLostError): void {
    this.stop();
    this.lost.abort(reason);
  }

  private stop(): void {
    this.stopped = true;
    clearInterval(this.renewals);
    clearTimeout(this.expiry);
  }
}
