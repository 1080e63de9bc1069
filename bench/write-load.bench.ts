import type { ApplicationAnswer, ApplicationQuestion } from './application.child';
import { Child } from './child';
import { type Application, Load, type LoadRow } from './load';
import { untilServing } from './stack';
import type { UpstreamAnswer, UpstreamQuestion } from './upstream.child';

export interface LoadScale {
  readonly singles: number;
  readonly perSecond: number;
  readonly seconds: number;
  readonly batch: number;
}

/** Reads and writes of upstream, in milliseconds. */
const PACE_MS = 50;
const CLUSTERS = 20;

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
    const { child, started: ready } = await Child.start<ApplicationQuestion, ApplicationAnswer>(
      'application',
      told,
    );
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
    await load.openConnections();
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
