import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ACTION_KINDS, type ActionKind, type Direction, DIRECTIONS, type Risk, RISKS } from '@libs/domain';
import { Transform, Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayNotEmpty,
  IsArray,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { commaList } from '../common/comma-list';
import { ACTION_STATUSES, type ActionStatus, PLAN_STATUSES, type PlanStatus } from './plan';

function Names(example: string, most = 1_000): PropertyDecorator {
  return (target, key) => {
    ApiPropertyOptional({ type: [String], example: [example] })(target, key);
    IsOptional()(target, key);
    IsArray()(target, key);
    ArrayNotEmpty()(target, key);
    ArrayMaxSize(most)(target, key);
    IsString({ each: true })(target, key);
    MaxLength(200, { each: true })(target, key);
  };
}

/** Which records a plan is for. */
export class PlanScopeDto {
  @Names('Harbour Foods') customers?: string[];
  @Names('Dock Street Mill') sites?: string[];
  @Names('HF_DSM_0014', 10_000) references?: string[];
  @Names('66f0a1b2c3d4e5f60718293a') cluster_ids?: string[];
}

/** Which actions a plan is to hold. */
export class PlanFiltersDto {
  @ApiPropertyOptional({ enum: ACTION_KINDS, isArray: true })
  @IsOptional()
  @IsArray()
  @ArrayNotEmpty()
  @IsIn(ACTION_KINDS, { each: true })
  kinds?: ActionKind[];

  @ApiPropertyOptional({ enum: RISKS, description: 'No action with more risk than this' })
  @IsOptional()
  @IsIn(RISKS)
  max_risk?: Risk;
}

/** A plan restricted to some records and actions; without either, for all. */
export class PlanRestrictionDto {
  @ApiPropertyOptional({ type: PlanScopeDto, description: 'Records that it is for; all when absent' })
  @IsOptional()
  @ValidateNested()
  @Type(() => PlanScopeDto)
  scope?: PlanScopeDto;

  @ApiPropertyOptional({ type: PlanFiltersDto, description: 'Actions that it holds; all when absent' })
  @IsOptional()
  @ValidateNested()
  @Type(() => PlanFiltersDto)
  filters?: PlanFiltersDto;
}

export class MakePlanDto extends PlanRestrictionDto {
  @ApiProperty({ enum: DIRECTIONS, description: 'Whose records are changed' })
  @IsIn(DIRECTIONS)
  direction!: Direction;

  @ApiPropertyOptional({
    example: '66f0a1b2c3d4e5f60718293a',
    description:
      'The cluster for new devices whose customer and site do not tell exactly one; they are skipped when absent',
  })
  @IsOptional()
  @IsString()
  @MaxLength(200)
  new_devices_in?: string;
}

export class ApplyPlanDto {
  @ApiPropertyOptional({
    type: [String],
    example: ['1', '2', '17'],
    description: 'The actions to apply; all that can be when absent',
  })
  @IsOptional()
  @IsArray()
  @ArrayNotEmpty()
  @ArrayMaxSize(50_000)
  @Matches(/^[1-9]\d{0,8}$/, {
    each: true,
    message: '$property must be ids of actions of this plan, such as "17"',
  })
  action_ids?: string[];
}

/** One page of a plan's actions, and which of them. */
export class ActionQueryDto {
  @ApiPropertyOptional({
    enum: ACTION_STATUSES,
    isArray: true,
    description: 'Repeated, or separated by commas',
  })
  @IsOptional()
  @Transform(({ value }: { value: unknown }) => commaList(value))
  @IsIn(ACTION_STATUSES, { each: true })
  status?: ActionStatus[];

  @ApiPropertyOptional({ enum: ACTION_KINDS, isArray: true, description: 'Repeated, or separated by commas' })
  @IsOptional()
  @Transform(({ value }: { value: unknown }) => commaList(value))
  @IsIn(ACTION_KINDS, { each: true })
  kind?: ActionKind[];

  @ApiPropertyOptional({ enum: RISKS, isArray: true, description: 'Repeated, or separated by commas' })
  @IsOptional()
  @Transform(({ value }: { value: unknown }) => commaList(value))
  @IsIn(RISKS, { each: true })
  risk?: Risk[];

  @ApiPropertyOptional({
    type: 'integer',
    minimum: 1,
    maximum: 1000,
    default: 100,
    description: 'Actions on a page. CSV and text are never paged.',
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

/** One page of the plans, and which of them. */
export class PlanQueryDto {
  @ApiPropertyOptional({
    enum: PLAN_STATUSES,
    isArray: true,
    description: 'Repeated, or separated by commas',
  })
  @IsOptional()
  @Transform(({ value }: { value: unknown }) => commaList(value))
  @IsIn(PLAN_STATUSES, { each: true })
  status?: PlanStatus[];

  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: 100, default: 20 })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(100)
  limit = 20;

  @ApiPropertyOptional({ description: '`next_cursor` of the page before; keep the filter' })
  @IsOptional()
  @IsString()
  @MaxLength(500)
  cursor?: string;
}
