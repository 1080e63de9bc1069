import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { GAP_KINDS, type GapKind } from '@libs/domain';
import {
  type GapRun,
  RUN_SIDES,
  RUN_STATUSES,
  RUN_TRIGGERS,
  type RunSide,
  type RunTrigger,
  type SucceededRun,
} from './gap-run';

const EXAMPLE_COUNTS = Object.fromEntries(
  GAP_KINDS.map((kind) => [kind, kind === 'point_without_device' ? 12 : 0]),
);

/** What was compared, and how much of it fits. */
export class GapTotalsDto {
  @ApiProperty({ type: 'integer', example: 400 }) active_points!: number;
  @ApiProperty({ type: 'integer', example: 12 }) archived_points!: number;
  @ApiProperty({ type: 'integer', example: 380 }) rodent_sensors!: number;
  @ApiProperty({ type: 'integer', example: 9 }) gateways!: number;
  @ApiProperty({ type: 'integer', example: 0 }) unknown_devices!: number;
  @ApiProperty({ type: 'integer', example: 371, description: 'Active points with a trap of their reference' })
  covered_points!: number;
  @ApiProperty({ example: 92.7, description: 'Of the active points, rounded down to one decimal' })
  coverage_percent!: number;
  @ApiProperty({ type: 'integer', example: 41 }) findings!: number;
}

/** One run, whatever became of it. */
export class GapRunDto {
  @ApiProperty({ example: 'gap-0f3c8a52-6a0e-4f0e-9a53-7d1a0c1f2b3e' }) id!: string;
  @ApiProperty({ enum: RUN_STATUSES }) status!: GapRun['status'];
  @ApiProperty({ enum: RUN_TRIGGERS }) trigger!: RunTrigger;
  @ApiProperty({
    example: 'planner',
    description: 'API key or user that asked; `schedule` for scheduled runs',
  })
  started_by!: string;
  @ApiProperty({ format: 'date-time', example: '2026-11-21T05:00:00.012Z' }) started_at!: string;
  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    example: '2026-11-21T05:00:04.207Z',
    description: 'null while it runs, and where its process died',
  })
  ended_at!: string | null;
  @ApiPropertyOptional({ enum: RUN_SIDES, description: 'The side that could not be read; failed runs only' })
  failed_side?: RunSide;
  @ApiPropertyOptional({
    example:
      'The inspection points could not be read completely from the ERP: odoo (read) did not answer within 30000 ms.',
    description: 'Why it failed; failed runs only',
  })
  error?: string;
  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'No device compared was read before; null without a report',
  })
  devices_as_of!: string | null;
  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'When reading the inspection points began; null without a report',
  })
  points_as_of!: string | null;
  @ApiProperty({
    type: 'object',
    nullable: true,
    properties: Object.fromEntries(GAP_KINDS.map((kind) => [kind, { type: 'integer' }])),
    required: [...GAP_KINDS],
    additionalProperties: false,
    example: EXAMPLE_COUNTS,
    description: 'Findings by kind, over the whole report; null without one',
  })
  counts!: Readonly<Record<GapKind, number>> | null;
  @ApiProperty({ type: GapTotalsDto, nullable: true, description: 'null without a report' })
  totals!: GapTotalsDto | null;
}

export class GapRunListDto {
  @ApiProperty({ type: [GapRunDto], description: 'Newest first' }) runs!: GapRunDto[];
  @ApiProperty({ type: 'integer', example: 30, description: 'Runs that are kept, over all pages' })
  total_count!: number;
  @ApiProperty({ type: String, nullable: true, description: 'Cursor of the next page; null on the last' })
  next_cursor!: string | null;
}

export function toGapRunDto(run: GapRun): GapRunDto {
  const done = run.status === 'succeeded' ? run : undefined;
  const failed = run.status === 'failed' ? run : undefined;
  return {
    id: run.id,
    status: run.status,
    trigger: run.trigger,
    started_by: run.startedBy,
    started_at: run.startedAt,
    ended_at: run.status === 'running' ? null : run.endedAt,
    ...(failed?.failedSide !== undefined && { failed_side: failed.failedSide }),
    ...(failed !== undefined && { error: failed.error }),
    devices_as_of: done?.devicesAsOf ?? null,
    points_as_of: done?.pointsAsOf ?? null,
    counts: done?.counts ?? null,
    totals: done === undefined ? null : toTotalsDto(done.totals),
  };
}

function toTotalsDto(totals: SucceededRun['totals']): GapTotalsDto {
  return {
    active_points: totals.activePoints,
    archived_points: totals.archivedPoints,
    rodent_sensors: totals.rodentSensors,
    gateways: totals.gateways,
    unknown_devices: totals.unknownDevices,
    covered_points: totals.coveredPoints,
    coverage_percent: totals.coveragePercent,
    findings: totals.findings,
  };
}
