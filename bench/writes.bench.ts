import { bareReadAndWrite, type Listed, readListed, sendJson } from './bench-calls';
import { type Stack, startStack, startUpstream } from './stack';

export interface WritesRow {
  readonly what: string;
  readonly ms: number;
  /** One bare GET and one bare PUT of the same cluster, one after the other, in the same run. */
  readonly bareMs: number;
  readonly ratio: number;
  readonly upstreamReads: number;
  readonly upstreamWrites: number;
}

/** What creating, changing and deleting costs upstream and in time, alone and fifty at once. */
export async function writesBench(devices: number, discoveryMs: number): Promise<readonly WritesRow[]> {
  const upstream = await startUpstream(devices, discoveryMs);
  const stack = await startStack(upstream);
  try {
    const [model] = await readListed(stack);
    if (model === undefined) throw new Error('the fleet is empty');
    const bareMs = await bareReadAndWrite(upstream, model.cluster_id);
    const create = (i: number): Promise<string> =>
      createDevice(stack, model, `BENCH_${String(i).padStart(4, '0')}`);
    const rows: WritesRow[] = [];
    const measure = async <T>(what: string, work: () => Promise<T>): Promise<T> => {
      upstream.forgetCalls();
      const start = performance.now();
      const result = await work();
      const ms = performance.now() - start;
      rows.push({
        what,
        ms,
        bareMs,
        ratio: ms / bareMs,
        upstreamReads: upstream.count('read'),
        upstreamWrites: upstream.count('write'),
      });
      return result;
    };
    const guid = await measure('create', () => create(0));
    await measure('update', () => sendJson(stack, 'PATCH', `/api/v1/devices/${guid}`, { area: 'Elsewhere' }));
    await measure('delete', () => sendJson(stack, 'DELETE', `/api/v1/devices/${guid}`));
    await measure('50 creates at once', () =>
      Promise.all(Array.from({ length: 50 }, (_, i) => create(i + 1))),
    );
    return rows;
  } finally {
    await stack.app.close();
    await upstream.close();
  }
}

async function createDevice(
  stack: Stack,
  { customer, site, cluster_id }: Listed,
  reference: string,
): Promise<string> {
  const body = {
    customer,
    site,
    cluster_id,
    area: 'Bench',
    erp_reference: reference,
    placement: 'Internal',
    configuration: 'Glue',
  };
  const answer = (await sendJson(stack, 'POST', '/api/v1/devices', body)) as { device: { guid: string } };
  return answer.device.guid;
}
