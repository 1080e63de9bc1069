import { type Kysely, sql } from 'kysely';

/** By what a gap was resolved. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table gap_findings add column resolved_by jsonb`.execute(db);
  await sql`create index on sync_plan_actions (tenant, settled_at)`.execute(db);
}
