import { type Kysely, sql } from 'kysely';

/** Which actions of a plan exchange the references of their devices, and so are carried out together. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table sync_plan_actions add column exchange integer`.execute(db);
}
