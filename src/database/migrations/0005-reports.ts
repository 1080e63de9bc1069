import { type Kysely, sql } from 'kysely';
import { protectTenantRows } from '../tenant-rows';

/** Gap analysis runs, their reports, what is known over the runs, and the life of each gap. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table gap_runs (
      tenant text not null,
      account text not null,
      id text not null,
      started_at timestamptz not null,
      status text not null,
      run json not null,
      primary key (tenant, account, id)
    )`.execute(db);
  await sql`create index gap_runs_by_start on gap_runs (tenant, account, started_at desc, id desc)`.execute(
    db,
  );
  await sql`
    create table gap_reports (
      tenant text not null,
      account text not null,
      run_id text not null,
      head bytea not null,
      primary key (tenant, account, run_id)
    )`.execute(db);
  await sql`
    create table gap_report_parts (
      tenant text not null,
      account text not null,
      run_id text not null,
      part integer not null,
      findings bytea not null,
      primary key (tenant, account, run_id, part)
    )`.execute(db);
  await sql`
    create table gap_planned (
      tenant text not null,
      account text not null,
      since json not null,
      primary key (tenant, account)
    )`.execute(db);
  await sql`
    create table gap_trend (
      tenant text not null,
      account text not null,
      run_id text not null,
      at timestamptz not null,
      active_points integer not null,
      covered_points integer not null,
      findings integer not null,
      opened integer not null,
      closed integer not null,
      primary key (tenant, account, run_id)
    )`.execute(db);
  await sql`create index gap_trend_by_time on gap_trend (tenant, account, at)`.execute(db);
  await sql`
    create table gap_coverage (
      tenant text not null,
      account text not null,
      run_id text not null,
      at timestamptz not null,
      customer text not null,
      site text not null,
      points integer not null,
      covered integer not null,
      primary key (tenant, account, run_id, customer, site)
    )`.execute(db);
  await sql`create index gap_coverage_by_time on gap_coverage (tenant, account, at)`.execute(db);
  await sql`
    create table gap_findings (
      tenant text not null,
      account text not null,
      finding_id text not null,
      kind text not null,
      reference text not null,
      customer text not null,
      site text not null,
      first_seen_at timestamptz not null,
      first_run_id text not null,
      resolved_at timestamptz,
      resolved_run_id text,
      causes jsonb,
      primary key (tenant, account, finding_id, first_seen_at)
    )`.execute(db);
  await sql`
    create unique index gap_findings_open on gap_findings (tenant, account, finding_id)
    where resolved_at is null`.execute(db);
  await sql`
    create index gap_findings_resolved on gap_findings (tenant, account, resolved_at desc, finding_id desc)
    where resolved_at is not null`.execute(db);
  for (const table of [
    'gap_runs',
    'gap_reports',
    'gap_report_parts',
    'gap_planned',
    'gap_trend',
    'gap_coverage',
    'gap_findings',
  ]) {
    await protectTenantRows(db, table);
  }
}
