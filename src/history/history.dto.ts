import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, Matches, Max, MaxLength, Min } from 'class-validator';
import type { DeviceFields } from '@libs/domain';
import { DeviceDto, toDeviceDto } from '../devices/device.dto';
import type { ClusterVersion } from './cluster-versions';
import type { ChangedDevice, DeviceChanges } from './device-changes';

export class HistoryQueryDto {
  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: 1000, default: 100 })
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

export class DiffQueryDto {
  @ApiPropertyOptional({
    type: String,
    default: 'present',
    example: '12',
    description: 'A version, or `present`',
  })
  @IsOptional()
  @Matches(/^(present|[1-9]\d{0,14})$/, { message: '$property must be the number of a version, or present' })
  to = 'present';
}

export class ClusterVersionDto {
  @ApiProperty({ type: 'integer', example: 12 }) version!: number;
  @ApiProperty({ format: 'date-time', description: 'When a write ended this state' }) taken_at!: string;
  @ApiProperty({ example: 'Harbour Foods | Motion' }) name!: string;
  @ApiProperty({ type: 'integer', example: 48 }) device_count!: number;
  @ApiProperty({
    type: 'integer',
    example: 1,
    description: 'Writes since the version before; above 1, states in between were not kept',
  })
  writes!: number;
}

export class ClusterHistoryDto {
  @ApiProperty({ example: true }) success!: boolean;
  @ApiProperty({ type: 'integer', example: 30, description: 'HISTORY_DAYS; 0: nothing is kept' })
  keep_days!: number;
  @ApiProperty({ type: [ClusterVersionDto], description: 'The latest first' }) versions!: ClusterVersionDto[];
  @ApiProperty({ type: String, nullable: true }) next_cursor!: string | null;
}

export class ClusterVersionDevicesDto {
  @ApiProperty({ example: true }) success!: boolean;
  @ApiProperty({ type: ClusterVersionDto }) version!: ClusterVersionDto;
  @ApiProperty({ type: [DeviceDto], description: 'As they were before the write' }) devices!: DeviceDto[];
}

export class ChangedDeviceDto {
  @ApiProperty({ type: [String], example: ['area'] }) fields!: string[];
  @ApiProperty({ type: DeviceDto }) before!: DeviceDto;
  @ApiProperty({ type: DeviceDto }) after!: DeviceDto;
}

export class ClusterDiffDto {
  @ApiProperty({ example: true }) success!: boolean;
  @ApiProperty({ type: 'integer', example: 12 }) from!: number;
  @ApiProperty({ example: 'present', description: 'A version, or `present`' }) to!: string;
  @ApiProperty({ type: [DeviceDto], description: 'Only in `to`' }) added!: DeviceDto[];
  @ApiProperty({ type: [DeviceDto], description: 'Only in `from`' }) removed!: DeviceDto[];
  @ApiProperty({ type: [ChangedDeviceDto] }) changed!: ChangedDeviceDto[];
}

export function toVersionDto({
  version,
  takenAt,
  name,
  deviceCount,
  writes,
}: ClusterVersion): ClusterVersionDto {
  return { version, taken_at: takenAt.toISOString(), name, device_count: deviceCount, writes };
}

export function toChangesDto(changes: DeviceChanges): Pick<ClusterDiffDto, 'added' | 'removed' | 'changed'> {
  return {
    added: changes.added.map(toDeviceDto),
    removed: changes.removed.map(toDeviceDto),
    changed: changes.changed.map(toChangedDto),
  };
}

/** The API's names of a device's fields. */
const NAMES: Readonly<Record<keyof DeviceFields, string>> = {
  customer: 'customer',
  site: 'site',
  area: 'area',
  erpReference: 'erp_reference',
  placement: 'placement',
  configuration: 'configuration',
  hardwareId: 'id',
  status: 'status',
};

function toChangedDto({ fields, before, after }: ChangedDevice): ChangedDeviceDto {
  return {
    fields: fields.map((field) => NAMES[field]),
    before: toDeviceDto(before),
    after: toDeviceDto(after),
  };
}
