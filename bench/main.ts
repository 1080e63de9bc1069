import { compareBench } from './compare.bench';
import { memoryBench } from './memory.bench';
import { readsBench } from './reads.bench';
import { restartBench } from './restart.bench';
import { printTable } from './table';
import { writesBench } from './writes.bench';
import { xmlrpcBench } from './xmlrpc.bench';

/** A smoke run shows that the benchmarks work; its figures mean nothing. */
const SMOKE = process.argv.includes('--smoke');
const SCALE = SMOKE
  ? {
      devices: 200,
      seconds: 1,
      discoveryMs: 300,
      records: 2_000,
      products: 500,
      fleet: 5_000,
      lists: 6,
    }
  : {
      devices: 2_000,
      seconds: 8,
      discoveryMs: 20_000,
      records: 100_000,
      products: 10_000,
      fleet: 100_000,
      lists: 100,
    };
/** The restart and memory benches empty the database they use: the last one, unless a URL names another. */
const REDIS_URL = process.env['BENCH_REDIS_URL'] ?? 'redis://127.0.0.1:6379/15';

async function main(): Promise<void> {
  const { devices, seconds, discoveryMs, records, products, fleet, lists } = SCALE;
  console.log(`Trapline benchmark${SMOKE ? ' (smoke run)' : ''}: ${devices} devices in 20 clusters,`);
  console.log(
    `discovery ${discoveryMs} ms, upstream reads and writes 500 ms. Trust the ratios, not the absolutes.`,
  );
  printTable('Reads from a warm cache, 64 connections', await readsBench(devices, seconds, discoveryMs));
  printTable('Writes, beside a bare GET and PUT of the cluster', await writesBench(devices, discoveryMs));
  if (await redisAnswers()) {
    printTable('Start to first list', await restartBench(devices, discoveryMs, REDIS_URL));
    const memory = await memoryBench({ devices: fleet, lists, redisUrl: REDIS_URL });
    printTable('Memory and start of a big fleet', memory);
  } else {
    console.log(`\nStart to first list, memory: SKIPPED, no Redis at ${REDIS_URL}`);
  }
  printTable(
    `Comparing ${records} points with ${records} devices`,
    (await compareBench({ size: records })).rows,
  );
  printTable(`XML-RPC, ${products} records`, await xmlrpcBench(products));
}

async function redisAnswers(): Promise<boolean> {
  const { Redis } = await import('ioredis');
  const redis = new Redis(REDIS_URL, { lazyConnect: true, retryStrategy: () => null, connectTimeout: 1_000 });
  redis.on('error', () => undefined);
  try {
    await redis.connect();
    await redis.ping();
    return true;
  } catch {
    return false;
  } finally {
    redis.disconnect();
  }
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
