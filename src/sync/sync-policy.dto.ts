import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  ACTION_KINDS,
  type ActionKind,
  ARCHIVE_RULES,
  type ArchiveRule,
  CONFIGURATIONS,
  CONFLICT_RULES,
  type ConflictRule,
  DEFAULT_POLICY,
  type Owner,
  OWNERS,
  PLACEMENTS,
  type SyncPolicy,
} from '@libs/domain';
import { Type } from 'class-transformer';
import { IsArray, IsBoolean, IsIn, IsInt, Max, Min, ValidateNested } from 'class-validator';
import type { StoredPolicy } from './sync-policy.store';

function Owned(field: keyof SyncPolicy['owners']): PropertyDecorator {
  return (target, key) => {
    ApiPropertyOptional({ enum: OWNERS, default: DEFAULT_POLICY.owners[field] })(target, key);
    IsIn(OWNERS)(target, key);
  };
}

/** Which side's value stands, by field. */
export class OwnersDto {
  @Owned('customer') customer: Owner = DEFAULT_POLICY.owners.customer;
  @Owned('site') site: Owner = DEFAULT_POLICY.owners.site;
  @Owned('area') area: Owner = DEFAULT_POLICY.owners.area;
  @Owned('reference') reference: Owner = DEFAULT_POLICY.owners.reference;
  @Owned('placement') placement: Owner = DEFAULT_POLICY.owners.placement;
  @Owned('configuration') configuration: Owner = DEFAULT_POLICY.owners.configuration;
  @Owned('hardware_id') hardware_id: Owner = DEFAULT_POLICY.owners.hardware_id;
  @Owned('status') status: Owner = DEFAULT_POLICY.owners.status;
}

export class SetSyncPolicyDto {
  @ApiPropertyOptional({ type: OwnersDto, description: 'Which side owns which field' })
  @ValidateNested()
  @Type(() => OwnersDto)
  owners: OwnersDto = new OwnersDto();

  @ApiPropertyOptional({
    enum: CONFLICT_RULES,
    default: DEFAULT_POLICY.conflict,
    description:
      "Where both sides say something else: the owner's value goes over; or only where the owner's record was changed last; or nothing is done",
  })
  @IsIn(CONFLICT_RULES)
  conflict: ConflictRule = DEFAULT_POLICY.conflict;

  @ApiPropertyOptional({
    enum: ARCHIVE_RULES,
    default: DEFAULT_POLICY.onArchive,
    description: 'What happens to the device of an archived inspection point',
  })
  @IsIn(ARCHIVE_RULES)
  on_archive: ArchiveRule = DEFAULT_POLICY.onArchive;

  @ApiPropertyOptional({
    default: DEFAULT_POLICY.createPoints,
    description:
      'Plans that tell the ERP make an inspection point for each trap whose reference no point has; not for `inactive` traps',
  })
  @IsBoolean()
  create_points: boolean = DEFAULT_POLICY.createPoints;

  @ApiPropertyOptional({
    enum: ACTION_KINDS,
    isArray: true,
    default: [],
    description: 'Kinds that scheduled plans apply without being asked',
  })
  @IsArray()
  @IsIn(ACTION_KINDS, { each: true })
  auto_apply: ActionKind[] = [...DEFAULT_POLICY.autoApply];

  @ApiPropertyOptional({
    type: 'integer',
    minimum: 0,
    maximum: 100,
    default: DEFAULT_POLICY.limitPercent,
    description: 'A plan that would touch more of the records than this is never applied by itself',
  })
  @IsInt()
  @Min(0)
  @Max(100)
  limit_percent: number = DEFAULT_POLICY.limitPercent;

  @ApiPropertyOptional({
    enum: PLACEMENTS,
    default: DEFAULT_POLICY.defaultPlacement,
    description: 'Of new devices whose inspection point says nothing of it',
  })
  @IsIn(PLACEMENTS)
  default_placement: string = DEFAULT_POLICY.defaultPlacement;

  @ApiPropertyOptional({ enum: CONFIGURATIONS, default: DEFAULT_POLICY.defaultConfiguration })
  @IsIn(CONFIGURATIONS)
  default_configuration: string = DEFAULT_POLICY.defaultConfiguration;
}

export class SyncPolicyDto {
  @ApiProperty({ type: OwnersDto }) owners!: SyncPolicy['owners'];
  @ApiProperty({ enum: CONFLICT_RULES }) conflict!: ConflictRule;
  @ApiProperty({ enum: ARCHIVE_RULES }) on_archive!: ArchiveRule;
  @ApiProperty() create_points!: boolean;
  @ApiProperty({ enum: ACTION_KINDS, isArray: true }) auto_apply!: ActionKind[];
  @ApiProperty({ type: 'integer' }) limit_percent!: number;
  @ApiProperty({ enum: PLACEMENTS }) default_placement!: string;
  @ApiProperty({ enum: CONFIGURATIONS }) default_configuration!: string;
  @ApiProperty({ type: String, format: 'date-time', nullable: true, description: 'null: the default' })
  updated_at!: string | null;
  @ApiProperty({ type: String, nullable: true, example: 'admin' }) updated_by!: string | null;
}

export function policyOf(body: SetSyncPolicyDto): SyncPolicy {
  const { customer, site, area, reference, placement, configuration, hardware_id, status } = body.owners;
  return {
    owners: { customer, site, area, reference, placement, configuration, hardware_id, status },
    conflict: body.conflict,
    onArchive: body.on_archive,
    createPoints: body.create_points,
    autoApply: [...new Set(body.auto_apply)],
    limitPercent: body.limit_percent,
    defaultPlacement: body.default_placement,
    defaultConfiguration: body.default_configuration,
  };
}

export function toSyncPolicyDto({ policy, updatedAt, updatedBy }: StoredPolicy): SyncPolicyDto {
  return {
    owners: policy.owners,
    conflict: policy.conflict,
    on_archive: policy.onArchive,
    create_points: policy.createPoints,
    auto_apply: [...policy.autoApply],
    limit_percent: policy.limitPercent,
    default_placement: policy.defaultPlacement,
    default_configuration: policy.defaultConfiguration,
    updated_at: updatedAt?.toISOString() ?? null,
    updated_by: updatedBy,
  };
}
