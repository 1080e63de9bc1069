import { Redis } from 'ioredis';
import { startStack, startUpstream, untilServing } from './stack';

export interface RestartRow {
  readonly what: string;
  /** From starting the application to its first list. */
  readonly ms: number;
  readonly discoveries: number;
  /** Share of a cold start's time. */
  readonly ratio: number;
}

/** A cold start, which has to discover, beside a restart that finds Redis warm. The database given is emptied. */
export async function restartBench(
  devices: number,
  discoveryMs: number,
  redisUrl: string,
): Promise<readonly RestartRow[]> {
  const redis = new Redis(redisUrl);
  await redis.flushdb();
  const upstream = await startUpstream(devices, discoveryMs);
  try {
    const cold = await firstList();
    const warm = await firstList();
    if (warm.discoveries > 0) throw new Error('a restart with a warm Redis has discovered all over again');
    return [
      { what: 'cold start, Redis empty', ...cold, ratio: 1 },
      { what: 'restart, Redis warm', ...warm, ratio: warm.ms / cold.ms },
    ];
  } finally {
    await upstream.close();
    await redis.flushdb();
    await redis.quit();
  }

  async function firstList(): Promise<{ ms: number; discoveries: number }> {
    upstream.forgetCalls();
    const start = performance.now();
    const stack = await startStack(upstream, redisUrl);
    await untilServing(stack);
    const ms = performance.now() - start;
    const discoveries = upstream.count('discovery');
    await stack.app.close();
    return { ms, discoveries };
  }
}
