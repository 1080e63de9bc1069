import { ApiProperty } from '@nestjs/swagger';
import { GAP_KINDS } from '@libs/domain';
import { daysBetween } from './gap-report';
import { GAP_CHANGES, type GapChange, type GapChangeKind } from './gap-closing';
import { GAP_ORIGINS, type GapOriginKind } from './gap-origins';
import type { ResolvedGap } from './gap-resolved.store';
import { type Trend, TREND_INTERVALS, type TrendInterval } from './gap-trend.store';

export class GapTrendTotalsDto {
  @ApiProperty({ format: 'date-time', description: 'Start of the last run of the interval' }) at!: string;
  @ApiProperty({ example: 'gap-0f3c8a52-6a0e-4f0e-9a53-7d1a0c1f2b3e' }) run_id!: string;
  @ApiProperty({ type: 'integer', example: 1, description: 'Runs in the interval' }) runs!: number;
  @ApiProperty({ type: 'integer', example: 400 }) active_points!: number;
  @ApiProperty({ type: 'integer', example: 371 }) covered_points!: number;
  @ApiProperty({ example: 92.7, description: 'Rounded down to one decimal' }) coverage_percent!: number;
  @ApiProperty({ type: 'integer', example: 41 }) findings!: number;
  @ApiProperty({ type: 'integer', example: 3, description: 'By all runs of the interval' }) opened!: number;
  @ApiProperty({ type: 'integer', example: 5, description: 'By all runs of the interval' }) closed!: number;
}

export class GapTrendValueDto {
  @ApiProperty({ format: 'date-time' }) at!: string;
  @ApiProperty({ type: 'integer', example: 40 }) points!: number;
  @ApiProperty({ type: 'integer', example: 37 }) covered!: number;
  @ApiProperty({ example: 92.5 }) percent!: number;
}

export class GapTrendSeriesDto {
  @ApiProperty({ example: 'Harbour Foods' }) customer!: string;
  @ApiProperty({ type: String, nullable: true, description: 'null: all sites of the customer' })
  site!: string | null;
  @ApiProperty({ type: [GapTrendValueDto], description: 'Oldest first' }) values!: GapTrendValueDto[];
}

export class GapTrendDto {
  @ApiProperty({ format: 'date-time' }) from!: string;
  @ApiProperty({ format: 'date-time' }) to!: string;
  @ApiProperty({ enum: TREND_INTERVALS, example: 'day' }) interval!: TrendInterval;
  @ApiProperty({ type: [GapTrendTotalsDto], description: 'Oldest first' }) totals!: GapTrendTotalsDto[];
  @ApiProperty({ type: [GapTrendSeriesDto], description: 'Empty without `group_by`' })
  series!: GapTrendSeriesDto[];
}

class GapChangeDto implements GapChange {
  @ApiProperty({ enum: GAP_CHANGES }) change!: GapChangeKind;
  @ApiProperty({
    example: '41eb3784-6572-4b99-82b1-046ded0326bb',
    description: "The point's id in the ERP, or the device's guid",
  })
  record!: string;
}

class GapOriginDto {
  @ApiProperty({
    enum: GAP_ORIGINS,
    description:
      '`plan`: a plan that was applied; `api`: a call; `in_microshare`, `in_erp`: somebody there, past Trapline; `run`: no record has changed, the run alone finds it gone',
  })
  how!: GapOriginKind;
  @ApiProperty({
    type: String,
    nullable: true,
    example: 'planner',
    description: 'Who had the plan applied, or called; null for callers of other accounts',
  })
  actor!: string | null;
  @ApiProperty({ type: String, nullable: true, example: 'plan-0f3c8a52-6a0e-4f0e-9a53-7d1a0c1f2b3e' })
  plan_id!: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true, description: 'When Trapline wrote it' })
  at!: string | null;
}

/** A gap that a run found and a later one did not. */
export class ResolvedGapDto {
  @ApiProperty({ example: 'point_without_device:HF_DSM_0014:4711:' }) finding_id!: string;
  @ApiProperty({ enum: GAP_KINDS }) kind!: string;
  @ApiProperty({ example: 'HF_DSM_0014' }) reference!: string;
  @ApiProperty({ example: 'Harbour Foods' }) customer!: string;
  @ApiProperty({ example: 'Dock Street Mill' }) site!: string;
  @ApiProperty({ format: 'date-time' }) first_seen_at!: string;
  @ApiProperty({ example: 'gap-7d1a0c1f-2b3e-4f0e-9a53-0f3c8a526a0e' }) first_run_id!: string;
  @ApiProperty({ format: 'date-time', description: 'Start of the run that did not find it any more' })
  resolved_at!: string;
  @ApiProperty({ example: 'gap-0f3c8a52-6a0e-4f0e-9a53-7d1a0c1f2b3e' }) resolved_run_id!: string;
  @ApiProperty({ type: 'integer', example: 12, description: 'Whole days from the first run to the last' })
  open_days!: number;
  @ApiProperty({
    type: [GapChangeDto],
    description: 'What had changed of its records when it was gone; empty where nothing is known',
  })
  changes!: GapChangeDto[];
  @ApiProperty({
    type: [GapOriginDto],
    description: 'By what its records were changed; several where several did; empty where nothing is known',
  })
  resolved_by!: GapOriginDto[];
}

export class ResolvedGapListDto {
  @ApiProperty({ type: [ResolvedGapDto], description: 'The latest first' }) gaps!: ResolvedGapDto[];
  @ApiProperty({ type: String, nullable: true, description: 'Cursor of the next page; null on the last' })
  next_cursor!: string | null;
}

export function toGapTrendDto(
  { totals, series }: Trend,
  { from, to, interval }: { readonly from: Date; readonly to: Date; readonly interval: TrendInterval },
): GapTrendDto {
  return {
    from: from.toISOString(),
    to: to.toISOString(),
    interval,
    totals: totals.map((each) => ({
      at: each.at.toISOString(),
      run_id: each.runId,
      runs: each.runs,
      active_points: each.activePoints,
      covered_points: each.coveredPoints,
      coverage_percent: each.coveragePercent,
      findings: each.findings,
      opened: each.opened,
      closed: each.closed,
    })),
    series: series.map(({ customer, site, values }) => ({
      customer,
      site,
      values: values.map(({ at, ...value }) => ({ at: at.toISOString(), ...value })),
    })),
  };
}

export function toResolvedGapDto(gap: ResolvedGap): ResolvedGapDto {
  return {
    finding_id: gap.findingId,
    kind: gap.kind,
    reference: gap.reference,
    customer: gap.customer,
    site: gap.site,
    first_seen_at: gap.firstSeenAt.toISOString(),
    first_run_id: gap.firstRunId,
    resolved_at: gap.resolvedAt.toISOString(),
    resolved_run_id: gap.resolvedRunId,
    open_days: daysBetween(gap.firstSeenAt, gap.resolvedAt),
    changes: [...gap.changes],
    resolved_by: gap.origins.map(({ planId, how, actor, at }) => ({ how, actor, plan_id: planId, at })),
  };
}
