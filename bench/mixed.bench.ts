import { setTimeout as delay } from 'node:timers/promises';
import autocannon from 'autocannon';
import type { ApplicationAnswer, ApplicationQuestion } from './application.child';
import { type Listed, sensorOfEachCluster } from './bench-calls';
import { Child } from './child';
import { JsonCalls } from './json-calls';
import { HEADERS, startUpstream, untilServing } from './stack';

export interface MixedRow {
  readonly what: string;
  readonly readsPerSecond: number;
  readonly writes: number;
  /** Share of the reads that memory answered. */
  readonly hitRate: number;
  readonly bar: number;
  readonly discoveries: number;
  readonly upstreamReads: number;
  readonly upstreamWrites: number;
}

const CONNECTIONS = 64;
const WRITES_PER_SECOND = 20;

/** Lists, pages, searches and single devices read by many while devices are created in all clusters. */
export async function mixedBench(
  devices: number,
  seconds: number,
  discoveryMs: number,
): Promise<readonly MixedRow[]> {
  const upstream = await startUpstream(devices, discoveryMs, 50);
  const { apiUrl, authUrl, clientId } = upstream;
  const orders = { upstream: { apiUrl, authUrl, clientId } };
  const { child, started } = await Child.start<ApplicationQuestion, ApplicationAnswer>('application', orders);
  const { url } = started;
  try {
    const list = await untilServing(started);
    const { devices: known } = JSON.parse(list) as { devices: readonly { readonly guid: string }[] };
    const calls = new JsonCalls(HEADERS);
    const before = await countsOf(calls, url);
    upstream.forgetCalls();
    const [read, writes] = await Promise.all([
      reads(url, known[0]?.guid ?? '', seconds),
      creates(calls, url, sensorOfEachCluster(list), seconds),
    ]);
    const after = await countsOf(calls, url);
    const [hits, misses] = [after.hits - before.hits, after.misses - before.misses];
    return [
      {
        what: `${CONNECTIONS} readers, ${WRITES_PER_SECOND} creates/s`,
        readsPerSecond: Math.round(read),
        writes,
        hitRate: hits / (hits + misses),
        bar: 0.99,
        discoveries: upstream.count('discovery'),
        upstreamReads: upstream.count('read'),
        upstreamWrites: upstream.count('write'),
      },
    ];
  } finally {
    await child.end();
    await upstream.close();
  }
}

async function reads(url: string, guid: string, seconds: number): Promise<number> {
  const paths = ['?limit=50', '', '?q=HF', `/${guid}`, '?limit=100&status=active'];
  const result = await autocannon({
    url,
    connections: CONNECTIONS,
    duration: seconds,
    sampleInt: 100,
    headers: { ...HEADERS },
    requests: paths.map((rest) => ({ method: 'GET', path: `/api/v1/devices${rest}` })),
    workers: 1,
  });
  if (result.errors > 0 || result.non2xx > 0) {
    throw new Error(`${result.errors} errors and ${result.non2xx} refusals among the reads`);
  }
  return result.requests.total / result.duration;
}

/** Each is due on time, whether or not the one before it has been answered. */
async function creates(
  calls: JsonCalls,
  url: string,
  places: readonly Listed[],
  seconds: number,
): Promise<number> {
  const running: Promise<unknown>[] = [];
  for (let i = 0; i < WRITES_PER_SECOND * seconds; i += 1) {
    const { customer, site, cluster_id } = places[i % places.length] as Listed;
    const erp_reference = `MIXED_${String(i).padStart(4, '0')}`;
    const where = { customer, site, cluster_id, area: 'Bench', placement: 'Internal', configuration: 'Glue' };
    running.push(calls.send('POST', `${url}/api/v1/devices`, { ...where, erp_reference }));
    await delay(1000 / WRITES_PER_SECOND);
  }
  return (await Promise.all(running)).length;
}

async function countsOf(
  calls: JsonCalls,
  url: string,
): Promise<{ readonly hits: number; readonly misses: number }> {
  const status = (await calls.send('GET', `${url}/api/v1/devices/cache/status`)) as {
    readonly hits: number;
    readonly misses: number;
  };
  return { hits: status.hits, misses: status.misses };
}
