import { ApiProperty } from '@nestjs/swagger';
import { GAP_KINDS, type GapKind } from '@libs/domain';
import { DeviceDto, toDeviceDto } from '../devices/device.dto';
import { InspectionPointDto, toInspectionPointDto } from '../devices/inspection-point.dto';
import { type AgedFinding, daysBetween } from './gap-report';

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
  @ApiProperty({ type: [InspectionPointDto] }) points!: InspectionPointDto[];
  @ApiProperty({ type: [DeviceDto] }) devices!: DeviceDto[];
  @ApiProperty({
    example: 'For HF_DSM_0014 the ERP says site "Dock Street Mill", the trap says "East Mill".',
  })
  reason!: string;
  @ApiProperty({
    example: 'Change the site of the inspection point in the ERP, or of the device in Microshare.',
  })
  remedy!: string;
  @ApiProperty({
    format: 'date-time',
    description: 'Start of the first of the runs that have found it without a break',
  })
  first_seen_at!: string;
  @ApiProperty({
    type: 'integer',
    example: 12,
    description: 'Whole days from then to the run of this report',
  })
  age_days!: number;
}

/** @param asOf start of the run */
export function toGapFindingDto(finding: AgedFinding, asOf: Date): GapFindingDto {
  return {
    id: finding.id,
    kind: finding.kind,
    reference: finding.reference,
    customer: finding.customer,
    site: finding.site,
    points: finding.points.map(toInspectionPointDto),
    devices: finding.devices.map(toDeviceDto),
    reason: finding.reason,
    remedy: finding.remedy,
    first_seen_at: finding.firstSeenAt,
    age_days: daysBetween(new Date(finding.firstSeenAt), asOf),
  };
}
