import { ApiExtraModels, ApiProperty, ApiPropertyOptional, getSchemaPath } from '@nestjs/swagger';
import { GAP_KINDS, type GapKind } from '@libs/domain';
import { Transform } from 'class-transformer';
import { IsIn, IsOptional } from 'class-validator';
import {
  EVENT_TYPES,
  type EventType,
  READ_ANEW_REASONS,
  type ReadAnewReason,
  RUN_KINDS,
  type RunKind,
} from './event';

export class EventQueryDto {
  @ApiPropertyOptional({
    enum: EVENT_TYPES,
    isArray: true,
    description: 'Only these, repeated or separated by commas; `read_anew` always comes',
  })
  @IsOptional()
  @Transform(({ value }: { value: unknown }) =>
    [value].flat().flatMap((part) => (typeof part === 'string' ? part.split(',') : [part])),
  )
  @IsIn(EVENT_TYPES, { each: true })
  types?: EventType[];
}

class AnyEventDto {
  @ApiProperty({ format: 'date-time', example: '2026-03-02T09:00:00.000Z' }) at!: string;
}

class DeviceFactsDto extends AnyEventDto {
  @ApiProperty({ example: 'erp-device-3f0c1f0a-6b1e-4a53-9d1b-7b6f0f6f8c21' }) guid!: string;
  @ApiProperty({ example: 'HF_DSM_0014' }) erp_reference!: string;
  @ApiProperty({ example: 'Harbour Foods' }) customer!: string;
  @ApiProperty({ example: 'Dock Street Mill' }) site!: string;
  @ApiProperty({ example: '66f0a1b2c3d4e5f60718293a' }) cluster_id!: string;
}

class DeviceWrittenEventDto extends DeviceFactsDto {
  @ApiProperty({ enum: ['device_created', 'device_changed'] }) type!: 'device_created' | 'device_changed';
  @ApiProperty({ description: 'Its version, as in `if_match`', example: 'pDvZ7Jm2rIcrVtXvR1gFzA' })
  version!: string;
}

class DeviceRemovedEventDto extends DeviceFactsDto {
  @ApiProperty({ enum: ['device_removed'] }) type!: 'device_removed';
}

class GapFoundEventDto extends AnyEventDto {
  @ApiProperty({ enum: ['gap_found'] }) type!: 'gap_found';
  @ApiProperty() run_id!: string;
  @ApiProperty({ example: 'point_without_device:HF_DSM_0014' }) finding_id!: string;
  @ApiProperty({ enum: GAP_KINDS }) kind!: GapKind;
  @ApiProperty({ example: 'HF_DSM_0014' }) erp_reference!: string;
  @ApiProperty({ example: 'Harbour Foods' }) customer!: string;
  @ApiProperty({ example: 'Dock Street Mill' }) site!: string;
}

class GapClosedEventDto extends AnyEventDto {
  @ApiProperty({ enum: ['gap_closed'] }) type!: 'gap_closed';
  @ApiProperty() run_id!: string;
  @ApiProperty({ example: 'point_without_device:HF_DSM_0014' }) finding_id!: string;
}

class RunFactsDto extends AnyEventDto {
  @ApiProperty({ enum: RUN_KINDS }) run_kind!: RunKind;
  @ApiProperty({
    example: 'gap-0f3c8a52-6a0e-4f0e-9a53-7d1a0c1f2b3e',
    description: 'Of the run, or of the plan that is applied',
  })
  run_id!: string;
}

class RunStartedEventDto extends RunFactsDto {
  @ApiProperty({ enum: ['run_started'] }) type!: 'run_started';
  @ApiProperty({ example: 'schedule' }) trigger!: string;
}

class RunProgressedEventDto extends RunFactsDto {
  @ApiProperty({ enum: ['run_progressed'] }) type!: 'run_progressed';
  @ApiProperty({ description: 'The step that begins, or the status of the plan', example: 'comparing' })
  step!: string;
  @ApiProperty({ type: 'integer', example: 1 }) done!: number;
  @ApiProperty({ type: 'integer', example: 3 }) total!: number;
}

class RunEndedEventDto extends RunFactsDto {
  @ApiProperty({ enum: ['run_ended'] }) type!: 'run_ended';
  @ApiProperty({ enum: ['succeeded', 'failed'] }) status!: 'succeeded' | 'failed';
  @ApiProperty({ type: 'integer', nullable: true, example: 97 }) findings!: number | null;
  @ApiProperty({ type: String, nullable: true, description: 'Why it failed' }) error!: string | null;
}

class BreakerEventDto extends AnyEventDto {
  @ApiProperty({ enum: ['breaker_opened', 'breaker_closed'] }) type!: 'breaker_opened' | 'breaker_closed';
  @ApiProperty({ example: 'read' }) name!: string;
  @ApiProperty({ example: 'microshare' }) system!: string;
}

class CacheRefreshedEventDto extends AnyEventDto {
  @ApiProperty({ enum: ['cache_refreshed'] }) type!: 'cache_refreshed';
  @ApiProperty({ type: 'integer' }) devices!: number;
  @ApiProperty({ type: 'integer' }) clusters!: number;
}

class ReadAnewEventDto extends AnyEventDto {
  @ApiProperty({ enum: ['read_anew'] }) type!: 'read_anew';
  @ApiProperty({
    enum: READ_ANEW_REASONS,
    description: 'Events were missed for good, or more has changed at once than is told one by one',
  })
  reason!: ReadAnewReason;
}

const EVENTS = [
  DeviceWrittenEventDto,
  DeviceRemovedEventDto,
  GapFoundEventDto,
  GapClosedEventDto,
  RunStartedEventDto,
  RunProgressedEventDto,
  RunEndedEventDto,
  BreakerEventDto,
  CacheRefreshedEventDto,
  ReadAnewEventDto,
];

/** Makes the models of all events part of the API document. */
export const ApiEventModels = (): ClassDecorator & MethodDecorator => ApiExtraModels(...EVENTS);

/** The data of one event. */
export const EVENT_SCHEMA = {
  description: 'The data of each event is one of these, as JSON; `event` is its type',
  oneOf: EVENTS.map((each) => ({ $ref: getSchemaPath(each) })),
};
