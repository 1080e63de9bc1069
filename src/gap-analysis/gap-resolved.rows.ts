import { daysBetween } from './gap-report';
import type { ResolvedGap } from './gap-resolved.store';
import type { GapTable } from './gap-table';

/** The columns of gaps that are gone: one row for each. */
export const RESOLVED_COLUMNS = [
  'finding_id',
  'kind',
  'reference',
  'customer',
  'site',
  'first_seen_at',
  'resolved_at',
  'open_days',
  'changes',
  'resolved_by',
  'actors',
  'plan_ids',
  'first_run_id',
  'resolved_run_id',
] as const;
type Row = Readonly<Record<(typeof RESOLVED_COLUMNS)[number], string>>;

/** Several changes, or origins, of one gap stand in one cell, separated by `; `. */
export function resolvedTable(gaps: AsyncIterable<ResolvedGap>): GapTable {
  return { columns: RESOLVED_COLUMNS, numbers: ['open_days'], rows: rowsOf(gaps) };
}

async function* rowsOf(gaps: AsyncIterable<ResolvedGap>): AsyncGenerator<Row> {
  for await (const gap of gaps) yield rowOf(gap);
}

function rowOf({ firstSeenAt, resolvedAt, changes, origins, ...gap }: ResolvedGap): Row {
  const join = (values: readonly (string | null)[]): string =>
    [...new Set(values)].filter((value) => value !== null).join('; ');
  return {
    finding_id: gap.findingId,
    kind: gap.kind,
    reference: gap.reference,
    customer: gap.customer,
    site: gap.site,
    first_seen_at: firstSeenAt.toISOString(),
    resolved_at: resolvedAt.toISOString(),
    open_days: String(daysBetween(firstSeenAt, resolvedAt)),
    changes: changes.map(({ change, record }) => `${change} ${record}`).join('; '),
    resolved_by: join(origins.map(({ how }) => how)),
    actors: join(origins.map(({ actor }) => actor)),
    plan_ids: join(origins.map(({ planId }) => planId)),
    first_run_id: gap.firstRunId,
    resolved_run_id: gap.resolvedRunId,
  };
}
