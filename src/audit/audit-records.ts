import { Injectable } from '@nestjs/common';
import { type Selectable, sql } from 'kysely';
import { Database } from '../database/database';
import type { Schema } from '../database/schema';
import type { AuditRecord } from './audit-record';
import './audit-tables';

/** Which records; what is left out matches all. */
export interface AuditFilter {
  readonly actor?: string | undefined;
  /** An action, or with `.*` at its end all of a kind. */
  readonly action?: string | undefined;
  readonly subject?: string | undefined;
  readonly reference?: string | undefined;
  /** Changes that were made, or tried, for the plan with this id. */
  readonly plan?: string | undefined;
  readonly result?: string | undefined;
  readonly from?: Date | undefined;
  /** Not included. */
  readonly to?: Date | undefined;
}

export interface AuditPage {
  /** Where the page begins, not included: later ones when it counts up, earlier ones when it counts down. */
  readonly beyond?: number | undefined;
  readonly order: 'asc' | 'desc';
  readonly limit: number;
}

/** How many records a walk over all of them reads at a time. */
const WALK = 1_000;

/** Reads the tenants' audit records. @throws DatabaseUnavailableError */
@Injectable()
export class AuditRecords {
  constructor(private readonly database: Database) {}

  /** Records of one tenant by their numbers. */
  async page(
    tenant: string,
    filter: AuditFilter,
    { beyond, order, limit }: AuditPage,
  ): Promise<AuditRecord[]> {
    const rows = await this.database.transaction(tenant, (tx) => {
      let query = tx.selectFrom('audit_records').selectAll().where('tenant', '=', tenant);
      if (filter.actor !== undefined) query = query.where('actor', '=', filter.actor);
      if (filter.subject !== undefined) query = query.where('subject', '=', filter.subject);
      if (filter.reference !== undefined) query = query.where('reference', '=', filter.reference);
      if (filter.plan !== undefined) query = query.where('plan', '=', filter.plan);
      if (filter.result !== undefined) query = query.where('result', '=', filter.result);
      if (filter.from !== undefined) query = query.where('time', '>=', filter.from);
      if (filter.to !== undefined) query = query.where('time', '<', filter.to);
      if (filter.action?.endsWith('.*') === true) {
        query = query.where('action', 'like', `${filter.action.slice(0, -1).replaceAll('_', '\\_')}%`);
      } else if (filter.action !== undefined) query = query.where('action', '=', filter.action);
      if (beyond !== undefined) query = query.where('seq', order === 'asc' ? '>' : '<', String(beyond));
      return query.orderBy('seq', order).limit(limit).execute();
    });
    return rows.map(recordOf);
  }

  /** All records that match, the oldest first, a few at a time. */
  async *walk(tenant: string, filter: AuditFilter = {}): AsyncGenerator<AuditRecord> {
    let beyond = 0;
    for (;;) {
      const records = await this.page(tenant, filter, { beyond, order: 'asc', limit: WALK });
      yield* records;
      beyond = records.at(-1)?.seq ?? beyond;
      if (records.length < WALK) return;
    }
  }

  /** Of each of these subjects the last act since then that was done, or perhaps was. */
  async lastOf(
    tenant: string,
    subjectKind: string,
    subjects: readonly string[],
    since: Date,
  ): Promise<readonly Pick<Selectable<Schema['audit_records']>, 'subject' | 'actor' | 'account' | 'time'>[]> {
    return this.database.transaction(tenant, (tx) =>
      tx
        .selectFrom('audit_records')
        .distinctOn('subject')
        .select(['subject', 'actor', 'account', 'time'])
        .where('tenant', '=', tenant)
        .where('subject_kind', '=', subjectKind)
        .where('subject', '=', sql<string>`any(${[...subjects]}::text[])`)
        .where('result', 'in', ['done', 'unknown'])
        .where('time', '>=', since)
        .orderBy('subject')
        .orderBy('seq', 'desc')
        .execute(),
    );
  }

  /** Tenants that have a chain. */
  tenants(): Promise<string[]> {
    return this.database.transaction('', async (tx) => {
      const chains = await tx.selectFrom('audit_chains').select('name').orderBy('name').execute();
      return chains.map(({ name }) => name);
    });
  }
}

export function recordOf(row: Selectable<Schema['audit_records']>): AuditRecord {
  return { ...row, seq: Number(row.seq), time: row.time.toISOString() };
}
