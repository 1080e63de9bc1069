import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { Database } from '../database/database';
import type { UpstreamAccount } from '../microshare/upstream-account';
import './gap-analysis.tables';
import type { GapChange } from './gap-closing';
import type { GapOrigin } from './gap-origins';
import type { FindingFilter } from './gap-report';

export interface ResolvedGap {
  readonly findingId: string;
  readonly kind: string;
  readonly reference: string;
  readonly customer: string;
  readonly site: string;
  readonly firstSeenAt: Date;
  readonly firstRunId: string;
  readonly resolvedAt: Date;
  readonly resolvedRunId: string;
  readonly changes: readonly GapChange[];
  /** Empty where nothing is known. */
  readonly origins: readonly GapOrigin[];
}

/** What the order of resolved gaps is made of. */
export interface ResolvedPlace {
  /** ISO 8601 UTC. */
  readonly resolvedAt: string;
  readonly findingId: string;
}

export interface ResolvedQuestion extends FindingFilter {
  readonly since?: Date;
  readonly after?: ResolvedPlace;
  readonly limit: number;
}

/** Gaps in memory at a time while all are written out. */
const READ_AT_ONCE = 500;

/** Gaps that are gone, for as long as the trend is kept. Throws DatabaseUnavailableError. */
@Injectable()
export class GapResolvedStore {
  constructor(private readonly database: Database) {}

  /** The latest first. */
  async list(
    { tenant, account }: UpstreamAccount,
    question: ResolvedQuestion,
  ): Promise<readonly ResolvedGap[]> {
    const { kinds, customer, site, since, after, limit } = question;
    const rows = await this.database.transaction(tenant, (tx) => {
      let query = tx
        .selectFrom('gap_findings')
        .selectAll()
        .where('tenant', '=', tenant)
        .where('account', '=', account)
        .where('resolved_at', 'is not', null);
      if (kinds.length > 0) query = query.where('kind', 'in', kinds);
      if (customer !== undefined) query = query.where(sql`lower(trim(customer))`, '=', folded(customer));
      if (site !== undefined) query = query.where(sql`lower(trim(site))`, '=', folded(site));
      if (since !== undefined) query = query.where('resolved_at', '>=', since);
      if (after !== undefined) {
        query = query.where(
          sql<boolean>`(resolved_at, finding_id) < (${after.resolvedAt}::timestamptz, ${after.findingId})`,
        );
      }
      return query.orderBy('resolved_at', 'desc').orderBy('finding_id', 'desc').limit(limit).execute();
    });
    return rows.map((row) => ({
      findingId: row.finding_id,
      kind: row.kind,
      reference: row.reference,
      customer: row.customer,
      site: row.site,
      firstSeenAt: row.first_seen_at,
      firstRunId: row.first_run_id,
      // Of rows that have been resolved.
      resolvedAt: row.resolved_at ?? row.first_seen_at,
      resolvedRunId: row.resolved_run_id ?? '',
      changes: row.causes ?? [],
      origins: row.resolved_by ?? [],
    }));
  }

  /** All of them, a part in memory at a time. */
  async *every(
    owner: UpstreamAccount,
    question: Omit<ResolvedQuestion, 'after' | 'limit'>,
  ): AsyncGenerator<ResolvedGap> {
    for (let after: ResolvedPlace | undefined; ;) {
      const part = await this.list(owner, {
        ...question,
        limit: READ_AT_ONCE,
        ...(after !== undefined && { after }),
      });
      yield* part;
      const last = part.at(-1);
      if (last === undefined || part.length < READ_AT_ONCE) return;
      after = placeOf(last);
    }
  }
}

export function placeOf({ resolvedAt, findingId }: ResolvedGap): ResolvedPlace {
  return { resolvedAt: resolvedAt.toISOString(), findingId };
}

function folded(text: string): string {
  return text.trim().toLowerCase();
}
