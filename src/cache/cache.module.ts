import { Global, Module, type OnApplicationShutdown } from '@nestjs/common';
import { Configuration } from '../config/configuration';
import { CacheStore } from './cache.store';
import { MemoryCacheStore } from './drivers/memory/memory-cache.store';
import { RedisCacheStore } from './drivers/redis/redis-cache.store';

/** The one {@link CacheStore}: Redis where `REDIS_URL` is set, else this process's memory. */
@Global()
@Module({
  providers: [
    {
      provide: CacheStore,
      inject: [Configuration],
      useFactory: ({ redisUrl }: Configuration): CacheStore =>
        redisUrl === undefined ? new MemoryCacheStore() : new RedisCacheStore({ url: redisUrl }),
    },
  ],
  exports: [CacheStore],
})
export class CacheModule implements OnApplicationShutdown {
  constructor(private readonly store: CacheStore) {}

  /** Global modules go last, so what others still write at shutdown is written. */
  async onApplicationShutdown(): Promise<void> {
    await this.store.close();
  }
}
