import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsInt,
  IsObject,
  IsOptional,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import { InspectionPointDto } from '../devices/inspection-point.dto';

const LONGEST = 2_000;

/** An expression, of which the compiler says more than a length. */
function IsExpression(example: string, description: string): PropertyDecorator {
  return (target, key) => {
    ApiProperty({ example, description })(target, key);
    IsString()(target, key);
    MaxLength(LONGEST)(target, key);
  };
}

export class MappingReadDto {
  @IsExpression('$part(name, " / ", 0)', 'First layer of the location') customer!: string;
  @IsExpression('$part(name, " / ", 1)', 'Second layer') site!: string;
  @IsExpression('$part(name, " / ", 2)', 'Third layer') area!: string;
  @IsExpression('default_code', 'Fourth layer: the key that point and device share') erp_reference!: string;
  @IsExpression('""', 'Fifth layer') placement!: string;
  @IsExpression('x_configuration', 'Sixth layer') configuration!: string;
  @IsExpression('barcode', 'Hardware that the ERP believes to be there') device_eui!: string;
  @IsExpression('active ? "active" : "inactive"', 'pending, active, inactive or maintenance') status!: string;
}

export class MappingTargetDto {
  @ApiProperty({ example: 'x_device_status', description: 'Field of the record' })
  @IsString()
  @Matches(/^[a-z_][a-z0-9_]*$/)
  @MaxLength(200)
  field!: string;

  @ApiPropertyOptional({
    example: '$lookup({"active": "on", "inactive": "off"}, value)',
    description: 'What to write, as an expression of `value`; without it the value itself',
  })
  @IsOptional()
  @IsString()
  @MaxLength(LONGEST)
  to?: string;

  @ApiPropertyOptional({
    example: '$lookup({"on": "active", "off": "inactive"}, x_device_status)',
    description: 'What was written, as an expression of the field: the way back of `to`',
  })
  @IsOptional()
  @IsString()
  @MaxLength(LONGEST)
  from?: string;
}

export class MappingWriteDto {
  @ApiPropertyOptional({ type: MappingTargetDto })
  @IsOptional()
  @ValidateNested()
  @Type(() => MappingTargetDto)
  device_eui?: MappingTargetDto;

  @ApiPropertyOptional({ type: MappingTargetDto })
  @IsOptional()
  @ValidateNested()
  @Type(() => MappingTargetDto)
  device_status?: MappingTargetDto;

  @ApiPropertyOptional({ type: MappingTargetDto })
  @IsOptional()
  @ValidateNested()
  @Type(() => MappingTargetDto)
  last_sync?: MappingTargetDto;
}

/** How a record of the ERP becomes an inspection point, and what is written back; JSONata expressions. */
export class MappingDto {
  @ApiProperty({ type: MappingReadDto })
  @IsObject()
  @ValidateNested()
  @Type(() => MappingReadDto)
  read!: MappingReadDto;

  @ApiProperty({ type: MappingWriteDto, description: 'A value that is left out is not written' })
  @IsObject()
  @ValidateNested()
  @Type(() => MappingWriteDto)
  write!: MappingWriteDto;
}

export class SaveMappingDto {
  @ApiProperty({ type: MappingDto, nullable: true, description: 'null: back to what the settings say' })
  @ValidateIf(({ mapping }: SaveMappingDto) => mapping !== null)
  @IsObject()
  @ValidateNested()
  @Type(() => MappingDto)
  mapping!: MappingDto | null;

  @ApiPropertyOptional({
    type: 'integer',
    example: 3,
    description: 'The version that it replaces; refused where another one was saved since',
  })
  @IsOptional()
  @IsInt()
  @Min(0)
  expected_version?: number;
}

export class TryMappingDto {
  @ApiPropertyOptional({ type: MappingDto, description: 'Without it, the mapping in use' })
  @IsOptional()
  @ValidateNested()
  @Type(() => MappingDto)
  mapping?: MappingDto;

  @ApiPropertyOptional({
    type: [String],
    example: ['HF_DSM_0014'],
    description: 'References of the records to try',
  })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(50)
  @IsString({ each: true })
  references?: string[];

  @ApiPropertyOptional({ type: 'integer', example: 5, description: 'Records at most; 5 without it' })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(50)
  limit?: number;
}

class MappingPresetDto {
  @ApiProperty({ example: 'category_path' }) id!: string;
  @ApiProperty({ example: 'Customer / site / area are the categories below' }) title!: string;
  @ApiProperty({ type: MappingDto }) mapping!: MappingDto;
}

export class MappingInUseDto {
  @ApiProperty({ example: true }) success!: boolean;
  @ApiProperty({ example: 'default' }) connection!: string;
  @ApiProperty({ type: 'integer', example: 3, description: '0 where none was ever saved' }) version!: number;
  @ApiProperty({ enum: ['settings', 'saved'] }) origin!: 'settings' | 'saved';
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) saved_at!: string | null;
  @ApiProperty({ type: String, nullable: true, example: 'planner' }) saved_by!: string | null;
  @ApiProperty({ type: MappingDto }) mapping!: MappingDto;
  @ApiProperty({ type: [MappingPresetDto], description: 'To begin with' }) presets!: MappingPresetDto[];
}

class TrialPointDto extends InspectionPointDto {
  @ApiProperty({ example: 'Internal' }) placement!: string;
  @ApiProperty({ example: 'Bait/Lured' }) configuration!: string;
}

class MappingProblemDto {
  @ApiProperty({ example: 'read.customer' }) part!: string;
  @ApiProperty({ example: 'fails: Unable to cast value to a number' }) message!: string;
}

class MappingTrialDto {
  @ApiProperty({ example: '42' }) erp_id!: string;
  @ApiProperty({ type: 'object', additionalProperties: true, description: 'What the expressions see' })
  record!: Record<string, unknown>;
  @ApiProperty({ type: TrialPointDto, nullable: true, description: 'null where an expression failed' })
  point!: TrialPointDto | null;
  @ApiProperty({ type: [MappingProblemDto] }) problems!: MappingProblemDto[];
}

export class MappingTrialsDto {
  @ApiProperty({ description: 'Every record could be mapped' }) success!: boolean;
  @ApiProperty({ type: [MappingTrialDto] }) results!: MappingTrialDto[];
}
