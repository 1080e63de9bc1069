import type { MicroshareSimulator } from '@libs/simulators';
import { HEADERS, type Stack, startStack, startUpstream, untilServing } from './stack';

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
    const list = JSON.parse(await untilServing(stack)) as { devices: Listed[] };
    const model = list.devices.find((device) => device.device_type === 'rodent_sensor');
    if (model === undefined) throw new Error('the fleet holds no rodent sensor');
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
    await measure('update', () => send(stack, 'PATCH', `/api/v1/devices/${guid}`, { area: 'Elsewhere' }));
    await measure('delete', () => send(stack, 'DELETE', `/api/v1/devices/${guid}`));
    await measure('50 creates at once', () =>
      Promise.all(Array.from({ length: 50 }, (_, i) => create(i + 1))),
    );
    return rows;
  } finally {
    await stack.app.close();
    await upstream.close();
  }
}

interface Listed {
  readonly customer: string;
  readonly site: string;
  readonly cluster_id: string;
  readonly device_type: string;
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
  const answer = (await send(stack, 'POST', '/api/v1/devices', body)) as { device: { guid: string } };
  return answer.device.guid;
}

async function send(stack: Stack, method: string, path: string, body?: unknown): Promise<unknown> {
  const response = await fetch(`${stack.url}${path}`, {
    method,
    headers: { ...HEADERS, ...(body !== undefined && { 'Content-Type': 'application/json' }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text}`);
  return JSON.parse(text);
}

async function bareReadAndWrite(upstream: MicroshareSimulator, clusterId: string): Promise<number> {
  const recType = upstream.cluster(clusterId)?.recType ?? '';
  const url = `${upstream.apiUrl}/device/${recType}/${clusterId}`;
  const authorization = `Bearer ${upstream.tokenFor(upstream.accounts[0]?.username ?? '')}`;
  const start = performance.now();
  const read = await fetch(url, { headers: { authorization } });
  const { objs } = (await read.json()) as { objs: unknown[] };
  const body = JSON.stringify(objs[0]);
  const write = await fetch(url, {
    method: 'PUT',
    headers: { authorization, 'Content-Type': 'application/json' },
    body,
  });
  await write.text();
  return performance.now() - start;
}
