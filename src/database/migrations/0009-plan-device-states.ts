import { type Kysely, sql } from 'kysely';

/** A device that a plan makes again is made as upstream held it. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table sync_plan_actions add column device_state json`.execute(db);
}
