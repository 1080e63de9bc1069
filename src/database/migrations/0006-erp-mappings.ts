import { type Kysely, sql } from 'kysely';
import { protectTenantRows } from '../tenant-rows';

/** Every mapping that was saved for a connection to an ERP; the newest is in use. `mapping` null: that of the settings. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table erp_mappings (
      tenant text not null,
      connection text not null,
      version integer not null,
      mapping jsonb,
      saved_at timestamptz not null default now(),
      saved_by text not null,
      primary key (tenant, connection, version)
    )`.execute(db);
  await protectTenantRows(db, 'erp_mappings');
}
