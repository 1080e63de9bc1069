import { setTimeout as delay } from 'node:timers/promises';
import { generateFleet, startMicroshareSimulator } from '@libs/simulators';
import { Redis } from 'ioredis';
import type { ApplicationAnswer, ApplicationQuestion, ApplicationOrders } from './application.child';
import { Child } from './child';
import { HEADERS } from './stack';

export interface MemoryRow {
  readonly what: string;
  readonly devices: number;
  /** From starting the process, modules included, to its first answer. */
  readonly msToFirstAnswer: number;
  readonly discoveries: number;
  /** Resident megabytes of the process, nothing collected by force: after the first answer… */
  readonly residentMb: number;
  /** …and after so many whole lists. */
  readonly lists: number;
  readonly residentMbAfterLists: number;
  /** What may be resident after a start from a warm Redis, at 100,000 devices. */
  readonly barMb: number;
}

export interface MemoryBenchOptions {
  readonly devices: number;
  readonly lists: number;
  /** Its database is emptied, before and after. */
  readonly redisUrl: string;
}

const DEADLINE_MS = 120_000;
/** Lists are asked for in turns: each coding is kept beside the others. */
const CODINGS = ['identity', 'gzip', 'br'];
const ACCOUNT = { username: 'bench@northbank-pest.example', password: 'bench' };

/** How much memory an application with many devices takes, and how fast it starts, cold and from a warm Redis. */
export async function memoryBench(options: MemoryBenchOptions): Promise<readonly MemoryRow[]> {
  const redis = new Redis(options.redisUrl);
  await redis.flushdb();
  const { clusters } = generateFleet({ devices: options.devices });
  const upstream = await startMicroshareSimulator({ accounts: [ACCOUNT], clusters });
  const peers = { apiUrl: upstream.apiUrl, authUrl: upstream.authUrl, clientId: upstream.clientId };
  try {
    const rows: MemoryRow[] = [];
    for (const what of ['cold start, Redis empty', 'restart, Redis warm']) {
      upstream.forgetCalls();
      const orders = { upstream: peers, redisUrl: options.redisUrl };
      rows.push({ what, ...(await lifeOf(orders, options, () => upstream.count('discovery'))) });
    }
    return rows;
  } finally {
    await upstream.close();
    await redis.flushdb();
    await redis.quit();
  }
}

async function lifeOf(
  orders: ApplicationOrders,
  { devices, lists }: MemoryBenchOptions,
  discoveries: () => number,
): Promise<Omit<MemoryRow, 'what'>> {
  const start = performance.now();
  const { child, started } = await Child.start<ApplicationQuestion, ApplicationAnswer>('application', orders);
  const { url } = started;
  try {
    await firstAnswer(url);
    const msToFirstAnswer = Math.round(performance.now() - start);
    const residentMb = (await child.ask('size')).residentMb;
    for (let i = 0; i < lists; i += 1) await wholeList(url, devices, CODINGS[i % CODINGS.length] ?? '');
    return {
      devices,
      msToFirstAnswer,
      discoveries: discoveries(),
      residentMb,
      lists,
      residentMbAfterLists: (await child.ask('size')).residentMb,
      barMb: 400,
    };
  } finally {
    await child.end();
  }
}

async function firstAnswer(url: string): Promise<void> {
  const deadline = performance.now() + DEADLINE_MS;
  while (performance.now() < deadline) {
    const response = await fetch(`${url}/api/v1/devices?limit=50`, { headers: HEADERS });
    await response.arrayBuffer();
    if (response.status === 200) return;
    await delay(20);
  }
  throw new Error(`no answer within ${DEADLINE_MS} ms`);
}

/** Reads a whole list and throws it away. */
async function wholeList(url: string, devices: number, coding: string): Promise<void> {
  const headers = { ...HEADERS, 'Accept-Encoding': coding };
  const response = await fetch(`${url}/api/v1/devices`, { headers });
  let bytes = 0;
  for await (const part of response.body ?? []) bytes += (part as Uint8Array).length;
  if (response.status !== 200 || bytes < devices * 100) {
    throw new Error(`a list of ${bytes} bytes with status ${response.status}`);
  }
}
