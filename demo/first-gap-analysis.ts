import { setTimeout as delay } from 'node:timers/promises';

/** What the summary shows of a gap report on the wire. */
export interface GapReport {
  readonly id: string;
  readonly status: 'running' | 'succeeded' | 'failed';
  readonly error?: string;
  readonly counts: Readonly<Record<string, number>> | null;
  readonly coverage: readonly CoverageLine[] | null;
  readonly totals: {
    readonly active_points: number;
    readonly archived_points: number;
    readonly rodent_sensors: number;
    readonly gateways: number;
    readonly unknown_devices: number;
    readonly covered_points: number;
    readonly coverage_percent: number;
    readonly findings: number;
  } | null;
}

export interface CoverageLine {
  readonly customer: string;
  readonly site: string;
  readonly points: number;
  readonly covered: number;
  readonly percent: number;
}

const DEADLINE_MS = 120_000;

/** Starts a run over the API as a user would, waits for its end and returns its report. */
export async function firstGapAnalysis(url: string, apiKey: string): Promise<GapReport> {
  const runs = `${url}/api/v1/erp/gap-analysis/runs`;
  const headers = { 'X-API-Key': apiKey };
  const { id } = await json(await fetch(runs, { method: 'POST', headers }));
  const deadline = Date.now() + DEADLINE_MS;
  while (Date.now() < deadline) {
    const report = await json(await fetch(`${runs}/${id}`, { headers }));
    if (report.status === 'succeeded') return report;
    if (report.status === 'failed')
      throw new Error(`the gap analysis failed: ${report.error ?? 'no reason given'}`);
    await delay(200);
  }
  throw new Error(`the gap analysis did not end within ${DEADLINE_MS / 1000} s`);
}

async function json(response: Response): Promise<GapReport> {
  const text = await response.text();
  if (!response.ok) throw new Error(`${response.url} answered ${response.status}: ${text}`);
  return JSON.parse(text) as GapReport;
}
