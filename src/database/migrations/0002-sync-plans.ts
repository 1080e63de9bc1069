import { type Kysely, sql } from 'kysely';
import { protectTenantRows } from '../tenant-rows';

/** Plans, and what each of them does to single records. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table sync_plans (
      tenant text not null,
      id text not null,
      account text not null,
      direction text not null,
      status text not null,
      trigger text not null,
      scope jsonb not null,
      filters jsonb not null,
      summary jsonb not null,
      touched_percent integer not null,
      undoes text,
      note text not null default '',
      created_at timestamptz not null default now(),
      created_by jsonb not null,
      points_as_of timestamptz not null,
      devices_as_of timestamptz not null,
      started_at timestamptz,
      started_by jsonb,
      ended_at timestamptz,
      primary key (tenant, id)
    )`.execute(db);
  await sql`create index on sync_plans (tenant, account, created_at desc, id desc)`.execute(db);
  await sql`
    create table sync_plan_actions (
      tenant text not null,
      plan_id text not null,
      position integer not null,
      kind text not null,
      risk text not null,
      status text not null,
      reason text not null,
      erp_reference text not null,
      erp_id text,
      guid text,
      customer text not null,
      site text not null,
      cluster_id text,
      before jsonb,
      after jsonb,
      device_version text,
      point_version text,
      applied_version text,
      undoes integer,
      chosen boolean not null default false,
      sent_at timestamptz,
      settled_at timestamptz,
      result text not null default '',
      primary key (tenant, plan_id, position),
      foreign key (tenant, plan_id) references sync_plans (tenant, id) on delete cascade
    )`.execute(db);
  await sql`create index on sync_plan_actions (tenant, plan_id, status, position)`.execute(db);
  await protectTenantRows(db, 'sync_plans');
  await protectTenantRows(db, 'sync_plan_actions');
}
