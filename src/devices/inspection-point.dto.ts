import { ApiProperty } from '@nestjs/swagger';
import { DEVICE_STATUSES, type DeviceStatus, type InspectionPoint } from '@libs/domain';

/** An inspection point on the wire. Empty strings where the ERP holds nothing. */
export class InspectionPointDto {
  @ApiProperty({ example: '42', description: "The ERP's own record id" }) erp_id!: string;
  @ApiProperty({ example: 'HF_DSM_0014' }) reference!: string;
  @ApiProperty({ example: 'Harbour Foods / Dock Street Mill / Grain Intake' }) name!: string;
  @ApiProperty({ example: 'Harbour Foods' }) customer!: string;
  @ApiProperty({ example: 'Dock Street Mill' }) site!: string;
  @ApiProperty({ example: 'Grain Intake' }) area!: string;
  @ApiProperty({
    example: 'E8-E1-E1-00-01-0A-2C-41',
    description: 'Hardware that the ERP believes to be there',
  })
  device_eui!: string;
  @ApiProperty() archived!: boolean;
  @ApiProperty({ enum: DEVICE_STATUSES }) status!: DeviceStatus;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) updated_at!: string | null;
}

export function toInspectionPointDto(point: InspectionPoint): InspectionPointDto {
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
