import { ApiProperty } from '@nestjs/swagger';
import { type Device, DEVICE_STATUSES, type DeviceType, PLANNED_HARDWARE_ID } from '@libs/domain';

/** A device on the wire. Missing location layers are empty strings. */
export class DeviceDto {
  @ApiProperty({
    example: PLANNED_HARDWARE_ID,
    description: 'Hardware id; all zeros = planned, no hardware yet. Not unique.',
  })
  id!: string;
  @ApiProperty({
    example: 'erp-device-3f0c1f0a-6b1e-4a53-9d1b-7b6f0f6f8c21',
    description: 'Identity of the device',
  })
  guid!: string;
  @ApiProperty({ example: 'Harbour Foods' }) customer!: string;
  @ApiProperty({ example: 'Dock Street Mill' }) site!: string;
  @ApiProperty({ example: 'Grain Intake' }) area!: string;
  @ApiProperty({ example: 'HF_DSM_0014', description: 'Reference of the inspection point in the ERP' })
  erp_reference!: string;
  @ApiProperty({ example: 'Internal', description: '`Infrastructure` for gateways' }) placement!: string;
  @ApiProperty({ example: 'Bait/Lured', description: '`Gateway` for gateways' }) configuration!: string;
  @ApiProperty({
    example: 'pending',
    description: `${DEVICE_STATUSES.join(', ')}, or what Microshare says. Not a sign of life.`,
  })
  status!: string;
  @ApiProperty({ enum: ['rodent_sensor', 'gateway', 'unknown'] }) device_type!: DeviceType;
  @ApiProperty({ example: '66f0a1b2c3d4e5f60718293a' }) cluster_id!: string;
  @ApiProperty({ example: 'Harbour Foods | Motion' }) cluster_name!: string;
  @ApiProperty({ description: 'All location layers are filled and the reference is legal' })
  erp_ready!: boolean;
  @ApiProperty({ type: 'integer', example: 6, description: 'Location layers that Microshare holds' })
  location_layers!: number;
  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: '2026-02-18T09:41:07.553Z' })
  last_modified!: string | null;
}

export function toDeviceDto(device: Device): DeviceDto {
  return {
    id: device.id,
    guid: device.guid,
    customer: device.customer,
    site: device.site,
    area: device.area,
    erp_reference: device.erpReference,
    placement: device.placement,
    configuration: device.configuration,
    status: device.status,
    device_type: device.deviceType,
    cluster_id: device.clusterId,
    cluster_name: device.clusterName,
    erp_ready: device.erpReady,
    location_layers: device.locationLayers,
    last_modified: device.lastModified,
  };
}

const serialized = new WeakMap<Device, string>();

/** The device's JSON, made once per state of a device: records are immutable, so an unchanged one keeps its text. */
export function deviceJson(device: Device): string {
  const known = serialized.get(device);
  if (known !== undefined) return known;
  const json = JSON.stringify(toDeviceDto(device));
  serialized.set(device, json);
  return json;
}
