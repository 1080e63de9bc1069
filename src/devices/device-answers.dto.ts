import { ApiProperty } from '@nestjs/swagger';
import type { DeviceType } from '@libs/domain';
import { DeviceDto } from './device.dto';

/** A cluster as device lists describe it. */
export class ClusterInfoDto {
  @ApiProperty({ example: 'Harbour Foods | Motion' }) name!: string;
  @ApiProperty({ example: 'io.microshare.trap.packed' }) rec_type!: string;
  @ApiProperty({ enum: ['rodent_sensor', 'gateway', 'unknown'] }) device_type!: DeviceType;
  @ApiProperty({ type: 'integer', example: 42 }) device_count!: number;
  @ApiProperty({ type: 'integer', example: 12, description: 'Seconds since it was read from Microshare' })
  age_seconds!: number;
}

export class DeviceListDto {
  @ApiProperty({ example: true }) success!: boolean;
  @ApiProperty({ type: [DeviceDto] }) devices!: DeviceDto[];
  @ApiProperty({
    type: 'integer',
    description: 'Devices that the filters select, over all pages',
    example: 380,
  })
  total_count!: number;
  @ApiProperty({
    type: 'object',
    additionalProperties: { $ref: '#/components/schemas/ClusterInfoDto' },
    description: 'Every cluster that the account sees, by id',
  })
  clusters_info!: Record<string, ClusterInfoDto>;
  @ApiProperty({ type: 'integer', description: 'Age of the oldest data; not part of the ETag', example: 42 })
  age_seconds!: number;
  @ApiProperty({ type: String, nullable: true, description: 'Cursor of the next page; null on the last' })
  next_cursor!: string | null;
}

export class DeviceAnswerDto {
  @ApiProperty({ example: true }) success!: boolean;
  @ApiProperty({ type: DeviceDto }) device!: DeviceDto;
}

export class DeviceCreatedDto extends DeviceAnswerDto {
  @ApiProperty({ example: '66f0a1b2c3d4e5f60718293a' }) cluster_id!: string;
}

export class DeviceUpdatedDto extends DeviceAnswerDto {
  @ApiProperty({ type: [String], example: ['area'], description: 'Fields whose value changed' })
  updated_fields!: string[];
}

/** Names on the wire of what a change touched. */
export function wireFieldNames(fields: readonly string[]): string[] {
  return fields.map((field) =>
    field === 'erpReference' ? 'erp_reference' : field === 'hardwareId' ? 'id' : field,
  );
}
