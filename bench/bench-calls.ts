import type { MicroshareSimulator } from '@libs/simulators';
import { HEADERS, type Stack, untilServing } from './stack';

/** What the benches use of a listed device. */
export interface Listed {
  readonly customer: string;
  readonly site: string;
  readonly cluster_id: string;
  readonly device_type: string;
}

/** One rodent sensor of each cluster, once the application has its devices. */
export async function readListed(stack: Pick<Stack, 'url'>): Promise<readonly Listed[]> {
  return sensorOfEachCluster(await untilServing(stack));
}

/** One rodent sensor of each cluster in the text of a whole list. */
export function sensorOfEachCluster(list: string): readonly Listed[] {
  const { devices } = JSON.parse(list) as { devices: Listed[] };
  const byCluster = new Map<string, Listed>();
  for (const device of devices) {
    if (device.device_type === 'rodent_sensor') byCluster.set(device.cluster_id, device);
  }
  if (byCluster.size === 0) throw new Error('the fleet holds no rodent sensor');
  return [...byCluster.values()];
}

/** One call of the application. @throws Error for any answer that is no success */
export async function sendJson(stack: Stack, method: string, path: string, body?: unknown): Promise<unknown> {
  const response = await fetch(`${stack.url}${path}`, {
    method,
    headers: {
      ...HEADERS,
      Accept: 'application/json',
      ...(body !== undefined && { 'Content-Type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text.slice(0, 500)}`);
  return JSON.parse(text);
}

/** Reads a cluster and writes it back unchanged, as the least that any change of a device costs; in milliseconds. */
export async function bareReadAndWrite(upstream: MicroshareSimulator, clusterId: string): Promise<number> {
  const recType = upstream.cluster(clusterId)?.recType ?? '';
  const url = `${upstream.apiUrl}/device/${recType}/${clusterId}`;
  const authorization = `Bearer ${upstream.tokenFor(upstream.accounts[0]?.username ?? '')}`;
  const start = performance.now();
  const read = await fetch(url, { headers: { authorization } });
  const { objs } = (await read.json()) as { objs: unknown[] };
  const write = await fetch(url, {
    method: 'PUT',
    headers: { authorization, 'Content-Type': 'application/json' },
    body: JSON.stringify(objs[0]),
  });
  await write.text();
  return performance.now() - start;
}
