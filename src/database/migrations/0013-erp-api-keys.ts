import { type Kysely, sql } from 'kysely';
import { protectTenantRows } from '../tenant-rows';

/**
 * API keys of an ERP that were made to take the place of the one in the settings, and how the last exchange went. A key
 * belongs to the setting that it descends from (`setting`, a keyed digest), and is sealed. State:
 * asked -> candidate -> current -> retiring -> gone; `lost` where nobody knows whether the ERP has made it.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table erp_api_keys (
      tenant text not null,
      connection text not null,
      id text not null,
      setting text not null,
      state text not null,
      name text not null,
      secret text,
      expires_at timestamptz,
      made_at timestamptz not null default now(),
      revoke_at timestamptz,
      superseded_at timestamptz,
      primary key (tenant, connection, id)
    )`.execute(db);
  await sql`
    create unique index erp_api_keys_current
    on erp_api_keys (tenant, connection, setting) where state = 'current'`.execute(db);
  await sql`
    create unique index erp_api_keys_under_way
    on erp_api_keys (tenant, connection, setting) where state in ('asked', 'candidate')`.execute(db);
  await sql`
    create table erp_key_rotations (
      tenant text not null,
      connection text not null,
      wanted_at timestamptz,
      tried_at timestamptz,
      rotated_at timestamptz,
      problem text,
      remedy text,
      primary key (tenant, connection)
    )`.execute(db);
  for (const table of ['erp_api_keys', 'erp_key_rotations']) await protectTenantRows(db, table);
}
