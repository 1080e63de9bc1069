import { ApiProperty } from '@nestjs/swagger';
import {
  ACTION_KINDS,
  type ActionKind,
  type Direction,
  DIRECTIONS,
  type PlanValues,
  type Risk,
  RISKS,
} from '@libs/domain';
import {
  ACTION_STATUSES,
  type ActionStatus,
  type Plan,
  PLAN_STATUSES,
  PLAN_TRIGGERS,
  type PlanProgress,
  type PlanStatus,
  type PlanTrigger,
  type StoredAction,
} from './plan';
import { PlanFiltersDto, PlanScopeDto } from './plan.query';

/** The names of an action's values on the wire. */
const WIRE_NAMES: Readonly<Partial<Record<string, string>>> = {
  erpReference: 'erp_reference',
  hardwareId: 'hardware_id',
  clusterId: 'cluster_id',
  lastSync: 'last_sync',
};

const VALUES = {
  type: 'object',
  nullable: true,
  additionalProperties: { type: 'string' },
} as const;

/** Counts under some of these names. */
const countsOf = (names: readonly string[]) => ({
  type: 'object' as const,
  properties: Object.fromEntries(names.map((name) => [name, { type: 'integer' as const }])),
  additionalProperties: false,
});

/** One change to one record of one side. */
export class PlanActionDto {
  @ApiProperty({ example: '17', description: 'Within its plan, in the order in which actions are applied' })
  id!: string;
  @ApiProperty({ enum: ACTION_KINDS }) kind!: ActionKind;
  @ApiProperty({ enum: RISKS }) risk!: Risk;
  @ApiProperty({
    enum: ACTION_STATUSES,
    description:
      '`refused`: its records have changed since, or do not allow it; `skipped`: never part of the plan',
  })
  status!: ActionStatus;
  @ApiProperty({ example: 'No device has the reference of the inspection point HF_DSM_0014.' })
  reason!: string;
  @ApiProperty({ example: 'HF_DSM_0014', description: 'Under which the record is found afterwards' })
  erp_reference!: string;
  @ApiProperty({
    type: String,
    nullable: true,
    example: 'erp-device-3f0c1f0a-6b1e-4a53-9d1b-7b6f0f6f8c21',
    description: 'The device; that of a `create` is fixed with the plan',
  })
  guid!: string | null;
  @ApiProperty({
    ...VALUES,
    example: null,
    description:
      'The values that the action is about, as they were; null for a record that is made or restored',
  })
  before!: Record<string, string> | null;
  @ApiProperty({
    ...VALUES,
    example: { area: 'Grain Intake' },
    description: 'As they are to be; null for a record that is deleted or archived',
  })
  after!: Record<string, string> | null;
  @ApiProperty({
    type: String,
    nullable: true,
    example: '42',
    description: "The ERP's record; null for a `create_point` until it is applied",
  })
  erp_id!: string | null;
  @ApiProperty({
    type: String,
    nullable: true,
    description: "Holds the device, or is to; null for an action on the ERP's side",
  })
  cluster_id!: string | null;
  @ApiProperty({ example: 'Harbour Foods' }) customer!: string;
  @ApiProperty({ example: 'Dock Street Mill' }) site!: string;
  @ApiProperty({ example: '', description: 'Why it was refused, has failed or is skipped; else empty' })
  result!: string;
}

/** A plan without its actions. */
export class PlanHeadDto {
  @ApiProperty({ example: 'plan-0f3c8a52-6a0e-4f0e-9a53-7d1a0c1f2b3e' }) id!: string;
  @ApiProperty({ enum: DIRECTIONS }) direction!: Direction;
  @ApiProperty({ enum: PLAN_STATUSES }) status!: PlanStatus;
  @ApiProperty({ format: 'date-time', example: '2026-11-21T09:00:00.012Z' }) created_at!: string;
  @ApiProperty({ example: 'planner', description: 'API key or user' }) created_by!: string;
  @ApiProperty({ enum: PLAN_TRIGGERS }) trigger!: PlanTrigger;
  @ApiProperty({
    ...countsOf(ACTION_KINDS),
    example: { create: 31, update: 2 },
    description: 'Actions by kind, without the skipped ones; kinds without any are absent',
  })
  summary!: Plan['summary'];
  @ApiProperty({
    ...countsOf(ACTION_STATUSES),
    example: { pending: 30, applied: 3, skipped: 4 },
    description: 'Actions by status; those without any are absent',
  })
  progress!: PlanProgress;
  @ApiProperty({
    type: 'integer',
    example: 9,
    description: 'How much of the records the plan touches, in per cent, rounded up',
  })
  touched_percent!: number;
  @ApiProperty({ type: PlanScopeDto }) scope!: PlanScopeDto;
  @ApiProperty({ type: PlanFiltersDto }) filters!: PlanFiltersDto;
  @ApiProperty({ type: String, nullable: true, description: 'The plan that this one undoes' })
  undoes!: string | null;
  @ApiProperty({ example: '', description: 'Why it stands as it does, or what it waits for; else empty' })
  note!: string;
  @ApiProperty({ format: 'date-time', description: 'When reading the inspection points began' })
  points_as_of!: string;
  @ApiProperty({ format: 'date-time', description: 'No device was read before' }) devices_as_of!: string;
  @ApiProperty({ type: String, format: 'date-time', nullable: true, description: 'Last asked to be applied' })
  started_at!: string | null;
  @ApiProperty({ type: String, nullable: true, example: 'planner' }) started_by!: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) ended_at!: string | null;
}

export class PlanDto extends PlanHeadDto {
  @ApiProperty({ type: [PlanActionDto] }) actions!: PlanActionDto[];
  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Cursor of the next actions; null on the last page',
  })
  next_cursor!: string | null;
}

export class PlanListDto {
  @ApiProperty({ type: [PlanHeadDto], description: 'Newest first' }) plans!: PlanHeadDto[];
  @ApiProperty({ type: String, nullable: true, description: 'Cursor of the next page; null on the last' })
  next_cursor!: string | null;
}

export function toPlanHeadDto(plan: Plan, progress: PlanProgress): Pick<PlanHeadDto, keyof PlanHeadDto> {
  const { scope, filters } = plan;
  return {
    id: plan.id,
    direction: plan.direction,
    status: plan.status,
    created_at: plan.createdAt.toISOString(),
    created_by: plan.createdBy.name,
    trigger: plan.trigger,
    summary: plan.summary,
    progress,
    touched_percent: plan.touchedPercent,
    scope: {
      ...(scope.customers !== undefined && { customers: [...scope.customers] }),
      ...(scope.sites !== undefined && { sites: [...scope.sites] }),
      ...(scope.references !== undefined && { references: [...scope.references] }),
      ...(scope.clusterIds !== undefined && { cluster_ids: [...scope.clusterIds] }),
    },
    filters: {
      ...(filters.kinds !== undefined && { kinds: [...filters.kinds] }),
      ...(filters.maxRisk !== undefined && { max_risk: filters.maxRisk }),
    },
    undoes: plan.undoes,
    note: plan.note,
    points_as_of: plan.pointsAsOf.toISOString(),
    devices_as_of: plan.devicesAsOf.toISOString(),
    started_at: plan.startedAt?.toISOString() ?? null,
    started_by: plan.startedBy?.name ?? null,
    ended_at: plan.endedAt?.toISOString() ?? null,
  };
}

export function toPlanActionDto(action: StoredAction): PlanActionDto {
  return {
    id: String(action.position),
    kind: action.kind,
    risk: action.risk,
    status: action.status,
    reason: action.reason,
    erp_reference: action.erpReference,
    guid: action.guid,
    before: wireValues(action.before),
    after: wireValues(action.after),
    erp_id: action.erpId,
    cluster_id: action.clusterId,
    customer: action.customer,
    site: action.site,
    result: action.result,
  };
}

function wireValues(values: PlanValues | null): Record<string, string> | null {
  if (values === null) return null;
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [WIRE_NAMES[name] ?? name, value]));
}
