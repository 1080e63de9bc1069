import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { foundService, hostOf, noService } from './found-service.mjs';
import { freePort } from './free-port.mjs';

const PROBE_DEADLINE_MS = 1500;
const START_DEADLINE_MS = 10_000;
const CONTAINER_DEADLINE_MS = 120_000;
const NOTHING_FOUND = 'no REDIS_URL, nothing at 127.0.0.1:6379, no redis-server on the PATH, no Docker';

/**
 * A Redis for the tests: `REDIS_URL`, else one on 127.0.0.1:6379, else a `redis-server` on the PATH started for this run,
 * else a container. `url` is undefined where there is none, and `description` then says what was tried.
 * A `REDIS_URL` that does not answer is an error: somebody meant it.
 *
 * @returns {Promise<{ url?: string, description: string, stop: () => Promise<void> }>}
 */
export async function findRedis(env) {
  if (env.REDIS_URL) {
    const version = await versionOf(env.REDIS_URL);
    if (version === undefined) throw new Error(`nothing answers at REDIS_URL (${hostOf(env.REDIS_URL)})`);
    return foundService('Redis', env.REDIS_URL, version, 'REDIS_URL');
  }
  const local = 'redis://127.0.0.1:6379';
  const version = await versionOf(local);
  if (version !== undefined) return foundService('Redis', local, version, 'already running');
  return (await startOwn()) ?? (await startContainer()) ?? noService(NOTHING_FOUND);
}

/** Asks with the client that the application uses: it knows about passwords, TLS and databases. */
async function versionOf(url) {
  const { Redis } = await import('ioredis');
  const redis = new Redis(url, {
    lazyConnect: true,
    connectTimeout: PROBE_DEADLINE_MS,
    commandTimeout: PROBE_DEADLINE_MS,
    retryStrategy: () => null,
  });
  redis.on('error', () => undefined);
  try {
    await redis.connect();
    if ((await redis.ping()) !== 'PONG') return undefined;
    return /^redis_version:(\S+)/m.exec(await redis.info('server'))?.[1] ?? 'of unknown version';
  } catch {
    return undefined;
  } finally {
    redis.disconnect();
  }
}

async function startOwn() {
  const port = await freePort();
  const child = spawn(
    'redis-server',
    ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'],
    { stdio: ['ignore', 'pipe', 'ignore'] },
  );
  const gone = once(child, 'exit').catch(() => undefined);
  const stop = async () => {
    child.kill();
    await gone;
  };
  if (!(await isReady(child))) {
    child.kill();
    return undefined;
  }
  child.stdout.resume();
  // The run may be ended before it comes to stop().
  process.once('exit', () => child.kill());
  const url = `redis://127.0.0.1:${port}`;
  return foundService('Redis', url, await versionOf(url), 'started for this run', stop);
}

/** False where redis-server is not on the PATH, ends at once, or does not come up in time. */
async function isReady(child) {
  const failed = once(child, 'error').then(() => false);
  const late = sleep(START_DEADLINE_MS, false, { ref: false });
  const ready = (async () => {
    for await (const line of createInterface({ input: child.stdout })) {
      if (line.includes('Ready to accept connections')) return true;
    }
    return false;
  })();
  return Promise.race([ready, failed, late]);
}

async function startContainer() {
  const { GenericContainer } = await import('testcontainers');
  try {
    const container = await new GenericContainer('redis:7-alpine')
      .withExposedPorts(6379)
      .withStartupTimeout(CONTAINER_DEADLINE_MS)
      .start();
    const url = `redis://${container.getHost()}:${container.getMappedPort(6379)}`;
    return foundService('Redis', url, await versionOf(url), 'a container started for this run', async () => {
      await container.stop();
    });
  } catch (error) {
    if (!/container runtime/i.test(String(error))) console.warn(`No Redis container: ${String(error)}`);
    return undefined;
  }
}
