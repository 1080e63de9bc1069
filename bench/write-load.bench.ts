import { setTimeout as delay } from 'node:timers/promises';
import type { ApplicationAnswer } from './application.child';
import { Child } from './child';
import { JsonCalls } from './json-calls';
import { type Listed, sensorOfEachCluster } from './bench-calls';
import { HEADERS, untilServing } from './stack';
import type { UpstreamAnswer, UpstreamQuestion } from './upstream.child';

export interface LoadRow {
  readonly what: string;
  readonly acknowledged: string;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** What a caller waited beyond one bare GET and PUT of the same cluster (its median in the same run): our own part. */
  readonly ownP50Ms: number;
  readonly ownP99Ms: number;
  /** Waits as multiples of that bare GET and PUT: rounds. */
  readonly p50Rounds: number;
  readonly p99Rounds: number;
  readonly upstreamReads: number;
  readonly upstreamWrites: number;
  /** Devices of the run that upstream holds at its end. */
  readonly surviving: number;
  /** Of the application's processes at the end, beside the start of the run. */
  readonly residentMbMore: number;
  /** Share of one core that the application's processes used. */
  readonly coreShare: number;
}

export interface LoadScale {
  readonly singles: number;
  readonly perSecond: number;
  readonly seconds: number;
  readonly batch: number;
}

interface Application {
  readonly url: string;
  readonly child: Child<'size', ApplicationAnswer>;
}

type Upstream = Child<UpstreamQuestion, UpstreamAnswer>;

/** Reads and writes of upstream, in milliseconds. */
const PACE_MS = 50;
const CLUSTERS = 20;
/** Not counted: until the compiler knows the way of a write it is several times slower. */
const WARM_UP = 200;

/**
 * Writes under load, upstream answering in 50 ms: one after the other, fifty at once, a steady stream, and one large batch.
 * Application and upstream are processes of their own.
 */
export async function writeLoadBench(scale: LoadScale, redisUrl?: string): Promise<readonly LoadRow[]> {
  const orders = { devices: 400, discoveryMs: 100, paceMs: PACE_MS };
  const { child: upstream, started } = await Child.start<UpstreamQuestion, UpstreamAnswer>(
    'upstream',
    orders,
  );
  const applications: Application[] = [];
  const begin = async (store?: string): Promise<void> => {
    const told = { upstream: started.peer, redisUrl: store };
    const { child, started: ready } = await Child.start<'size', ApplicationAnswer>('application', told);
    applications.push({ child, url: ready.url });
    await untilServing({ url: ready.url });
  };
  const rows: LoadRow[] = [];
  try {
    await begin();
    const load = await Load.of(upstream, started, applications);
    await load.warmUp();
    await load.compareWithBare();
    const guids: string[] = [];
    rows.push(await load.run('create, one after the other', 'BENCH_A', load.oneByOne(scale.singles, guids)));
    rows.push(await load.run('update, one after the other', 'BENCH_A', load.updates(guids)));
    rows.push(await load.run('delete, one after the other', 'BENCH_A', load.deletes(guids)));
    rows.push(await load.run('50 creates at once, one replica', 'BENCH_B', load.atOnce(50)));
    const offered = `${scale.perSecond} creates/s for ${scale.seconds} s, ${CLUSTERS} clusters`;
    rows.push(await load.run(offered, 'BENCH_C', load.steady(scale.perSecond, scale.seconds)));
    const large = `one batch of ${scale.batch} creates, ${CLUSTERS} clusters`;
    rows.push(await load.run(large, 'BENCH_D', load.batch(scale.batch)));
    if (redisUrl !== undefined) {
      for (const { child } of applications.splice(0)) await child.end();
      await begin(redisUrl);
      await begin(redisUrl);
      await load.warmUp();
      await load.compareWithBare();
      rows.push(await load.run('50 creates at once, two replicas', 'BENCH_E', load.atOnce(50)));
    }
    return rows;
  } finally {
    for (const { child } of applications) await child.end();
    await upstream.end();
  }
}

/** Creates one device with a reference of this prefix in the given cluster, and answers its guid. */
type Create = (cluster: number) => Promise<string>;
type Work = (load: { readonly create: Create; readonly prefix: string }) => Promise<readonly number[]>;

class Load {
  private readonly calls = new JsonCalls(HEADERS);
  private readonly past: JsonCalls;
  private bareMs = NaN;
  private created = 0;
  private readonly refusals: Error[] = [];

  private constructor(
    private readonly upstream: Upstream,
    private readonly peer: UpstreamAnswer['peer'],
    token: string,
    private readonly applications: readonly Application[],
    private readonly listed: readonly Listed[],
  ) {
    this.past = new JsonCalls({ authorization: `Bearer ${token}` });
  }

  static async of(
    upstream: Upstream,
    { peer, token }: UpstreamAnswer,
    applications: readonly Application[],
  ): Promise<Load> {
    const list = await untilServing({ url: applications[0]?.url ?? '' });
    return new Load(upstream, peer, token, applications, sensorOfEachCluster(list));
  }

  async warmUp(): Promise<void> {
    const last = this.listed.length - 1;
    for (let i = 0; i < WARM_UP / 10; i += 1) {
      await Promise.all(Array.from({ length: 10 }, (_, k) => this.create('WARM', last, k)));
    }
  }

  /** One GET and one PUT of the first cluster by this process itself, as the least that any change costs. */
  async compareWithBare(): Promise<void> {
    const { cluster_id, recType } = await this.firstCluster();
    const url = `${this.peer.apiUrl}/device/${encodeURIComponent(recType)}/${cluster_id}`;
    const times = await timesOf(40, async () => {
      const { objs } = (await this.past.send('GET', url)) as { objs: object[] };
      await this.past.send('PUT', url, objs[0]);
    });
    this.bareMs = quantile(times, 0.5);
  }

  oneByOne(count: number, guids: string[]): Work {
    return ({ create }) => timesOf(count, async () => void guids.push(await create(0)));
  }

  updates(guids: readonly string[]): Work {
    return () => this.each(guids, (url) => this.calls.send('PATCH', url, { area: 'Elsewhere' }));
  }

  deletes(guids: readonly string[]): Work {
    return () => this.each(guids, (url) => this.calls.send('DELETE', url));
  }

  atOnce(count: number): Work {
    return ({ create }) =>
      Promise.all(Array.from({ length: count }, () => timeOf(() => this.tolerant(() => create(0)))));
  }

  /** Requests are due on time whether or not earlier ones have been answered; a wait counts from when it was due. */
  steady(perSecond: number, seconds: number): Work {
    return async ({ create }) => {
      const total = perSecond * seconds;
      const running: Promise<number>[] = [];
      const start = performance.now();
      while (running.length < total) {
        const due = Math.min(total, Math.floor(((performance.now() - start) / 1000) * perSecond));
        while (running.length < due) {
          const cluster = running.length % CLUSTERS;
          running.push(timeOf(() => this.tolerant(() => create(cluster))));
        }
        await delay(2);
      }
      return Promise.all(running);
    };
  }

  batch(size: number): Work {
    return async ({ prefix }) => {
      const items = Array.from({ length: size }, (_, i) => ({
        op: 'create',
        ...this.body(prefix, i % CLUSTERS),
      }));
      const path = `${this.applications[0]?.url ?? ''}/api/v1/devices/batch`;
      return [await timeOf(() => this.calls.send('POST', path, { items }))];
    };
  }

  async run(what: string, prefix: string, work: Work): Promise<LoadRow> {
    await this.upstream.ask({ forget: true, prefix });
    this.refusals.length = 0;
    const before = await this.sizes();
    const start = performance.now();
    const times = await work({ prefix, create: (cluster) => this.create(prefix, cluster, this.created) });
    const elapsedMs = performance.now() - start;
    const after = await this.sizes();
    const { reads, writes, devices } = await this.upstream.ask({ forget: true, prefix });
    const [first] = this.refusals;
    if (first !== undefined) console.error(`${what}: ${this.refusals.length} refused; ${first.message}`);
    const [p50Ms, p99Ms] = [quantile(times, 0.5), quantile(times, 0.99)];
    return {
      what,
      acknowledged: `${times.length - this.refusals.length} of ${times.length}`,
      p50Ms,
      p99Ms,
      ownP50Ms: p50Ms - this.bareMs,
      ownP99Ms: p99Ms - this.bareMs,
      p50Rounds: p50Ms / this.bareMs,
      p99Rounds: p99Ms / this.bareMs,
      upstreamReads: reads,
      upstreamWrites: writes,
      surviving: devices,
      residentMbMore: after.residentMb - before.residentMb,
      coreShare: (after.processorMs - before.processorMs) / elapsedMs,
    };
  }

  private each(
    guids: readonly string[],
    work: (url: string) => Promise<unknown>,
  ): Promise<readonly number[]> {
    const waiting = [...guids];
    const base = `${this.applications[0]?.url ?? ''}/api/v1/devices`;
    return timesOf(guids.length, () => work(`${base}/${waiting.shift() ?? ''}`));
  }

  private async create(prefix: string, cluster: number, turn: number): Promise<string> {
    const { url } = this.applications[turn % this.applications.length] as Application;
    const body = this.body(prefix, cluster);
    const answer = (await this.calls.send('POST', `${url}/api/v1/devices`, body)) as {
      device: { guid: string };
    };
    return answer.device.guid;
  }

  private async tolerant(work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.refusals.push(error as Error);
    }
  }

  private body(prefix: string, cluster: number): Record<string, string> {
    const { customer, site, cluster_id } = this.listed[cluster % this.listed.length] as Listed;
    this.created += 1;
    return {
      customer,
      site,
      cluster_id,
      area: 'Bench',
      erp_reference: `${prefix}_${String(this.created).padStart(6, '0')}`,
      placement: 'Internal',
      configuration: 'Glue',
    };
  }

  private async sizes(): Promise<{ readonly residentMb: number; readonly processorMs: number }> {
    const each = await Promise.all(this.applications.map(({ child }) => child.ask('size')));
    return {
      residentMb: each.reduce((sum, { residentMb }) => sum + residentMb, 0),
      processorMs: each.reduce((sum, { processorMs }) => sum + processorMs, 0),
    };
  }

  private async firstCluster(): Promise<{ readonly cluster_id: string; readonly recType: string }> {
    const cluster_id = this.listed[0]?.cluster_id ?? '';
    const url = `${this.applications[0]?.url ?? ''}/api/v1/clusters/${cluster_id}`;
    const { rec_type } = ((await this.calls.send('GET', url)) as { cluster: { rec_type: string } }).cluster;
    return { cluster_id, recType: rec_type };
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

function quantile(times: readonly number[], share: number): number {
  const sorted = [...times].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}
