import { ApiPropertyOptional, OmitType } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsIn, IsInt, IsISO8601, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';
import { GapFindingQueryDto } from './gap-analysis.query';
import { TREND_GROUPS, TREND_INTERVALS, type TrendGroup, type TrendInterval } from './gap-trend.store';

/** Which runs the trend is made of, and for whom. */
export class GapTrendQueryDto {
  @ApiPropertyOptional({ example: '2026-08-01', description: 'ISO 8601; by default 90 days before `to`' })
  @IsOptional()
  @IsISO8601({ strict: true })
  from?: string;

  @ApiPropertyOptional({
    example: '2026-11-21T05:00:00Z',
    description: 'ISO 8601, exclusive; by default now',
  })
  @IsOptional()
  @IsISO8601({ strict: true })
  to?: string;

  @ApiPropertyOptional({
    enum: TREND_INTERVALS,
    default: 'day',
    description: 'One value for each: the last run of the day, week or month (UTC), or every run',
  })
  @IsOptional()
  @IsIn(TREND_INTERVALS)
  interval: TrendInterval = 'day';

  @ApiPropertyOptional({
    enum: TREND_GROUPS,
    description:
      'Coverage of each customer, or of each site of one `customer`; without it of all together alone',
  })
  @IsOptional()
  @IsIn(TREND_GROUPS)
  group_by?: TrendGroup;

  @ApiPropertyOptional({ example: 'Harbour Foods', description: 'Without regard to case' })
  @IsOptional()
  @IsString()
  @MaxLength(200)
  customer?: string;

  @ApiPropertyOptional({ example: 'Dock Street Mill', description: 'Without regard to case' })
  @IsOptional()
  @IsString()
  @MaxLength(200)
  site?: string;

  @ApiPropertyOptional({
    type: 'integer',
    minimum: 1,
    maximum: 400,
    default: 90,
    description: 'The newest intervals at most',
  })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(400)
  limit = 90;
}

/** Which gaps that are gone. */
export class ResolvedGapQueryDto extends OmitType(GapFindingQueryDto, ['min_age_days', 'max_age_days']) {
  @ApiPropertyOptional({ example: '2026-11-01', description: 'ISO 8601: resolved then or later' })
  @IsOptional()
  @IsISO8601({ strict: true })
  since?: string;
}
