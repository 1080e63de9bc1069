import { setTimeout as delay } from 'node:timers/promises';
import type { ApplicationAnswer, ApplicationQuestion } from './application.child';
import { type Listed, sensorOfEachCluster } from './bench-calls';
import type { Child } from './child';
import { CONNECTIONS, JsonCalls } from './json-calls';
import { HEADERS, untilServing } from './stack';
import type { UpstreamAnswer, UpstreamQuestion } from './upstream.child';

export interface LoadRow {
  readonly what: string;
  readonly acknowledged: string;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /**
   * What a caller waited beyond one bare GET and PUT of the same cluster, our own part: by their median, taken in turn with
   * the changes where these go one after the other, so that the cluster is as large for both; else before the row.
   */
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
  /** Of their heaps in use after a collection, likewise: the devices of the run, and what is said of them. */
  readonly heapMbMore: number;
  /** Share of one core that the application's processes used. */
  readonly coreShare: number;
}

export interface Application {
  readonly url: string;
  readonly child: Child<ApplicationQuestion, ApplicationAnswer>;
}

type Upstream = Child<UpstreamQuestion, UpstreamAnswer>;

/** Rounds of each kind that are not counted: until the compiler knows the way of a write it is several times slower. */
const WARM_UP = 400;

/** Creates one device with a reference of this prefix in the given cluster, and answers its guid. */
type Create = (cluster: number) => Promise<string>;
type Work = (load: { readonly create: Create; readonly prefix: string }) => Promise<readonly number[]>;

/** Writes to running applications in front of one upstream, and what they cost both. */
export class Load {
  private readonly calls = new JsonCalls(HEADERS);
  private readonly past: JsonCalls;
  private bareMs = NaN;
  private bareTimes: number[] = [];
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
    const clusters = this.listed.map((_, cluster) => cluster);
    for (let turn = 0; turn * clusters.length < WARM_UP; turn += 1) {
      const guids = await Promise.all(clusters.map((cluster) => this.create('WARM', cluster, turn)));
      const urls = guids.map((guid) => `${this.urlFor(turn)}/${guid}`);
      await Promise.all(urls.map((url) => this.calls.send('PATCH', url, { area: 'Elsewhere' })));
      await Promise.all(urls.map((url) => this.calls.send('DELETE', url)));
    }
  }

  async compareWithBare(): Promise<void> {
    const url = await this.firstCluster();
    for (let i = 0; i < 40; i += 1) await this.bare(url);
    this.bareMs = quantile(this.bareTimes.splice(0), 0.5);
  }

  /** A busy client has its connections: a process under load takes new ones one at a time, and some wait for long. */
  async openConnections(): Promise<void> {
    const url = `${this.applications[0]?.url ?? ''}/health/live`;
    await Promise.all(Array.from({ length: CONNECTIONS }, () => this.calls.send('GET', url)));
  }

  oneByOne(count: number, guids: string[]): Work {
    return ({ create }) => this.inTurnWithBare(count, async () => void guids.push(await create(0)));
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
          const cluster = running.length % this.listed.length;
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
        ...this.body(prefix, i),
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
    const inTurn = this.bareTimes.splice(0);
    const bareMs = inTurn.length > 0 ? quantile(inTurn, 0.5) : this.bareMs;
    return {
      what,
      acknowledged: `${times.length - this.refusals.length} of ${times.length}`,
      p50Ms,
      p99Ms,
      ownP50Ms: p50Ms - bareMs,
      ownP99Ms: p99Ms - bareMs,
      p50Rounds: p50Ms / bareMs,
      p99Rounds: p99Ms / bareMs,
      upstreamReads: reads - inTurn.length,
      upstreamWrites: writes - inTurn.length,
      surviving: devices,
      residentMbMore: after.residentMb - before.residentMb,
      heapMbMore: after.heapMb - before.heapMb,
      coreShare: (after.processorMs - before.processorMs) / elapsedMs,
    };
  }

  private each(
    guids: readonly string[],
    work: (url: string) => Promise<unknown>,
  ): Promise<readonly number[]> {
    const waiting = [...guids];
    return this.inTurnWithBare(guids.length, () => work(`${this.urlFor(0)}/${waiting.shift() ?? ''}`));
  }

  private async inTurnWithBare(count: number, work: () => Promise<unknown>): Promise<readonly number[]> {
    const url = await this.firstCluster();
    const times: number[] = [];
    for (let i = 0; i < count; i += 1) {
      await this.bare(url);
      times.push(await timeOf(work));
    }
    return times;
  }

  /** One GET and one PUT by this process itself, as the least that any change costs. */
  private async bare(url: string): Promise<void> {
    const time = await timeOf(async () => {
      const { objs } = (await this.past.send('GET', url)) as { objs: object[] };
      await this.past.send('PUT', url, objs[0]);
    });
    this.bareTimes.push(time);
  }

  private async create(prefix: string, cluster: number, turn: number): Promise<string> {
    const body = this.body(prefix, cluster);
    const answer = (await this.calls.send('POST', this.urlFor(turn), body)) as { device: { guid: string } };
    return answer.device.guid;
  }

  /** Of the devices, at each application in turn. */
  private urlFor(turn: number): string {
    return `${this.applications[turn % this.applications.length]?.url ?? ''}/api/v1/devices`;
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

  private async sizes(): Promise<Record<'residentMb' | 'heapMb' | 'processorMs', number>> {
    const each = await Promise.all(this.applications.map(({ child }) => child.ask('live size')));
    const sumOf = (name: keyof (typeof each)[number] & `${string}M${string}`): number =>
      each.reduce((sum, size) => sum + size[name], 0);
    return { residentMb: sumOf('residentMb'), heapMb: sumOf('heapMb'), processorMs: sumOf('processorMs') };
  }

  /** Its address upstream. */
  private async firstCluster(): Promise<string> {
    const cluster_id = this.listed[0]?.cluster_id ?? '';
    const url = `${this.applications[0]?.url ?? ''}/api/v1/clusters/${cluster_id}`;
    const { rec_type } = ((await this.calls.send('GET', url)) as { cluster: { rec_type: string } }).cluster;
    return `${this.peer.apiUrl}/device/${encodeURIComponent(rec_type)}/${cluster_id}`;
  }
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
