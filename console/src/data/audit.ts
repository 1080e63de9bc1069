import type { AuditRecordDto } from '@trapline/client';
import { trapline } from '../api.ts';

/** What can be asked of the trail; each is left out where it is empty. */
export const AUDIT_FILTERS = ['actor', 'action', 'reference', 'subject', 'result', 'from', 'to'] as const;
export type AuditFilter = Readonly<Partial<Record<(typeof AUDIT_FILTERS)[number], string>>>;

export interface AuditPage {
  readonly records: readonly AuditRecordDto[];
  /** Undefined on the last page. */
  readonly next: string | undefined;
}

/** A page of who did what, the latest first. For administrators. */
export async function auditPage(filter: AuditFilter, limit: number, cursor?: string): Promise<AuditPage> {
  const { data } = await trapline.GET('/api/v1/audit', {
    params: { query: { ...queryOf(filter), limit, ...(cursor !== undefined && { cursor }) } },
    headers: { Accept: 'application/json' },
  });
  return { records: data.records, next: data.next_cursor ?? undefined };
}

/** All that match as CSV, the oldest first. */
export async function auditCsv(filter: AuditFilter): Promise<string> {
  const { data } = await trapline.GET('/api/v1/audit', {
    params: { query: queryOf(filter) },
    headers: { Accept: 'text/csv' },
    parseAs: 'text',
  });
  return data;
}

const RESULTS = ['done', 'refused', 'failed', 'unknown'] as const;

function queryOf(filter: AuditFilter) {
  const { result, from, to, ...texts } = filter;
  const given = Object.fromEntries(Object.entries(texts).filter(([, value]) => value !== ''));
  const known = RESULTS.find((each) => each === result);
  return {
    ...given,
    ...(known !== undefined && { result: known }),
    ...(from !== undefined && from !== '' && { from: dayOf(from, 0) }),
    // The day that is named is meant whole.
    ...(to !== undefined && to !== '' && { to: dayOf(to, 1) }),
  };
}

/** The beginning of the reader's day, so many days later. */
function dayOf(text: string, later: number): string {
  const [year = 0, month = 1, day = 1] = text.split('-').map(Number);
  return new Date(year, month - 1, day + later).toISOString();
}
