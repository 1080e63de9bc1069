import { CacheStore, CacheUnavailableError } from '../../cache.store';
import { expiryMs } from '../../expiry';
import { RedisConnection, type RedisConnectionOptions } from './redis-connection';
import { DELETE_IF, HASH_CHANGE, HASH_CHANGE_IF, REPLACE_IF } from './redis-scripts';
import { RedisSubscriptions } from './redis-subscriptions';

/** The store that all replicas share. A single Redis 6.2 or newer, or what speaks like it. */
export class RedisCacheStore extends CacheStore {
  readonly driver = 'redis';
  /** `host:port`, without credentials. */
  readonly address: string;
  private readonly connection: RedisConnection;
  private readonly subscriptions: RedisSubscriptions;
  private closed = false;

  /** Begins to connect; commands wait for that once, as long as `timeoutMs`. */
  constructor(options: RedisConnectionOptions) {
    super();
    this.connection = new RedisConnection(options, 'data');
    this.subscriptions = new RedisSubscriptions(options);
    this.address = this.connection.address;
  }

  async get(key: string): Promise<string | undefined> {
    return (await this.connection.run('get', (redis) => redis.get(key))) ?? undefined;
  }

  async set(key: string, value: string, ttlS?: number): Promise<void> {
    const ms = ttlS === undefined ? undefined : expiryMs(ttlS);
    await this.connection.run('set', (redis) =>
      ms === undefined ? redis.set(key, value) : redis.set(key, value, 'PX', ms),
    );
  }

  async setIfAbsent(key: string, value: string, ttlS: number): Promise<boolean> {
    const ms = expiryMs(ttlS);
    const answer = await this.connection.run('setIfAbsent', (redis) => redis.set(key, value, 'PX', ms, 'NX'));
    return answer === 'OK';
  }

  async replaceIf(key: string, expected: string, value: string, ttlS: number): Promise<boolean> {
    const ms = expiryMs(ttlS);
    const answer = await this.connection.run('replaceIf', (redis) =>
      redis.eval(REPLACE_IF, 1, key, expected, value, ms),
    );
    return answer === 1;
  }

  async deleteIf(key: string, expected: string): Promise<boolean> {
    return (await this.connection.run('deleteIf', (redis) => redis.eval(DELETE_IF, 1, key, expected))) === 1;
  }

  async delete(...keys: string[]): Promise<void> {
    if (keys.length > 0) await this.connection.run('delete', (redis) => redis.unlink(...keys));
  }

  async increment(key: string): Promise<number> {
    return this.connection.run('increment', (redis) => redis.incr(key));
  }

  async hashGetAll(key: string): Promise<ReadonlyMap<string, string>> {
    // As a list: the object that `hgetall` makes of it cannot hold every field name.
    const flat = (await this.connection.run('hashGetAll', (redis) => redis.call('HGETALL', key))) as string[];
    const fields = new Map<string, string>();
    for (let i = 0; i + 1 < flat.length; i += 2) fields.set(flat[i] ?? '', flat[i + 1] ?? '');
    return fields;
  }

  async hashSet(key: string, fields: ReadonlyMap<string, string>): Promise<void> {
    if (fields.size > 0) await this.connection.run('hashSet', (redis) => redis.hset(key, new Map(fields)));
  }

  async hashDelete(key: string, ...fields: string[]): Promise<void> {
    if (fields.length > 0) await this.connection.run('hashDelete', (redis) => redis.hdel(key, ...fields));
  }

  async hashChange(key: string, { set, remove }: Parameters<CacheStore['hashChange']>[1]): Promise<boolean> {
    const fields = [...set].flat();
    const answer = await this.connection.run('hashChange', (redis) =>
      redis.eval(HASH_CHANGE, 1, key, fields.length, ...fields, ...remove),
    );
    return answer === 1;
  }

  async hashChangeIf(
    guard: string,
    expected: string,
    key: string,
    { set = new Map<string, string>(), remove = [] }: Parameters<CacheStore['hashChangeIf']>[3],
  ): Promise<boolean> {
    const fields = [...set].flat();
    const answer = await this.connection.run('hashChangeIf', (redis) =>
      redis.eval(HASH_CHANGE_IF, 2, guard, key, expected, fields.length, ...fields, ...remove),
    );
    return answer === 1;
  }

  async hashReplace(key: string, fields: ReadonlyMap<string, string>, ttlS?: number): Promise<void> {
    const ms = ttlS === undefined ? undefined : expiryMs(ttlS);
    await this.connection.run('hashReplace', async (redis) => {
      const steps = redis.multi().unlink(key);
      if (fields.size > 0) {
        steps.hset(key, new Map(fields));
        if (ms !== undefined) steps.pexpire(key, ms);
      }
      const results = await steps.exec();
      if (results === null) throw new Error('the transaction was discarded');
      for (const [error] of results) if (error !== null) throw error;
    });
  }

  async publish(channel: string, message: string): Promise<void> {
    await this.connection.run('publish', (redis) => redis.publish(channel, message));
  }

  async subscribe(channel: string, listener: (message: string) => void): Promise<() => Promise<void>> {
    if (this.closed) throw new CacheUnavailableError('subscribe', new Error('the store is closed'));
    return this.subscriptions.add(channel, listener);
  }

  async ping(): Promise<void> {
    await this.connection.run('ping', (redis) => redis.ping());
  }

  /** The server's whole data set, other users' included: measuring our own keys would mean to visit each. */
  async sizeBytes(): Promise<number> {
    const info = await this.connection.run('sizeBytes', (redis) => redis.info('memory'));
    const size = /^used_memory_dataset:(\d+)/m.exec(info) ?? /^used_memory:(\d+)/m.exec(info);
    return Number(size?.[1] ?? 0);
  }

  async close(): Promise<void> {
    this.closed = true;
    await Promise.all([this.connection.close(), this.subscriptions.close()]);
  }
}
