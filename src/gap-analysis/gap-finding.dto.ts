import { ApiProperty } from '@nestjs/swagger';
import { type Finding, GAP_KINDS, type GapKind } from '@libs/domain';
import { DeviceDto, toDeviceDto } from '../devices/device.dto';
import { InspectionPointDto, toInspectionPointDto } from '../devices/inspection-point.dto';

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
}

export function toGapFindingDto(finding: Finding): GapFindingDto {
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
  };
}
