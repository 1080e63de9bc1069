import { type Kysely, sql } from 'kysely';
import { protectTenantRows } from '../tenant-rows';

/** How each tenant wants its sides kept in step, where it is not as everybody's. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table sync_policies (
      tenant text primary key,
      policy jsonb not null,
      updated_at timestamptz not null,
      updated_by text not null
    )`.execute(db);
  await protectTenantRows(db, 'sync_policies');
}
