import { ApiPropertyOptional } from '@nestjs/swagger';
import { GAP_KINDS, type GapKind } from '@libs/domain';
import { Transform, Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';
import { commaList } from '../common/comma-list';

/** One page of a report's findings, and which of them. */
export class GapFindingQueryDto {
  @ApiPropertyOptional({
    enum: GAP_KINDS,
    isArray: true,
    description: 'Any of these kinds: repeated, or separated by commas',
  })
  @IsOptional()
  @Transform(({ value }: { value: unknown }) => commaList(value))
  @IsIn(GAP_KINDS, { each: true })
  kind?: GapKind[];

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
    minimum: 0,
    example: 7,
    description: 'Open for so many days at least when the run looked',
  })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(0)
  min_age_days?: number;

  @ApiPropertyOptional({ type: 'integer', minimum: 0, description: 'Open for so many days at most' })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(0)
  max_age_days?: number;

  @ApiPropertyOptional({
    type: 'integer',
    minimum: 1,
    maximum: 1000,
    default: 100,
    description: 'Findings on a page. CSV is never paged.',
  })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(1000)
  limit = 100;

  @ApiPropertyOptional({ description: '`next_cursor` of the page before; keep the filters' })
  @IsOptional()
  @IsString()
  @MaxLength(500)
  cursor?: string;
}

/** One page of the runs. */
export class GapRunQueryDto {
  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: 100, default: 20 })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(100)
  limit = 20;

  @ApiPropertyOptional({ description: '`next_cursor` of the page before' })
  @IsOptional()
  @IsString()
  @MaxLength(500)
  cursor?: string;
}
