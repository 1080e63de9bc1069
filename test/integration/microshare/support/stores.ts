import { Redis } from 'ioredis';
import type { CacheStore } from '../../../../src/cache/cache.store';
import { MemoryCacheStore } from '../../../../src/cache/drivers/memory/memory-cache.store';
import { RedisCacheStore } from '../../../../src/cache/drivers/redis/redis-cache.store';
import type { UpstreamAccount } from '../../../../src/microshare/upstream-account';
import { describeWithRedis } from '../../../support/redis';

/** A store as replicas have it: each its own connection to what they share. */
export interface SharedStore {
  connect(): CacheStore;
  /** Deletes what is kept for an account and closes all connections. */
  dispose(account: UpstreamAccount): Promise<void>;
}

/** Runs the suite on each driver; the memory driver is shared by being one object. */
export function describeOnEveryStore(title: string, suite: (start: () => SharedStore) => void): void {
  describe(`${title}, in memory`, () => {
    suite(inMemory);
  });
  describeWithRedis(`${title}, in Redis`, (url) => {
    suite(() => inRedis(url));
  });
}

function inMemory(): SharedStore {
  const store = new MemoryCacheStore();
  return { connect: () => store, dispose: () => store.close() };
}

function inRedis(url: string): SharedStore {
  const stores: RedisCacheStore[] = [];
  return {
    connect: () => {
      const store = new RedisCacheStore({ url });
      stores.push(store);
      return store;
    },
    dispose: async ({ tenant, account }) => {
      await Promise.all(stores.map((store) => store.close()));
      const redis = new Redis(url);
      for await (const keys of redis.scanStream({ match: `trapline:${tenant}:${account}:*` })) {
        if ((keys as string[]).length > 0) await redis.unlink(...(keys as string[]));
      }
      await redis.quit();
    },
  };
}
