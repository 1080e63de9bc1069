import type { Finding } from '@libs/domain';
import { sql, type Transaction } from 'kysely';
import type { Schema } from '../database/schema';
import type { UpstreamAccount } from '../microshare/upstream-account';
import './gap-analysis.tables';
import type { GapChange } from './gap-closing';
import type { GapOrigin } from './gap-origins';
import type { RunHead } from './gap-run';

/** A gap that the run before found and this one does not. */
export interface ClosedGap {
  readonly findingId: string;
  readonly changes: readonly GapChange[];
  /** Empty where nothing is known. */
  readonly origins: readonly GapOrigin[];
}

/** Rows that one statement takes, as one parameter of JSON. */
const AT_ONCE = 5_000;

/** Finding id -> ISO 8601 UTC of the run that found it first, for gaps that are open. */
export async function openGaps(
  tx: Transaction<Schema>,
  { tenant, account }: UpstreamAccount,
): Promise<ReadonlyMap<string, string>> {
  const rows = await tx
    .selectFrom('gap_findings')
    .select(['finding_id', 'first_seen_at'])
    .where('tenant', '=', tenant)
    .where('account', '=', account)
    .where('resolved_at', 'is', null)
    .execute();
  return new Map(rows.map((row) => [row.finding_id, row.first_seen_at.toISOString()]));
}

/** Begins the life of the gaps that this run found first, and ends that of those it did not find any more. */
export async function recordGaps(
  tx: Transaction<Schema>,
  { tenant, account }: UpstreamAccount,
  { id: runId, startedAt }: RunHead,
  openedIds: readonly string[],
  findings: readonly Finding[],
  closed: readonly ClosedGap[],
): Promise<void> {
  const fresh = new Set(openedIds);
  const opened = findings
    .filter(({ id }) => fresh.has(storable(id)))
    .map(({ id, kind, reference, customer, site }) => ({ id, kind, reference, customer, site }));
  for (const rows of chunks(opened)) {
    await sql`
      insert into gap_findings
        (tenant, account, finding_id, kind, reference, customer, site, first_seen_at, first_run_id)
      select ${tenant}, ${account}, f.id, f.kind, f.reference, f.customer, f.site, ${startedAt}::timestamptz, ${runId}
      from jsonb_to_recordset(${rows}::jsonb)
        as f(id text, kind text, reference text, customer text, site text)`.execute(tx);
  }
  const ended = closed.map(({ findingId, changes, origins }) => {
    return { id: findingId, causes: changes, origins };
  });
  for (const rows of chunks(ended)) {
    await sql`
      update gap_findings f
      set resolved_at = ${startedAt}::timestamptz, resolved_run_id = ${runId}, causes = c.causes, resolved_by = c.origins
      from jsonb_to_recordset(${rows}::jsonb) as c(id text, causes jsonb, origins jsonb)
      where f.tenant = ${tenant} and f.account = ${account} and f.finding_id = c.id and f.resolved_at is null`.execute(
      tx,
    );
  }
}

/** Text as PostgreSQL can hold it: without NUL, and without halves of characters. */
export function storable(text: string): string {
  return text.replace(/[\0\p{Surrogate}]/gu, '');
}

/** JSON whose texts PostgreSQL can hold. */
export function storableJson(value: unknown): string {
  return JSON.stringify(value, (_key, each: unknown) => (typeof each === 'string' ? storable(each) : each));
}

function chunks(rows: readonly unknown[]): string[] {
  const texts: string[] = [];
  for (let from = 0; from < rows.length; from += AT_ONCE) {
    texts.push(storableJson(rows.slice(from, from + AT_ONCE)));
  }
  return texts;
}
