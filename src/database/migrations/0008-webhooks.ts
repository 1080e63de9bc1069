import { type Kysely, sql } from 'kysely';
import { protectTenantRows } from '../tenant-rows';

/** Who is told of what happens, and what became of telling them. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table webhook_endpoints (
      tenant text not null,
      account text not null,
      id text not null,
      url text not null,
      events json not null,
      secret text not null,
      created_at timestamptz not null default now(),
      created_by text not null,
      disabled_reason text,
      primary key (tenant, account, id)
    )`.execute(db);
  await sql`
    create table webhook_deliveries (
      tenant text not null,
      id text not null,
      endpoint_id text not null,
      event text not null,
      body text not null,
      created_at timestamptz not null default now(),
      status text not null,
      attempts integer not null default 0,
      first_attempt integer not null default 1,
      last_attempt_at timestamptz,
      last_status integer,
      last_error text,
      next_attempt_at timestamptz,
      primary key (tenant, id)
    )`.execute(db);
  await sql`
    create index webhook_deliveries_by_endpoint
    on webhook_deliveries (tenant, endpoint_id, created_at desc, id desc)`.execute(db);
  for (const table of ['webhook_endpoints', 'webhook_deliveries']) await protectTenantRows(db, table);
}
