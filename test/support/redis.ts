import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';

/** The Redis that the run found or started, see `scripts/run-tests.mjs`; undefined where there is none. */
export const testRedisUrl = process.env.TEST_REDIS_URL;

/** Runs the suite where there is a Redis, and reports it as skipped where there is none. */
export function describeWithRedis(title: string, suite: (url: string) => void): void {
  if (testRedisUrl === undefined) {
    describe.skip(`${title} [no Redis: run npm test with REDIS_URL or a redis-server on the PATH]`, () => {
      suite('');
    });
  } else {
    const url = testRedisUrl;
    describe(title, () => {
      suite(url);
    });
  }
}

/** Keys of one test file, apart from everybody else's in the same Redis. */
export class RedisKeySpace {
  private readonly prefix = `test:${randomUUID()}:`;

  constructor(private readonly url: string) {}

  key(name: string): string {
    return this.prefix + name;
  }

  /** Deletes every key of this space. */
  async clear(): Promise<void> {
    const redis = new Redis(this.url);
    try {
      for await (const keys of redis.scanStream({ match: `${this.prefix}*`, count: 1000 })) {
        if ((keys as string[]).length > 0) await redis.unlink(...(keys as string[]));
      }
    } finally {
      await redis.quit();
    }
  }
}
