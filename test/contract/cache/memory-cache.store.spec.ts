import { Logger } from '@nestjs/common';
import { MemoryCacheStore } from '../../../src/cache/drivers/memory/memory-cache.store';
import { describeCacheStoreContract } from './cache-store.contract';
import { checkAgainstModel } from './cache-store.model';

describe('MemoryCacheStore', () => {
  beforeAll(() => {
    Logger.overrideLogger(false);
  });

  describeCacheStoreContract(() => {
    let now = 1_000_000;
    const store = new MemoryCacheStore(() => now);
    return Promise.resolve({
      store,
      replica: store,
      key: (name: string) => name,
      elapse: (ms: number) => {
        now += ms;
        return Promise.resolve();
      },
      dispose: () => store.close(),
    });
  });

  it('agrees with a plain map after any sequence of commands and waits', async () => {
    await checkAgainstModel(() => {
      let now = 0;
      return {
        store: new MemoryCacheStore(() => now),
        key: (name) => name,
        elapse: (ms) => {
          now += ms;
        },
      };
    }, 300);
  });

  it('gives back the room of expired keys that nobody asks for', async () => {
    let now = 0;
    const store = new MemoryCacheStore(() => now);
    for (let i = 0; i < 3000; i++) await store.set(`old-${i}`, 'x'.repeat(1000), 1);
    now += 2000;
    expect(await store.sizeBytes()).toBeGreaterThan(3_000_000);
    for (let i = 0; i < 3000; i++) await store.set(`new-${i}`, 'x', 1);
    expect(await store.sizeBytes()).toBeLessThan(50_000);
  });
});
