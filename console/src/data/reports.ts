import { type GapReportDto, type GapRunDto, type HealthDto, TraplineProblem } from '@trapline/client';
import { trapline } from '../api.ts';
import { Resource } from './resource.ts';

/** The last report without its findings: coverage, counts, what changed. Null before the first one. */
export const latestReport = new Resource<GapReportDto | null>(async () => {
  try {
    const { data } = await trapline.GET('/api/v1/erp/gap-analysis/latest', {
      params: { query: { limit: 1 } },
      headers: { Accept: 'application/json' },
    });
    return data;
  } catch (error) {
    if (error instanceof TraplineProblem && error.status === 404) return null;
    throw error;
  }
});

/** The runs that are kept, newest first. */
export const runs = new Resource<readonly GapRunDto[]>(async () => {
  const { data } = await trapline.GET('/api/v1/erp/gap-analysis/runs', { params: { query: { limit: 30 } } });
  return data.runs;
});

export const health = new Resource<HealthDto>(async () => {
  try {
    return (await trapline.GET('/health')).data;
  } catch (error) {
    // 503 says how things are, too.
    if (error instanceof TraplineProblem && 'dependencies' in error.document) {
      return error.document as unknown as HealthDto;
    }
    throw error;
  }
});

const POLL_MS = 700;

/**
 * Compares both sides now, or waits for the comparison that is under way.
 * @returns the run, whatever became of it
 */
export async function compareNow(): Promise<GapRunDto> {
  let { data: run } = await trapline.POST('/api/v1/erp/gap-analysis/runs');
  while (run.status === 'running') {
    void runs.load();
    await new Promise((resolve) => window.setTimeout(resolve, POLL_MS));
    const { data } = await trapline.GET('/api/v1/erp/gap-analysis/runs/{id}', {
      params: { path: { id: run.id }, query: { limit: 1 } },
      headers: { Accept: 'application/json' },
    });
    run = data;
  }
  await Promise.all([runs.load(), latestReport.load()]);
  return run;
}
