import { readFile } from 'node:fs/promises';
import { cpus, totalmem } from 'node:os';
import { compareBench } from './compare.bench';
import { eventStreamsBench } from './event-streams.bench';
import { memoryBench } from './memory.bench';
import { mixedBench } from './mixed.bench';
import { odooBench } from './odoo.bench';
import { readsBench } from './reads.bench';
import { type MeasuredTable, regressions } from './regression';
import { restartBench } from './restart.bench';
import { Report } from './table';
import { writeLoadBench } from './write-load.bench';
import { writesBench } from './writes.bench';
import { xmlrpcBench } from './xmlrpc.bench';

/** A smoke run shows that the benchmarks work, and that no ratio is far worse than the committed one; its other figures mean nothing. */
const SMOKE = process.argv.includes('--smoke');
const SCALE = SMOKE
  ? {
      devices: 200,
      seconds: 0.4,
      discoveryMs: 300,
      records: 2_000,
      products: 500,
      odoo: { points: 500, reads: 1, pageMs: 20 },
      fleet: 5_000,
      lists: 6,
      streams: 20,
      load: { singles: 5, perSecond: 20, seconds: 2, batch: 200 },
    }
  : {
      devices: 2_000,
      seconds: 8,
      discoveryMs: 20_000,
      records: 100_000,
      products: 5_000,
      odoo: { points: 20_000, reads: 5, pageMs: 300 },
      fleet: 100_000,
      lists: 100,
      streams: 1_000,
      load: { singles: 200, perSecond: 1_000, seconds: 30, batch: 10_000 },
    };
const RESULTS = 'bench/results.md';
const READS = 'Reads from a warm cache, 64 connections';
const WRITES = 'Writes, beside a bare GET and PUT of the cluster';
/** The restart and memory benches empty the database they use: the last one, unless a URL names another. */
const REDIS_URL = process.env['BENCH_REDIS_URL'] ?? 'redis://127.0.0.1:6379/15';

async function main(): Promise<void> {
  const { devices, seconds, discoveryMs, records, products, odoo, fleet, lists, streams, load } = SCALE;
  const report = new Report(
    `Trapline benchmark${SMOKE ? ' (smoke run)' : ''}`,
    `${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB of memory; load, application and simulated ` +
      `upstream share them. ${devices} devices in 20 clusters, discovery ${discoveryMs} ms, upstream reads and writes ` +
      '500 ms where nothing else is said. Trust the ratios, not the absolutes.',
  );
  const redis = (await redisAnswers()) ? REDIS_URL : undefined;
  const measure = async (): Promise<readonly MeasuredTable[]> => {
    const reads = await readsBench(devices, seconds, discoveryMs);
    report.table(READS, reads);
    const writes = await writesBench(devices, discoveryMs);
    report.table(WRITES, writes);
    return [
      { title: READS, rows: reads, better: 'more' },
      { title: WRITES, rows: writes, better: 'less' },
    ];
  };
  const measured = await measure();
  if (SMOKE) await refuseRegressions(measured, measure);
  report.table('Reads and writes together, upstream 50 ms', await mixedBench(devices, seconds, discoveryMs));
  report.table('Writes under load, upstream 50 ms', await writeLoadBench(load, redis));
  report.table(`Event streams beside a page of 50`, await eventStreamsBench(devices, seconds, streams));
  if (redis === undefined) {
    report.line(`Start to first list, memory: SKIPPED, no Redis at ${REDIS_URL}`);
  } else {
    report.table('Start to first list', await restartBench(devices, discoveryMs, redis));
    const memory = await memoryBench({ devices: fleet, lists, redisUrl: redis });
    report.table('Memory and start of a big fleet', memory);
  }
  const { rows } = await compareBench({ size: records });
  report.table(`Comparing ${records} points with ${records} devices`, rows);
  report.table(`${odoo.points} points from Odoo, ${odoo.pageMs} ms a page`, await odooBench(odoo));
  report.table(`XML-RPC, ${products} records`, await xmlrpcBench(products));
  if (!SMOKE) await report.write(RESULTS);
}

/** What is far worse than the committed results is measured once more: only what is so twice counts. */
async function refuseRegressions(
  first: readonly MeasuredTable[],
  again: () => Promise<readonly MeasuredTable[]>,
): Promise<void> {
  const committed = await readFile(RESULTS, 'utf8');
  if (regressions(committed, first).length === 0) return;
  const found = regressions(committed, await again());
  if (found.length > 0) throw new Error(`slower than in ${RESULTS}, twice:\n${found.join('\n')}`);
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
