import { once } from 'node:events';
import { createServer } from 'node:net';
import { inspect } from 'node:util';
import { Logger, type LoggerService } from '@nestjs/common';
import { Redis } from 'ioredis';
import { CacheUnavailableError } from '../../../src/cache/cache.store';
import { RedisCacheStore } from '../../../src/cache/drivers/redis/redis-cache.store';
import { eventually } from '../../support/eventually';
import { hasRedisServer, RedisServer } from '../../support/redis-server';

const TIMEOUT_MS = 1000;
/** Far below what a command would wait for in ioredis' defaults, far above what failing fast takes on a busy machine. */
const FAST_MS = 800;

const suite = hasRedisServer ? describe : describe.skip;

suite(`Redis coming and going${hasRedisServer ? '' : ' [no redis-server on the PATH]'}`, () => {
  let server: RedisServer;
  let store: RedisCacheStore;
  let lines: string[];

  beforeEach(async () => {
    lines = [];
    Logger.overrideLogger(recording(lines));
    server = await RedisServer.start();
    store = new RedisCacheStore({ url: server.url, timeoutMs: TIMEOUT_MS });
    await store.ping();
  });
  afterEach(async () => {
    await store.close();
    server.thaw();
    await server.kill();
  });

  it('fails every call at once while Redis is gone, and works again when it is back', async () => {
    await store.set('a', '1');
    await server.kill();

    await eventually(() => expect(store.ping()).rejects.toThrow(CacheUnavailableError));
    for (const call of [
      () => store.get('a'),
      () => store.set('a', '1'),
      () => store.setIfAbsent('a', '1', 1),
      () => store.replaceIf('a', '1', '2', 1),
      () => store.deleteIf('a', '1'),
      () => store.delete('a'),
      () => store.hashGetAll('h'),
      () => store.hashSet('h', new Map([['f', '1']])),
      () => store.hashDelete('h', 'f'),
      () => store.hashReplace('h', new Map([['f', '1']]), 1),
      () => store.publish('c', 'm'),
      () => store.sizeBytes(),
    ]) {
      const startedAt = Date.now();
      await expect(call()).rejects.toThrow(CacheUnavailableError);
      expect(Date.now() - startedAt).toBeLessThan(FAST_MS);
    }

    await server.start();
    await eventually(() => store.ping());
    expect(await store.get('a')).toBeUndefined();
    await store.hashReplace('h', new Map([['f', '1']]));
    expect(await store.replaceIf('a', 'x', 'y', 1)).toBe(false);
  });

  it('does not send what failed during the outage once Redis is back', async () => {
    await server.kill();
    await expect(store.set('written-while-away', '1')).rejects.toThrow(CacheUnavailableError);
    await server.start();
    await eventually(() => store.ping());
    expect(await store.get('written-while-away')).toBeUndefined();
  });

  it('fails the calls that were waiting for their answer when Redis went', async () => {
    server.freeze();
    const waiting = [store.get('a'), store.hashReplace('h', new Map([['f', '1']])), store.deleteIf('a', 'x')];
    const outcome = Promise.allSettled(waiting);
    const startedAt = Date.now();
    await server.kill();
    await outcome;
    expect(Date.now() - startedAt).toBeLessThan(FAST_MS);
    for (const result of await outcome) {
      expect(result).toMatchObject({
        status: 'rejected',
        reason: expect.any(CacheUnavailableError) as unknown,
      });
    }
  });

  it('hears messages again after Redis was away, on channels subscribed before and meanwhile', async () => {
    const received: string[] = [];
    await store.subscribe('before', (message) => received.push(message));
    await server.kill();
    await eventually(() => expect(store.ping()).rejects.toThrow(CacheUnavailableError));
    const leave = await store.subscribe('left meanwhile', (message) => received.push(message));
    await store.subscribe('meanwhile', (message) => received.push(message));
    await leave();

    await server.start();
    await eventually(async () => {
      await store.publish('left meanwhile', 'not wanted');
      await store.publish('before', 'one');
      await store.publish('meanwhile', 'two');
      expect(new Set(received)).toEqual(new Set(['one', 'two']));
    });
  });

  it('waits for a Redis that hangs only as long as its deadline, and then not at all', async () => {
    server.freeze();
    const startedAt = Date.now();
    await expect(store.get('a')).rejects.toThrow(CacheUnavailableError);
    expect(Date.now() - startedAt).toBeGreaterThanOrEqual(TIMEOUT_MS - 20);

    const again = Date.now();
    await expect(store.get('a')).rejects.toThrow(CacheUnavailableError);
    expect(Date.now() - again).toBeLessThan(FAST_MS);

    server.thaw();
    await eventually(() => store.ping());
  });

  it('starts without Redis and finds it later', async () => {
    await server.kill();
    const early = new RedisCacheStore({ url: server.url, timeoutMs: TIMEOUT_MS });
    try {
      const received: string[] = [];
      await early.subscribe('c', (message) => received.push(message));
      await expect(early.get('a')).rejects.toThrow(CacheUnavailableError);
      await server.start();
      await eventually(() => early.ping());
      await eventually(async () => {
        await early.publish('c', 'm');
        expect(received).toContain('m');
      });
    } finally {
      await early.close();
    }
  });

  it('says once that Redis is lost and once that it is back, however long it takes', async () => {
    await server.kill();
    for (let i = 0; i < 20; i++) await expect(store.ping()).rejects.toThrow(CacheUnavailableError);
    await connectionAttempts(server.port, 3);
    await server.start();
    await eventually(() => store.ping());
    expect(lines.map((line) => line.replace(/127\.0\.0\.1:\d+/, 'HOST'))).toEqual([
      expect.stringMatching(/^warn: the cache store at HOST is lost \(data\): .+; reconnecting$/),
      'log: the cache store at HOST is back (data)',
    ]);
  });

  it('is unreachable when Redis answers but cannot serve, and keeps the value out of the error', async () => {
    const admin = new Redis(server.url);
    await admin.config('SET', 'maxmemory', '1');
    await admin.quit();
    const error: unknown = await store.set('a', 'a secret value').catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(CacheUnavailableError);
    expect(inspect(error)).toContain('OOM');
    expect(inspect(error)).not.toContain('secret');
  });

  it('keeps the value out of the error when the call itself is wrong', async () => {
    await store.set('a', '1');
    const error: unknown = await store
      .hashSet('a', new Map([['f', 'a secret value']]))
      .catch((reason: unknown) => reason);
    expect(inspect(error)).toContain('WRONGTYPE');
    expect(inspect(error)).not.toContain('secret');
  });

  it('is unreachable with a wrong password, and tells nobody which', async () => {
    const admin = new Redis(server.url);
    await admin.config('SET', 'requirepass', 'right');
    await admin.quit();
    const url = server.url.replace('redis://', 'redis://:wr0ng-secret@');
    const refused = new RedisCacheStore({ url, timeoutMs: TIMEOUT_MS });
    try {
      const error = (await refused.get('a').catch((reason: unknown) => reason)) as Error;
      expect(error).toBeInstanceOf(CacheUnavailableError);
      await eventually(() => {
        expect(lines.join()).toContain('WRONGPASS');
      });
      expect(inspect([error, lines])).not.toContain('wr0ng-secret');
    } finally {
      await refused.close();
    }
  });

  it('closes at once while Redis is gone', async () => {
    await server.kill();
    const startedAt = Date.now();
    await store.close();
    expect(Date.now() - startedAt).toBeLessThan(FAST_MS);
  });
});

/** Takes the server's place and hangs up on whoever calls, until that has happened a few times. */
async function connectionAttempts(port: number, times: number): Promise<void> {
  const refusing = createServer((socket) => socket.destroy()).listen(port, '127.0.0.1');
  for (let i = 0; i < times; i++) await once(refusing, 'connection', { signal: AbortSignal.timeout(10_000) });
  refusing.close();
  await once(refusing, 'close');
}

function recording(lines: string[]): LoggerService {
  const level = (name: string) => (message: unknown) => void lines.push(`${name}: ${String(message)}`);
  return { log: level('log'), warn: level('warn'), error: level('error') };
}
