import { setTimeout as delay } from 'node:timers/promises';
import { firstGapAnalysis } from '../first-gap-analysis';
import type { Demo } from '../start-demo';

/** So that there is something to compare the last comparison with. */
const MENDED = ['Tarnwick Hotels', 'Veldmar Logistics'];

const PLANNED = 'Harbour Foods';
const TAKEN_BACK = 'Quillby Bakeries';
const POLL_MS = 100;

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
  await plan(url, headers);
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

/** Somebody has called one plan off, taken another one back, and not decided yet about a third. */
async function plan(url: string, headers: Readonly<Record<string, string>>): Promise<void> {
  const plans = `${url}/api/v1/erp/sync/plans`;
  const ask = async (path: string, body: object = {}): Promise<Plan> =>
    bodyOf(await fetch(`${plans}${path}`, { method: 'POST', headers, body: JSON.stringify(body) }));
  const apply = async ({ id }: Plan): Promise<void> => {
    for (let { status } = await ask(`/${id}/apply`); status !== 'applied';) {
      if (status === 'failed') throw new Error(`the plan ${id} has failed`);
      await delay(POLL_MS);
      ({ status } = await bodyOf<Plan>(await fetch(`${plans}/${id}?limit=1`, { headers })));
    }
  };
  const of = (customer: string): object => ({ direction: 'both', scope: { customers: [customer] } });
  await ask(`/${(await ask('', of(PLANNED))).id}/cancel`);
  const mistaken = await ask('', { ...of(TAKEN_BACK), filters: { kinds: ['create'] } });
  await apply(mistaken);
  await apply(await ask(`/${mistaken.id}/undo`));
  await ask('', of(PLANNED));
}

interface Plan {
  readonly id: string;
  readonly status: string;
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
