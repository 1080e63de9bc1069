/** Thrown by every method of a driver whose store cannot be reached or serve, or is closed; never for a missing key. */
export class CacheUnavailableError extends Error {
  constructor(operation: string, cause: unknown) {
    super(`cache store unreachable (${operation})`, { cause });
    this.name = 'CacheUnavailableError';
  }
}

/**
 * The store that replicas share: values, and hashes whose fields change one by one. Drivers: Redis, memory.
 * Values are text. A missing or expired key is `undefined`, an unreachable store is {@link CacheUnavailableError}.
 * Expiry is in seconds; a key without it stays. Keys carry tenant and account, see `cache-keys.ts`.
 */
export abstract class CacheStore {
  abstract readonly driver: 'redis' | 'memory';

  abstract get(key: string): Promise<string | undefined>;
  abstract set(key: string, value: string, ttlS?: number): Promise<void>;
  /** Sets the value unless the key exists. True when it was set. */
  abstract setIfAbsent(key: string, value: string, ttlS: number): Promise<boolean>;
  /** Replaces value and expiry if the key still holds `expected`. True when it did. Renews a lock. */
  abstract replaceIf(key: string, expected: string, value: string, ttlS: number): Promise<boolean>;
  /** Deletes the key if it still holds `expected`. True when it did. Releases a lock. */
  abstract deleteIf(key: string, expected: string): Promise<boolean>;
  abstract delete(...keys: string[]): Promise<void>;
  /** Adds one to a counter that begins at 0; answers its new value. Never the same twice. */
  abstract increment(key: string): Promise<number>;

  /** All fields; empty where the key is missing, since a hash without fields does not exist. */
  abstract hashGetAll(key: string): Promise<ReadonlyMap<string, string>>;
  /** Sets the given fields and leaves the others, and the hash's expiry, as they are. */
  abstract hashSet(key: string, fields: ReadonlyMap<string, string>): Promise<void>;
  abstract hashDelete(key: string, ...fields: string[]): Promise<void>;
  /**
   * Sets and removes fields in one step, if the hash exists; its expiry stays. False when there is none, as in a store that
   * was emptied: then nothing was changed.
   */
  abstract hashChange(
    key: string,
    change: { readonly set: ReadonlyMap<string, string>; readonly remove: readonly string[] },
  ): Promise<boolean>;
  /** Sets and removes fields in one step, if the guard key holds `expected` at that moment. True when it did. */
  abstract hashChangeIf(
    guard: string,
    expected: string,
    key: string,
    change: { readonly set?: ReadonlyMap<string, string>; readonly remove?: readonly string[] },
  ): Promise<boolean>;
  /** Replaces the whole hash in one step; readers see the old one or the new one. Expiry applies to the hash. */
  abstract hashReplace(key: string, fields: ReadonlyMap<string, string>, ttlS?: number): Promise<void>;

  /** Sends a message to every subscriber of the channel, on all replicas, this one included. */
  abstract publish(channel: string, message: string): Promise<void>;
  /**
   * Calls back for each message until the returned function is called. While the store is unreachable the subscription is
   * taken down all the same and begins with the next connection, without an error: what is sent meanwhile is lost, as it
   * is to every subscriber whose connection breaks.
   */
  abstract subscribe(channel: string, listener: (message: string) => void): Promise<() => Promise<void>>;

  /** Answers when the store does. */
  abstract ping(): Promise<void>;
  /** Bytes that the store holds for us, as far as it can tell. */
  abstract sizeBytes(): Promise<number>;
  /** Lets go of connections and subscriptions. Every later call is a {@link CacheUnavailableError}. */
  abstract close(): Promise<void>;
}
