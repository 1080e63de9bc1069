import { CacheStore, CacheUnavailableError } from '../../cache.store';
import { ChannelListeners } from '../../channel-listeners';
import { expiryMs } from '../../expiry';

interface Entry {
  readonly content: string | Map<string, string>;
  /** Epoch milliseconds; `Infinity` where the key stays. */
  readonly expiresAt: number;
}

/** Expired keys that nobody asks for are looked for after this many writes, or half as many as there are keys. */
const SWEEP_AFTER_WRITES = 1000;

/** The store of a single process: gone with it, and not shared with other replicas. */
export class MemoryCacheStore extends CacheStore {
  readonly driver = 'memory';
  private readonly entries = new Map<string, Entry>();
  private readonly listeners = new ChannelListeners();
  private writes = 0;
  private closed = false;

  /** @param now the time in epoch milliseconds */
  constructor(private readonly now: () => number = Date.now) {
    super();
  }

  get(key: string): Promise<string | undefined> {
    return this.run('get', () => this.value(key));
  }

  set(key: string, value: string, ttlS?: number): Promise<void> {
    return this.run('set', () => {
      this.put(key, value, ttlS);
    });
  }

  setIfAbsent(key: string, value: string, ttlS: number): Promise<boolean> {
    return this.run('setIfAbsent', () => {
      if (this.live(key) !== undefined) return false;
      this.put(key, value, ttlS);
      return true;
    });
  }

  replaceIf(key: string, expected: string, value: string, ttlS: number): Promise<boolean> {
    return this.run('replaceIf', () => {
      if (this.value(key) !== expected) return false;
      this.put(key, value, ttlS);
      return true;
    });
  }

  deleteIf(key: string, expected: string): Promise<boolean> {
    return this.run('deleteIf', () => this.value(key) === expected && this.entries.delete(key));
  }

  delete(...keys: string[]): Promise<void> {
    return this.run('delete', () => {
      for (const key of keys) this.entries.delete(key);
    });
  }

  increment(key: string): Promise<number> {
    return this.run('increment', () => {
      const next = Number(this.value(key) ?? 0) + 1;
      this.put(key, String(next));
      return next;
    });
  }

  hashGetAll(key: string): Promise<ReadonlyMap<string, string>> {
    return this.run('hashGetAll', () => new Map(this.hash(key)));
  }

  hashSet(key: string, fields: ReadonlyMap<string, string>): Promise<void> {
    return this.run('hashSet', () => {
      const hash = this.hash(key);
      if (fields.size === 0) return;
      if (hash === undefined) {
        this.put(key, new Map(fields));
      } else {
        for (const [field, value] of fields) hash.set(field, value);
      }
    });
  }

  hashDelete(key: string, ...fields: string[]): Promise<void> {
    return this.run('hashDelete', () => {
      const hash = this.hash(key);
      for (const field of fields) hash?.delete(field);
      if (hash?.size === 0) this.entries.delete(key);
    });
  }

  hashChange(key: string, { set, remove }: Parameters<CacheStore['hashChange']>[1]): Promise<boolean> {
    return this.run('hashChange', () => {
      const hash = this.hash(key);
      if (hash === undefined) return false;
      for (const [field, value] of set) hash.set(field, value);
      for (const field of remove) hash.delete(field);
      if (hash.size === 0) this.entries.delete(key);
      return true;
    });
  }

  hashChangeIf(
    guard: string,
    expected: string,
    key: string,
    { set = new Map<string, string>(), remove = [] }: Parameters<CacheStore['hashChangeIf']>[3],
  ): Promise<boolean> {
    return this.run('hashChangeIf', () => {
      if (this.value(guard) !== expected) return false;
      const hash = this.hash(key) ?? new Map<string, string>();
      for (const [field, value] of set) hash.set(field, value);
      for (const field of remove) hash.delete(field);
      if (hash.size === 0) this.entries.delete(key);
      else if (!this.entries.has(key)) this.put(key, hash);
      return true;
    });
  }

  hashReplace(key: string, fields: ReadonlyMap<string, string>, ttlS?: number): Promise<void> {
    return this.run('hashReplace', () => {
      if (fields.size === 0) this.entries.delete(key);
      else this.put(key, new Map(fields), ttlS);
    });
  }

  publish(channel: string, message: string): Promise<void> {
    return this.run('publish', () => {
      this.listeners.deliver(channel, message);
    });
  }

  subscribe(channel: string, listener: (message: string) => void): Promise<() => Promise<void>> {
    return this.run('subscribe', () => {
      const remove = this.listeners.add(channel, listener);
      return () => {
        remove();
        return Promise.resolve();
      };
    });
  }

  ping(): Promise<void> {
    return this.run('ping', () => undefined);
  }

  /** Characters held, names and expired keys not yet swept included: bytes, as long as the text is mostly ASCII. */
  sizeBytes(): Promise<number> {
    return this.run('sizeBytes', () => {
      let size = 0;
      for (const [key, { content }] of this.entries) {
        size += key.length;
        if (typeof content === 'string') size += content.length;
        else for (const [field, value] of content) size += field.length + value.length;
      }
      return size;
    });
  }

  close(): Promise<void> {
    this.closed = true;
    this.entries.clear();
    this.listeners.clear();
    return Promise.resolve();
  }

  /** Every operation is one synchronous step, so nothing can come between its reads and its writes. */
  private async run<T>(operation: string, step: () => T): Promise<T> {
    await Promise.resolve();
    if (this.closed) throw new CacheUnavailableError(operation, new Error('the store is closed'));
    return step();
  }

  private value(key: string): string | undefined {
    const content = this.live(key)?.content;
    if (content instanceof Map) throw wrongType(key);
    return content;
  }

  private hash(key: string): Map<string, string> | undefined {
    const content = this.live(key)?.content;
    if (typeof content === 'string') throw wrongType(key);
    return content;
  }

  private live(key: string): Entry | undefined {
    const entry = this.entries.get(key);
    if (entry === undefined || entry.expiresAt > this.now()) return entry;
    this.entries.delete(key);
    return undefined;
  }

  private put(key: string, content: Entry['content'], ttlS?: number): void {
    const expiresAt = ttlS === undefined ? Infinity : this.now() + expiryMs(ttlS);
    this.entries.set(key, { content, expiresAt });
    this.writes += 1;
    if (this.writes >= Math.max(SWEEP_AFTER_WRITES, this.entries.size / 2)) this.sweep();
  }

  private sweep(): void {
    this.writes = 0;
    const now = this.now();
    for (const [key, { expiresAt }] of this.entries) if (expiresAt <= now) this.entries.delete(key);
  }
}

/** A mistake in the program, as with Redis: one key is used for two purposes. */
function wrongType(key: string): TypeError {
  return new TypeError(`the cache key ${key} holds another kind of value`);
}
