import { Injectable } from '@nestjs/common';
import { sql, type Transaction } from 'kysely';
import { Database } from '../database/database';
import type { Schema } from '../database/schema';
import { type AuditEntry, type AuditRecord, GENESIS, linked } from './audit-record';
import './audit-tables';

/** The last record of a chain. */
export type ChainEnd = Pick<AuditRecord, 'seq' | 'hash'>;

/** Appends to the tenants' chains, by any number of processes at once. */
@Injectable()
export class AuditChain {
  constructor(private readonly database: Database) {}

  /**
   * Appends the entries, in their order, in one transaction.
   * @param intended where an earlier try to append the same entries would have ended, when nobody knows whether it did
   * @param ending told where the chain will end, before it is known whether it does
   * @throws DatabaseUnavailableError when the database cannot be reached; `committing`: perhaps they were appended
   */
  async append(
    tenant: string,
    entries: readonly AuditEntry[],
    intended: ChainEnd | undefined,
    ending: (end: ChainEnd) => void,
  ): Promise<void> {
    await this.database.transaction(tenant, async (tx) => {
      await lockChain(tx, tenant);
      if (intended !== undefined && (await holds(tx, tenant, intended))) return;
      const records = linked(tenant, await endOf(tx, tenant), entries);
      const last = records.at(-1);
      if (last === undefined) return;
      ending({ seq: last.seq, hash: last.hash });
      await insert(tx, records);
    });
  }

  /** Where the tenant's chain ends now; the genesis before its first record. @throws DatabaseUnavailableError */
  end(tenant: string): Promise<ChainEnd> {
    return this.database.transaction(tenant, (tx) => endOf(tx, tenant));
  }
}

async function endOf(tx: Transaction<Schema>, tenant: string): Promise<ChainEnd> {
  const last = await tx
    .selectFrom('audit_records')
    .select(['seq', 'hash'])
    .where('tenant', '=', tenant)
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst();
  return last === undefined ? { seq: 0, hash: GENESIS } : { seq: Number(last.seq), hash: last.hash };
}

async function lockChain(tx: Transaction<Schema>, tenant: string): Promise<void> {
  const lock = (): Promise<unknown> =>
    tx.selectFrom('audit_chains').select('name').where('name', '=', tenant).forUpdate().executeTakeFirst();
  if ((await lock()) !== undefined) return;
  const { numInsertedOrUpdatedRows: added } = await tx
    .insertInto('audit_chains')
    .values({ name: tenant })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirstOrThrow();
  if (added !== 1n) await lock();
}

async function holds(tx: Transaction<Schema>, tenant: string, { seq, hash }: ChainEnd): Promise<boolean> {
  const found = await tx
    .selectFrom('audit_records')
    .select('hash')
    .where('tenant', '=', tenant)
    .where('seq', '=', String(seq))
    .executeTakeFirst();
  return found?.hash === hash;
}

/** One parameter for all rows: putting together a statement with one for each value would keep the process busy. */
async function insert(tx: Transaction<Schema>, records: readonly AuditRecord[]): Promise<void> {
  await sql`
    insert into audit_records
      (tenant, seq, time, actor_kind, actor, role, account, action, subject_kind, subject, reference, cluster,
       before, after, result, detail, correlation_id, plan, plan_action, previous, hash)
    select tenant, seq, time, actor_kind, actor, role, account, action, subject_kind, subject, reference, cluster,
           before, after, result, detail, correlation_id, plan, plan_action, previous, hash
    from json_to_recordset(${JSON.stringify(records)}::json) as r (
      tenant text, seq bigint, time timestamptz, actor_kind text, actor text, role text, account text, action text,
      subject_kind text, subject text, reference text, cluster text, before text, after text, result text,
      detail text, correlation_id text, plan text, plan_action text, previous text, hash text)`.execute(tx);
}
