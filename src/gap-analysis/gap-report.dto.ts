import { ApiProperty } from '@nestjs/swagger';
import { GapFindingDto, toGapFindingDto } from './gap-finding.dto';
import type { FindingPage, ReportHead } from './gap-report';
import type { GapRun } from './gap-run';
import { GapRunDto, toGapRunDto } from './gap-run.dto';

/** Share of the active inspection points of one site that have a trap. */
export class GapCoverageDto {
  @ApiProperty({ example: 'Harbour Foods' }) customer!: string;
  @ApiProperty({ example: 'Dock Street Mill' }) site!: string;
  @ApiProperty({ type: 'integer', example: 40, description: 'Active points' }) points!: number;
  @ApiProperty({ type: 'integer', example: 37 }) covered!: number;
  @ApiProperty({ example: 92.5, description: 'Rounded down to one decimal' }) percent!: number;
}

export class GapDifferenceDto {
  @ApiProperty({
    type: String,
    nullable: true,
    example: 'gap-7d1a0c1f-2b3e-4f0e-9a53-0f3c8a526a0e',
    description: 'The report compared with; null for the first one, where every finding counts as opened',
  })
  previous_run_id!: string | null;
  @ApiProperty({ type: [String], description: 'Ids of findings that are new' }) opened!: string[];
  @ApiProperty({ type: [String], description: 'Ids of findings that are gone' }) closed!: string[];
}

/** A run with its report. Without a report (still running, or failed) the report's members are null. */
export class GapReportDto extends GapRunDto {
  @ApiProperty({ type: [GapCoverageDto], nullable: true, description: 'By customer and site' })
  coverage!: GapCoverageDto[] | null;
  @ApiProperty({ type: GapDifferenceDto, nullable: true }) difference!: GapDifferenceDto | null;
  @ApiProperty({
    type: [GapFindingDto],
    nullable: true,
    description: 'One page of those that the filters select',
  })
  findings!: GapFindingDto[] | null;
  @ApiProperty({
    type: 'integer',
    nullable: true,
    example: 41,
    description: 'Findings that the filters select, over all pages',
  })
  total_count!: number | null;
  @ApiProperty({ type: String, nullable: true, description: 'Cursor of the next page; null on the last' })
  next_cursor!: string | null;
}

/** @param report undefined where the run has none */
export function toGapReportDto(
  run: GapRun,
  report:
    { readonly head: ReportHead; readonly page: FindingPage; readonly nextCursor: string | null } | undefined,
): GapReportDto {
  return Object.assign(toGapRunDto(run), {
    coverage: report === undefined ? null : [...report.head.coverage],
    difference: report === undefined ? null : toDifferenceDto(report.head.difference),
    findings:
      report === undefined
        ? null
        : report.page.findings.map((each) => toGapFindingDto(each, new Date(run.startedAt))),
    total_count: report?.page.total ?? null,
    next_cursor: report?.nextCursor ?? null,
  });
}

function toDifferenceDto({ previousRunId, opened, closed }: ReportHead['difference']): GapDifferenceDto {
  return { previous_run_id: previousRunId, opened: [...opened], closed: [...closed] };
}
