import type { MicroshareSimulator } from '@libs/simulators';
import { bareReadAndWrite, type Listed, readListed, sendJson } from './bench-calls';
import { type Stack, startStack, startUpstream } from './stack';

export interface LoadRow {
  readonly what: string;
  readonly acknowledged: string;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** p50 as a multiple of one bare GET and PUT of the same cluster, in the same run. */
  readonly ratio: number;
  readonly upstreamReads: number;
  readonly upstreamWrites: number;
  /** Devices of the run that upstream holds at its end. */
  readonly surviving: number;
}

export interface LoadScale {
  readonly singles: number;
  readonly perSecond: number;
  readonly seconds: number;
  readonly batch: number;
}

/** Reads and writes of upstream, in milliseconds. */
const PACE_MS = 50;

/** Writes under load, upstream answering in 50 ms: alone, fifty at once, a steady stream, and one large batch. */
export async function writeLoadBench(scale: LoadScale, redisUrl?: string): Promise<readonly LoadRow[]> {
  const upstream = await startUpstream(400, 100, PACE_MS);
  const stacks = [await startStack(upstream)];
  const rows: LoadRow[] = [];
  try {
    const listed = await readListed(stacks[0] as Stack);
    const bareMs = median(await timesOf(30, () => bareReadAndWrite(upstream, listed[0]?.cluster_id ?? '')));
    const load = new Load(upstream, listed, bareMs);
    rows.push(await load.oneByOne(stacks, scale.singles));
    rows.push(await load.atOnce(stacks, '50 creates at once, one replica'));
    rows.push(await load.steady(stacks, scale.perSecond, scale.seconds));
    rows.push(await load.batch(stacks, scale.batch));
    if (redisUrl !== undefined) {
      for (const { app } of stacks.splice(0)) await app.close();
      stacks.push(await startStack(upstream, redisUrl), await startStack(upstream, redisUrl));
      for (const stack of stacks) await readListed(stack);
      rows.push(await load.atOnce(stacks, '50 creates at once, two replicas'));
    }
    return rows;
  } finally {
    for (const { app } of stacks) await app.close();
    await upstream.close();
  }
}

class Load {
  private created = 0;

  constructor(
    private readonly upstream: MicroshareSimulator,
    private readonly listed: readonly Listed[],
    private readonly bareMs: number,
  ) {}

  oneByOne(stacks: readonly Stack[], count: number): Promise<LoadRow> {
    return this.measure('create, one after the other', 'BENCH_A', (create) =>
      timesOf(count, () => create(stacks[0], 0)),
    );
  }

  atOnce(stacks: readonly Stack[], what: string): Promise<LoadRow> {
    return this.measure(what, `BENCH_B${stacks.length}`, (create) =>
      Promise.all(Array.from({ length: 50 }, (_, i) => timeOf(() => create(stacks[i % stacks.length], 0)))),
    );
  }

  /** Requests start on time whether or not earlier ones have been answered. */
  steady(stacks: readonly Stack[], perSecond: number, seconds: number): Promise<LoadRow> {
    const what = `${perSecond} creates/s for ${seconds} s, 20 clusters`;
    return this.measure(what, 'BENCH_C', async (create) => {
      const running: Promise<number>[] = [];
      const start = performance.now();
      const total = perSecond * seconds;
      while (running.length < total) {
        const due = Math.min(total, Math.floor(((performance.now() - start) / 1000) * perSecond));
        while (running.length < due) {
          const cluster = running.length % 20;
          running.push(timeOf(() => create(stacks[0], cluster)));
        }
        await new Promise((resolve) => setTimeout(resolve, 2));
      }
      return Promise.all(running);
    });
  }

  batch([stack]: readonly Stack[], size: number): Promise<LoadRow> {
    return this.measure(`one batch of ${size} creates, 20 clusters`, 'BENCH_D', async () => {
      const items = Array.from({ length: size }, (_, i) => ({
        op: 'create',
        ...this.body('BENCH_D', i % 20),
      }));
      return [await timeOf(() => sendJson(stack as Stack, 'POST', '/api/v1/devices/batch', { items }))];
    });
  }

  private async measure(
    what: string,
    prefix: string,
    run: (
      create: (stack: Stack | undefined, cluster: number) => Promise<unknown>,
    ) => Promise<readonly number[]>,
  ): Promise<LoadRow> {
    this.upstream.forgetCalls();
    let refused = 0;
    const times = await run(async (stack, cluster) => {
      try {
        await sendJson(stack as Stack, 'POST', '/api/v1/devices', this.body(prefix, cluster));
      } catch {
        refused += 1;
      }
    });
    const surviving = this.upstream
      .devices()
      .filter((device) => device.meta?.location?.[3]?.startsWith(`${prefix}_`) === true).length;
    return {
      what,
      acknowledged: `${times.length - refused} of ${times.length}`,
      p50Ms: median(times),
      p99Ms: quantile(times, 0.99),
      ratio: median(times) / this.bareMs,
      upstreamReads: this.upstream.count('read'),
      upstreamWrites: this.upstream.count('write'),
      surviving,
    };
  }

  private body(prefix: string, cluster: number): Record<string, string> {
    const { customer, site, cluster_id } = this.listed[cluster % this.listed.length] as Listed;
    this.created += 1;
    const erp_reference = `${prefix}_${String(this.created).padStart(6, '0')}`;
    return {
      customer,
      site,
      cluster_id,
      area: 'Bench',
      erp_reference,
      placement: 'Internal',
      configuration: 'Glue',
    };
  }
}

async function timesOf(count: number, work: () => Promise<unknown>): Promise<number[]> {
  const times: number[] = [];
  for (let i = 0; i < count; i += 1) times.push(await timeOf(work));
  return times;
}

async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

function median(times: readonly number[]): number {
  return quantile(times, 0.5);
}

function quantile(times: readonly number[], share: number): number {
  const sorted = [...times].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}
