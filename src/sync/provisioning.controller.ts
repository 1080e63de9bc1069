import { Body, Controller, HttpCode, HttpStatus, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiPropertyOptional, ApiTags } from '@nestjs/swagger';
import { CONFIGURATIONS, PLACEMENTS } from '@libs/domain';
import { ArrayMaxSize, IsArray, IsBoolean, IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import { CurrentPrincipal, Roles } from '../auth/access.decorators';
import type { Principal } from '../auth/principal';
import { ApiProblems } from '../common/api-problems';
import { FieldErrorDto } from '../common/problem.dto';
import { DeviceDto, toDeviceDto } from '../devices/device.dto';
import { InspectionPointDto, toInspectionPointDto } from '../devices/inspection-point.dto';
import { Provisioning } from './provisioning';
import type { ProvisioningOutcome, ProvisioningResult } from './provisioning-result';

const OUTCOMES = ['would_create', 'created', 'exists', 'refused', 'failed', 'not_found'] as const;

class CreateDevicesDto {
  @ApiPropertyOptional({
    type: [String],
    example: ['HF_DSM_0014'],
    description: 'Points to provide for; all unmapped ones when absent',
  })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(10_000)
  @IsString({ each: true })
  @MaxLength(200, { each: true })
  references?: string[];

  @ApiPropertyOptional({ default: true, description: 'Only say what would be done' })
  @IsBoolean()
  dry_run: boolean = true;

  @ApiPropertyOptional({
    enum: PLACEMENTS,
    default: 'Internal',
    description: 'For points whose record says nothing of it',
  })
  @IsIn(PLACEMENTS)
  placement: string = 'Internal';

  @ApiPropertyOptional({
    enum: CONFIGURATIONS,
    default: 'Bait/Lured',
    description: 'For points whose record says nothing of it',
  })
  @IsIn(CONFIGURATIONS)
  configuration: string = 'Bait/Lured';

  @ApiPropertyOptional({
    description: 'Where to create them; else the one cluster that serves customer and site',
  })
  @IsOptional()
  @IsString()
  @MaxLength(100)
  cluster_id?: string;
}

class CandidateDto {
  @ApiProperty() cluster_id!: string;
  @ApiProperty() name!: string;
  @ApiProperty({ type: [String] }) tags!: string[];
  @ApiProperty({ type: 'integer' }) device_count!: number;
}

class ProvisioningResultDto {
  @ApiProperty({ example: 'HF_DSM_0014' }) reference!: string;
  @ApiProperty({ enum: OUTCOMES }) outcome!: ProvisioningOutcome;
  @ApiProperty({ type: InspectionPointDto, nullable: true }) inspection_point!: InspectionPointDto | null;
  @ApiProperty({ type: DeviceDto, nullable: true }) device!: DeviceDto | null;
  @ApiProperty({ type: String, nullable: true }) cluster_id!: string | null;
  @ApiProperty({ type: [FieldErrorDto] }) errors!: FieldErrorDto[];
  @ApiProperty({ type: [CandidateDto], nullable: true, description: 'Clusters to choose from' })
  candidates!: CandidateDto[] | null;
}

class ProvisioningReportDto {
  @ApiProperty({ description: 'No point was refused, failed or was not found' }) success!: boolean;
  @ApiProperty() dry_run!: boolean;
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'integer' },
    example: { would_create: 31, refused: 2 },
  })
  summary!: Record<string, number>;
  @ApiProperty({ type: [ProvisioningResultDto] }) results!: ProvisioningResultDto[];
}

@ApiTags('erp')
@ApiProblems(400, 401, 403, 422, 429, 502, 503)
@Controller('api/v1/erp/sync')
export class ProvisioningController {
  constructor(private readonly provisioning: Provisioning) {}

  @Post('create-devices')
  @Roles('operator')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({
    summary: 'Creates the devices that inspection points lack',
    description:
      'For the points named, or for all without a device. A dry run by default; else a plan that is applied at once, and can be undone. Each point stands for itself.',
  })
  @ApiOkResponse({ type: ProvisioningReportDto })
  async createDevices(
    @CurrentPrincipal() principal: Principal,
    @Body() input: CreateDevicesDto,
  ): Promise<ProvisioningReportDto> {
    const results = await this.provisioning.run(principal, {
      references: input.references,
      dryRun: input.dry_run,
      placement: input.placement,
      configuration: input.configuration,
      clusterId: input.cluster_id,
    });
    const summary: Record<string, number> = {};
    for (const { outcome } of results) summary[outcome] = (summary[outcome] ?? 0) + 1;
    const good: readonly ProvisioningOutcome[] = ['would_create', 'created', 'exists'];
    return {
      success: results.every(({ outcome }) => good.includes(outcome)),
      dry_run: input.dry_run,
      summary,
      results: results.map(toResultDto),
    };
  }
}

function toResultDto(result: ProvisioningResult): ProvisioningResultDto {
  return {
    reference: result.reference,
    outcome: result.outcome,
    inspection_point: result.point === null ? null : toInspectionPointDto(result.point),
    device: result.device === null ? null : toDeviceDto(result.device),
    cluster_id: result.clusterId,
    errors: [...result.errors],
    candidates: result.candidates as CandidateDto[] | null,
  };
}
