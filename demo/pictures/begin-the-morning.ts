import { firstGapAnalysis } from '../first-gap-analysis';
import type { Demo } from '../start-demo';

/** So that there is something to compare the last comparison with. */
const MENDED = ['Tarnwick Hotels', 'Veldmar Logistics'];

/** Somebody has created the devices of two customers already, and compared again. */
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
  // The embedded database opens when it is first asked, which takes a while.
  await bodyOf(await fetch(`${url}/api/v1/audit?limit=1`, { headers }));
}

interface Point {
  readonly reference: string;
}

async function bodyOf<T>(response: Response): Promise<T> {
  const text = await response.text();
  if (!response.ok) throw new Error(`${response.url} answered ${response.status}: ${text}`);
  return JSON.parse(text) as T;
}
