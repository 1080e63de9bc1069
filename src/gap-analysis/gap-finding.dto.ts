import { ApiProperty } from '@nestjs/swagger';
import {
  DEVICE_STATUSES,
  type DeviceStatus,
  type Finding,
  GAP_KINDS,
  type GapKind,
  type InspectionPoint,
} from '@libs/domain';
import { DeviceDto, toDeviceDto } from '../devices/device.dto';

/** An inspection point as the ERP holds it. Text is empty where the ERP says nothing. */
export class GapPointDto {
  @ApiProperty({ example: '4711', description: "The ERP's own record id" }) erp_id!: string;
  @ApiProperty({ example: 'HF_DSM_0014' }) reference!: string;
  @ApiProperty({ example: 'Harbour Foods / Dock Street Mill / Grain Intake' }) name!: string;
  @ApiProperty({ example: 'Harbour Foods' }) customer!: string;
  @ApiProperty({ example: 'Dock Street Mill' }) site!: string;
  @ApiProperty({ example: 'Grain Intake' }) area!: string;
  @ApiProperty({ example: 'E8-E1-E1-00-01-0A-2C-41', description: 'Hardware that the ERP believes in' })
  device_eui!: string;
  @ApiProperty({ example: false }) archived!: boolean;
  @ApiProperty({ enum: DEVICE_STATUSES }) status!: DeviceStatus;
  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: '2026-02-18T09:41:07.000Z' })
  updated_at!: string | null;
}

/** One disagreement between the two sides, with every record that takes part in it. */
export class GapFindingDto {
  @ApiProperty({
    example: 'site_differs:HF_DSM_0014:4711:erp-device-1',
    description: 'The same on every run while the disagreement lasts',
  })
  id!: string;
  @ApiProperty({ enum: GAP_KINDS }) kind!: GapKind;
  @ApiProperty({ example: 'HF_DSM_0014', description: 'Empty where there is none' }) reference!: string;
  @ApiProperty({ example: 'Harbour Foods' }) customer!: string;
  @ApiProperty({ example: 'Dock Street Mill' }) site!: string;
  @ApiProperty({ type: [GapPointDto] }) points!: GapPointDto[];
  @ApiProperty({ type: [DeviceDto] }) devices!: DeviceDto[];
  @ApiProperty({
    example: 'For HF_DSM_0014 the ERP says site "Dock Street Mill", the trap says "East Mill".',
  })
  reason!: string;
  @ApiProperty({
    example: 'Change the site of the inspection point in the ERP, or of the device in Microshare.',
  })
  remedy!: string;
}

export function toGapFindingDto(finding: Finding): GapFindingDto {
  return {
    id: finding.id,
    kind: finding.kind,
    reference: finding.reference,
    customer: finding.customer,
    site: finding.site,
    points: finding.points.map(toGapPointDto),
    devices: finding.devices.map(toDeviceDto),
    reason: finding.reason,
    remedy: finding.remedy,
  };
}

function toGapPointDto(point: InspectionPoint): GapPointDto {
  return {
    erp_id: point.erpId,
    reference: point.reference,
    name: point.name,
    customer: point.customer,
    site: point.site,
    area: point.area,
    device_eui: point.deviceEui,
    archived: point.archived,
    status: point.status,
    updated_at: point.updatedAt,
  };
}
