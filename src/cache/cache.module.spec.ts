import { Test, type TestingModule } from '@nestjs/testing';
import { Configuration } from '../config/configuration';
import { ConfigModule } from '../config/config.module';
import { CacheModule } from './cache.module';
import { CacheStore, CacheUnavailableError } from './cache.store';

async function appWith(redisUrl: string | undefined): Promise<TestingModule> {
  const configuration: Pick<Configuration, 'redisUrl'> = { redisUrl };
  return Test.createTestingModule({
    imports: [ConfigModule.with(configuration as Configuration), CacheModule],
  }).compile();
}

describe('CacheModule', () => {
  it('keeps everything in memory without REDIS_URL', async () => {
    const app = await appWith(undefined);
    expect(app.get(CacheStore).driver).toBe('memory');
    await app.close();
  });

  it('uses Redis with REDIS_URL, and starts although nobody answers there', async () => {
    const app = await appWith('redis://127.0.0.1:1');
    await app.init();
    const store = app.get(CacheStore);
    expect(store.driver).toBe('redis');
    await expect(store.ping()).rejects.toThrow(CacheUnavailableError);
    await app.close();
  });

  it('closes the store when the application shuts down', async () => {
    const app = await appWith(undefined);
    await app.init();
    const store = app.get(CacheStore);
    await store.set('a', '1');
    await app.close();
    await expect(store.get('a')).rejects.toThrow(CacheUnavailableError);
  });
});
