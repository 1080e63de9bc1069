import { type Kysely, sql } from 'kysely';
import { protectTenantRows } from '../tenant-rows';

/** Clusters as they were before Trapline wrote them. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table cluster_versions (
      tenant text not null,
      cluster_id text not null,
      version bigint not null,
      taken_at timestamptz(3) not null,
      name text not null,
      device_count integer not null,
      writes integer not null,
      digest text not null,
      content bytea not null,
      primary key (tenant, cluster_id, version)
    )`.execute(db);
  await sql`create index cluster_versions_by_age on cluster_versions (tenant, taken_at)`.execute(db);
  await protectTenantRows(db, 'cluster_versions');
}
