import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { RedisCacheStore } from '../../../src/cache/drivers/redis/redis-cache.store';
import { describeWithRedis, RedisKeySpace } from '../../support/redis';
import { describeCacheStoreContract } from './cache-store.contract';
import { checkAgainstModel } from './cache-store.model';

describeWithRedis('RedisCacheStore', (url) => {
  beforeAll(() => {
    Logger.overrideLogger(false);
  });

  describeCacheStoreContract(() => {
    const keys = new RedisKeySpace(url);
    const store = new RedisCacheStore({ url });
    const replica = new RedisCacheStore({ url });
    return Promise.resolve({
      store,
      replica,
      key: (name: string) => keys.key(name),
      elapse: (ms: number) => sleep(ms),
      dispose: async () => {
        await Promise.all([store.close(), replica.close(), keys.clear()]);
      },
    });
  });

  it('agrees with a plain map after any sequence of commands', async () => {
    const spaces: RedisKeySpace[] = [];
    const store = new RedisCacheStore({ url });
    try {
      await checkAgainstModel(() => {
        const keys = new RedisKeySpace(url);
        spaces.push(keys);
        return { store, key: (name) => keys.key(name) };
      }, 60);
    } finally {
      await store.close();
      for (const keys of spaces) await keys.clear();
    }
  });
});
