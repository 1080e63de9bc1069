import { percentOf } from '@libs/domain';
import { Injectable } from '@nestjs/common';
import { sql, type Transaction } from 'kysely';
import { ProblemError } from '../common/problem';
import { Configuration } from '../config/configuration';
import { Database } from '../database/database';
import type { Schema } from '../database/schema';
import type { UpstreamAccount } from '../microshare/upstream-account';
import './gap-analysis.tables';
import { storableJson } from './gap-life';
import type { ReportHead } from './gap-report';
import type { SucceededRun } from './gap-run';

export const TREND_INTERVALS = ['run', 'day', 'week', 'month'] as const;
export type TrendInterval = (typeof TREND_INTERVALS)[number];
export const TREND_GROUPS = ['customer', 'site'] as const;
export type TrendGroup = (typeof TREND_GROUPS)[number];

export interface TrendQuestion {
  readonly from: Date;
  readonly to: Date;
  readonly interval: TrendInterval;
  /** The newest intervals at most. */
  readonly limit: number;
  readonly groupBy?: TrendGroup;
  /** Compared without case and surrounding spaces. */
  readonly customer?: string;
  readonly site?: string;
}

/** The state at the last run of an interval, with what was opened and closed by all its runs. */
export interface TrendTotals {
  readonly at: Date;
  readonly runId: string;
  readonly runs: number;
  readonly activePoints: number;
  readonly coveredPoints: number;
  readonly coveragePercent: number;
  readonly findings: number;
  readonly opened: number;
  readonly closed: number;
}

export interface TrendValue {
  readonly at: Date;
  readonly points: number;
  readonly covered: number;
  readonly percent: number;
}

export interface TrendSeries {
  readonly customer: string;
  /** `null` for all sites of the customer. */
  readonly site: string | null;
  readonly values: readonly TrendValue[];
}

export interface Trend {
  /** Oldest first. */
  readonly totals: readonly TrendTotals[];
  readonly series: readonly TrendSeries[];
}

/** More values than anybody looks at are an answer of many megabytes. */
const MOST_VALUES = 20_000;

/** What is known over the runs, for longer than their reports are kept. Throws DatabaseUnavailableError. */
@Injectable()
export class GapTrendStore {
  constructor(
    private readonly database: Database,
    private readonly configuration: Configuration,
  ) {}

  /** @throws ProblemError `unprocessable` where groups and intervals make too many values */
  async trend({ tenant, account }: UpstreamAccount, question: TrendQuestion): Promise<Trend> {
    return this.database.transaction(tenant, async (tx) => {
      const totals = await totalsOf(tx, { tenant, account }, question);
      const { groupBy } = question;
      if (groupBy === undefined || totals.length === 0) return { totals, series: [] };
      return { totals, series: await seriesOf(tx, { tenant, account }, question, groupBy, totals) };
    });
  }

  /** Forgets what is older than `GAP_TREND_DAYS`; gaps that are open stay. */
  async prune({ tenant, account }: UpstreamAccount): Promise<void> {
    const before = new Date(Date.now() - this.configuration.gapAnalysis.trendDays * 86_400_000);
    await this.database.transaction(tenant, async (tx) => {
      for (const table of ['gap_trend', 'gap_coverage'] as const) {
        await tx
          .deleteFrom(table)
          .where('tenant', '=', tenant)
          .where('account', '=', account)
          .where('at', '<', before)
          .execute();
      }
      await tx
        .deleteFrom('gap_findings')
        .where('tenant', '=', tenant)
        .where('account', '=', account)
        .where('resolved_at', '<', before)
        .execute();
    });
  }
}

/** Adds a run to the trend. */
export async function recordTrend(
  tx: Transaction<Schema>,
  { tenant, account }: UpstreamAccount,
  run: SucceededRun,
  { coverage, difference }: ReportHead,
): Promise<void> {
  await tx
    .insertInto('gap_trend')
    .values({
      tenant,
      account,
      run_id: run.id,
      at: run.startedAt,
      active_points: run.totals.activePoints,
      covered_points: run.totals.coveredPoints,
      findings: run.totals.findings,
      opened: difference.opened.length,
      closed: difference.closed.length,
    })
    .execute();
  const rows = storableJson(
    coverage.map(({ customer, site, points, covered }) => ({ customer, site, points, covered })),
  );
  await sql`
    insert into gap_coverage (tenant, account, run_id, at, customer, site, points, covered)
    select ${tenant}, ${account}, ${run.id}, ${run.startedAt}::timestamptz, c.customer, c.site, c.points, c.covered
    from jsonb_to_recordset(${rows}::jsonb) as c(customer text, site text, points integer, covered integer)`.execute(
    tx,
  );
}

interface TotalsRow {
  readonly run_id: string;
  readonly at: Date;
  readonly runs: number;
  readonly active_points: number;
  readonly covered_points: number;
  readonly findings: number;
  readonly opened: number;
  readonly closed: number;
}

async function totalsOf(
  tx: Transaction<Schema>,
  { tenant, account }: UpstreamAccount,
  { from, to, interval, limit }: TrendQuestion,
): Promise<readonly TrendTotals[]> {
  const bucket = interval === 'run' ? sql`at` : sql`date_trunc(${interval}, at, 'UTC')`;
  const { rows } = await sql<TotalsRow>`
    select * from (
      select distinct on (bucket) bucket, run_id, at, active_points, covered_points, findings,
        (count(*) over whole)::int as runs,
        (sum(opened) over whole)::int as opened,
        (sum(closed) over whole)::int as closed
      from (
        select *, ${bucket} as bucket from gap_trend
        where tenant = ${tenant} and account = ${account} and at >= ${from} and at < ${to}
      ) as runs
      window whole as (partition by bucket)
      order by bucket desc, at desc, run_id desc
    ) as intervals
    order by at desc limit ${limit}`.execute(tx);
  return rows.reverse().map((row) => ({
    at: row.at,
    runId: row.run_id,
    runs: row.runs,
    activePoints: row.active_points,
    coveredPoints: row.covered_points,
    coveragePercent: percentOf(row.covered_points, row.active_points),
    findings: row.findings,
    opened: row.opened,
    closed: row.closed,
  }));
}

async function seriesOf(
  tx: Transaction<Schema>,
  { tenant, account }: UpstreamAccount,
  { customer, site }: TrendQuestion,
  groupBy: TrendGroup,
  totals: readonly TrendTotals[],
): Promise<readonly TrendSeries[]> {
  const place = groupBy === 'site' ? sql`site` : sql`null::text`;
  const { rows } = await sql<{
    customer: string;
    site: string | null;
    at: Date;
    points: number;
    covered: number;
  }>`
    select min(customer) as customer, min(${place}) as site, at,
      sum(points)::int as points, sum(covered)::int as covered
    from gap_coverage
    where tenant = ${tenant} and account = ${account} and run_id = any(${totals.map(({ runId }) => runId)})
      and (${customer ?? null}::text is null or lower(customer) = lower(trim(${customer ?? null}::text)))
      and (${site ?? null}::text is null or lower(site) = lower(trim(${site ?? null}::text)))
    group by lower(customer), lower(${place}), run_id, at
    order by lower(min(customer)), lower(min(${place})), at
    limit ${MOST_VALUES + 1}`.execute(tx);
  if (rows.length > MOST_VALUES) {
    throw new ProblemError(
      'unprocessable',
      `more than ${MOST_VALUES} values: ask for one customer, longer intervals or a shorter time`,
    );
  }
  const series = new Map<string, { customer: string; site: string | null; values: TrendValue[] }>();
  for (const row of rows) {
    const key = JSON.stringify([row.customer, row.site]).toLowerCase();
    const own = series.get(key) ?? { customer: row.customer, site: row.site, values: [] };
    const { at, points, covered } = row;
    own.values.push({ at, points, covered, percent: percentOf(covered, points) });
    series.set(key, own);
  }
  return [...series.values()];
}
