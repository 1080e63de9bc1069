import { applyDecorators } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional, OmitType, PartialType } from '@nestjs/swagger';
import {
  CONFIGURATIONS,
  DEVICE_STATUSES,
  type DeviceFields,
  type DeviceStatus,
  PLACEMENTS,
  PLANNED_HARDWARE_ID,
  REFERENCE_PATTERN,
} from '@libs/domain';
import { Transform } from 'class-transformer';
import { IsBoolean, IsIn, IsNotIn, IsOptional, IsString, Length, Matches, ValidateIf } from 'class-validator';

/** Location values end up in a comma-separated tag list upstream, which strips spaces around them. */
const LOCATION_TEXT = /^[^,\p{Cc}]*$/u;

function LocationValue(example: string): PropertyDecorator {
  return applyDecorators(
    ApiProperty({ example, minLength: 1, maxLength: 100, description: 'No commas, no control characters' }),
    Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.trim() : value)),
    IsString(),
    Length(1, 100, { message: '$property must have 1 to 100 characters' }),
    Matches(LOCATION_TEXT, { message: '$property must not hold commas or control characters' }),
  );
}

/** What is something else as the last part of an address: `GET /devices/export`, and two that every client resolves itself. */
const OTHER_ADDRESSES = ['export', '.', '..'];

const isSensor = (input: { device_type?: string }): boolean => input.device_type !== 'gateway';

/** What a new device is made from. */
export class CreateDeviceDto {
  @LocationValue('Harbour Foods') customer!: string;
  @LocationValue('Dock Street Mill') site!: string;
  @LocationValue('Grain Intake') area!: string;

  @ApiProperty({ example: 'HF_DSM_0014', pattern: REFERENCE_PATTERN.source })
  @Matches(REFERENCE_PATTERN, {
    message: '$property must be 3 to 50 capital letters, digits or underscores, such as HF_DSM_0014',
  })
  erp_reference!: string;

  @ApiPropertyOptional({ enum: PLACEMENTS, description: 'Required for rodent sensors; gateways have none' })
  @ValidateIf(isSensor)
  @IsIn(PLACEMENTS)
  placement?: string;

  @ApiPropertyOptional({
    enum: CONFIGURATIONS,
    description: 'Required for rodent sensors; gateways have none',
  })
  @ValidateIf(isSensor)
  @IsIn(CONFIGURATIONS)
  configuration?: string;

  @ApiPropertyOptional({ enum: ['rodent_sensor', 'gateway'], default: 'rodent_sensor' })
  @IsIn(['rodent_sensor', 'gateway'])
  device_type: 'rodent_sensor' | 'gateway' = 'rodent_sensor';

  @ApiPropertyOptional({ enum: DEVICE_STATUSES, default: 'pending' })
  @IsIn(DEVICE_STATUSES)
  status: DeviceStatus = 'pending';

  @ApiPropertyOptional({
    default: PLANNED_HARDWARE_ID,
    description: 'Hardware id (DevEUI, IMEI or serial number)',
  })
  @Matches(/^[A-Za-z0-9-]{1,64}$/, {
    message: '$property must be a hardware id such as 58-A0-CB-00-00-00-00-00',
  })
  id: string = PLANNED_HARDWARE_ID;

  @ApiPropertyOptional({
    description: 'Identity; made up when not given. Not `export`, `.` or `..`, which are other addresses',
    example: 'erp-device-3f0c1f0a-6b1e-4a53-9d1b-7b6f0f6f8c21',
  })
  @IsOptional()
  @Matches(/^(?![0-]*$)[A-Za-z0-9._-]{1,100}$/, {
    message:
      '$property must be 1 to 100 letters, digits, dots, dashes or underscores, and not the hardware id of planned devices',
  })
  @IsNotIn(OTHER_ADDRESSES, {
    message:
      '$property must not be export, . or .., at whose address no device can be read; choose another one, or leave it out',
  })
  guid?: string;

  @ApiPropertyOptional({
    description: 'Where to create it; else the one cluster of the type that serves the customer and site',
  })
  @IsOptional()
  @IsString()
  @Length(1, 100)
  cluster_id?: string;

  @ApiPropertyOptional({ default: false, description: 'Accept a reference that another device has' })
  @IsBoolean()
  allow_duplicate: boolean = false;
}

/** Any subset of what can be changed in place. A device does not change its type, guid or cluster. */
export class UpdateDeviceDto extends PartialType(
  OmitType(CreateDeviceDto, [
    'device_type',
    'guid',
    'cluster_id',
    'status',
    'id',
    'allow_duplicate',
  ] as const),
  { skipNullProperties: false },
) {
  @ApiPropertyOptional({ enum: DEVICE_STATUSES })
  @ValidateIf((input: UpdateDeviceDto) => input.status !== undefined)
  @IsIn(DEVICE_STATUSES)
  status?: DeviceStatus;

  @ApiPropertyOptional({ description: 'Hardware id (DevEUI, IMEI or serial number)' })
  @ValidateIf((input: UpdateDeviceDto) => input.id !== undefined)
  @Matches(/^[A-Za-z0-9-]{1,64}$/, {
    message: '$property must be a hardware id such as 58-A0-CB-00-00-00-00-00',
  })
  id?: string;

  @ApiPropertyOptional({ default: false, description: 'Accept a reference that another device has' })
  @ValidateIf((input: UpdateDeviceDto) => input.allow_duplicate !== undefined)
  @IsBoolean()
  allow_duplicate?: boolean;
}

/** The fields of a validated new device in our words. */
export function fieldsOf(input: CreateDeviceDto): DeviceFields {
  const { customer, site, area, erp_reference, placement, configuration, id, status } = input;
  return {
    customer,
    site,
    area,
    erpReference: erp_reference,
    placement: placement ?? '',
    configuration: configuration ?? '',
    hardwareId: id,
    status,
  };
}

/** The fields that a validated update names, in our words. */
export function changedFieldsOf(input: UpdateDeviceDto): Partial<DeviceFields> {
  const { customer, site, area, erp_reference, placement, configuration, id, status } = input;
  const given = {
    customer,
    site,
    area,
    erpReference: erp_reference,
    placement,
    configuration,
    hardwareId: id,
    status,
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}
