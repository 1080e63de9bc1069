import { type GapFindingDto, pagesOf, TraplineProblem } from '@trapline/client';
import { trapline } from '../api.ts';
import { Resource } from './resource.ts';

const PAGE = 1_000;

/** All findings of the last report; null before the first one. */
export const findings = new Resource<readonly GapFindingDto[] | null>(async () => {
  const all: GapFindingDto[] = [];
  try {
    const pages = pagesOf(trapline, '/api/v1/erp/gap-analysis/latest', { query: { limit: PAGE } });
    for await (const page of pages) all.push(...(page.findings ?? []));
  } catch (error) {
    if (error instanceof TraplineProblem && error.status === 404) return null;
    throw error;
  }
  return all;
});
