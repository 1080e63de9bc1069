import { firstGapAnalysis } from '../first-gap-analysis';
import type { Demo } from '../start-demo';

/** So that there is something to compare the last comparison with. */
const MENDED = ['Tarnwick Hotels', 'Veldmar Logistics'];

/** A trap that no other picture shows. */
export const LOOKED_AFTER = 'QUIL_MILL_0003';

/** Somebody has created the devices of two customers already, compared again, and looked after one trap. */
export async function beginTheMorning({ url, apiKey }: Demo): Promise<void> {
  const headers = { 'X-API-Key': apiKey, 'Content-Type': 'application/json' };
  const references: string[] = [];
  for (const customer of MENDED) {
    const query = new URLSearchParams({ customer, limit: '100' });
    const response = await fetch(`${url}/api/v1/erp/discovery/unmapped?${query.toString()}`, {
      headers,
    });
    const { inspection_points: points } = await bodyOf<{ inspection_points: readonly Point[] }>(response);
    references.push(...points.map(({ reference }) => reference).filter((reference) => reference !== ''));
  }
  const body = JSON.stringify({ references, dry_run: false });
  await bodyOf(await fetch(`${url}/api/v1/erp/sync/create-devices`, { method: 'POST', headers, body }));
  await firstGapAnalysis(url, apiKey);
  await lookAfter(url, headers);
  // The embedded database opens when it is first asked, which takes a while.
  await bodyOf(await fetch(`${url}/api/v1/audit?limit=1`, { headers }));
}

/** Changes a trap and changes it back, so that the audit trail has something to tell of it. */
async function lookAfter(url: string, headers: Readonly<Record<string, string>>): Promise<void> {
  const query = new URLSearchParams({ erp_reference: LOOKED_AFTER });
  const found = await fetch(`${url}/api/v1/devices?${query.toString()}`, { headers });
  const [device] = (await bodyOf<{ devices: readonly Device[] }>(found)).devices;
  if (device === undefined) throw new Error(`the world has no ${LOOKED_AFTER}`);
  for (const area of ['Behind the Silo', device.area]) {
    const body = JSON.stringify({ area });
    await bodyOf(await fetch(`${url}/api/v1/devices/${device.guid}`, { method: 'PATCH', headers, body }));
  }
}

interface Device {
  readonly guid: string;
  readonly area: string;
}

interface Point {
  readonly reference: string;
}

async function bodyOf<T>(response: Response): Promise<T> {
  const text = await response.text();
  if (!response.ok) throw new Error(`${response.url} answered ${response.status}: ${text}`);
  return JSON.parse(text) as T;
}
