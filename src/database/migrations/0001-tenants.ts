import { type Kysely, sql } from 'kysely';

/** The tenant of the current transaction, which row-level security compares with; null outside of one. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create function current_tenant() returns text language sql stable parallel safe
    return nullif(current_setting('trapline.tenant', true), '')`.execute(db);
}
