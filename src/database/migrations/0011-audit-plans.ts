import { type Kysely, sql } from 'kysely';

/** For which action of which plan something was done. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table audit_records add column plan text, add column plan_action text`.execute(db);
  await sql`
    create index audit_records_by_plan on audit_records (tenant, plan, seq) where plan is not null`.execute(
    db,
  );
}
