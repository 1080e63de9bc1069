import { ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsIn, IsInt, IsISO8601, IsOptional, IsString, Matches, Max, MaxLength, Min } from 'class-validator';
import { AUDIT_RESULTS } from './audit-act';
import type { AuditFilter } from './audit-records';

/** Which records, and which page of them. */
export class AuditQueryDto {
  @ApiPropertyOptional({ example: 'planner', description: "An API key's or a user's name" })
  @IsOptional()
  @IsString()
  @MaxLength(500)
  actor?: string;

  @ApiPropertyOptional({ example: 'device.*', description: 'One action, or with .* all of a kind' })
  @IsOptional()
  @Matches(/^[a-z_]{1,50}\.([a-z_]{1,50}|\*)$/, {
    message: '$property must be an action such as device.update, or a kind such as device.*',
  })
  action?: string;

  @ApiPropertyOptional({ description: "A device's guid, or the id of whatever it was done to" })
  @IsOptional()
  @IsString()
  @MaxLength(500)
  subject?: string;

  @ApiPropertyOptional({ example: 'HARB_DOCK_0008' })
  @IsOptional()
  @IsString()
  @MaxLength(500)
  reference?: string;

  @ApiPropertyOptional({ description: 'Id of a plan: what its actions changed, or tried to' })
  @IsOptional()
  @IsString()
  @MaxLength(500)
  plan?: string;

  @ApiPropertyOptional({ enum: AUDIT_RESULTS })
  @IsOptional()
  @IsIn(AUDIT_RESULTS)
  result?: string;

  @ApiPropertyOptional({ format: 'date-time', description: 'The earliest time' })
  @IsOptional()
  @IsISO8601({ strict: true })
  from?: string;

  @ApiPropertyOptional({ format: 'date-time', description: 'The time before which' })
  @IsOptional()
  @IsISO8601({ strict: true })
  to?: string;

  @ApiPropertyOptional({
    type: 'integer',
    minimum: 1,
    maximum: 1000,
    default: 100,
    description: 'Records on a page. CSV and NDJSON are never paged.',
  })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(1000)
  limit = 100;

  @ApiPropertyOptional({ description: 'The next_cursor of an earlier page' })
  @IsOptional()
  @IsString()
  @MaxLength(200)
  cursor?: string;
}

export class CheckpointQueryDto {
  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: 10000, default: 100 })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(10_000)
  limit = 100;
}

export function filterOf({
  actor,
  action,
  subject,
  reference,
  plan,
  result,
  from,
  to,
}: AuditQueryDto): AuditFilter {
  return {
    actor,
    action,
    subject,
    reference,
    plan,
    result,
    from: from === undefined ? undefined : new Date(from),
    to: to === undefined ? undefined : new Date(to),
  };
}

/** True when every record matches: only then can an export be verified. */
export function matchesAll(filter: AuditFilter): boolean {
  return Object.values(filter).every((wanted) => wanted === undefined);
}
