import type { ActionKind, Direction, PlanFilters, PlanScope, PlanValues, Risk } from '@libs/domain';
import type { Insertable, JSONColumnType, Selectable } from 'kysely';
import type { CreatedAt, Timestamp } from '../database/schema';
import type { DeviceState } from '../microshare/cluster-state';
import type {
  ActionStatus,
  Actor,
  NewAction,
  NewPlan,
  Plan,
  PlanStatus,
  PlanTrigger,
  StoredAction,
} from './plan';

type Json<T extends object | null> = JSONColumnType<T, string | null, string | null>;

interface PlanTable {
  tenant: string;
  id: string;
  account: string;
  direction: Direction;
  status: PlanStatus;
  trigger: PlanTrigger;
  scope: Json<PlanScope>;
  filters: Json<PlanFilters>;
  summary: Json<Plan['summary']>;
  touched_percent: number;
  undoes: string | null;
  note: string;
  created_at: CreatedAt;
  created_by: Json<Actor>;
  points_as_of: Timestamp;
  devices_as_of: Timestamp;
  started_at: Timestamp | null;
  started_by: Json<Actor | null>;
  ended_at: Timestamp | null;
}

interface PlanActionTable {
  tenant: string;
  plan_id: string;
  position: number;
  kind: ActionKind;
  risk: Risk;
  status: ActionStatus;
  reason: string;
  erp_reference: string;
  erp_id: string | null;
  guid: string | null;
  customer: string;
  site: string;
  cluster_id: string | null;
  before: Json<PlanValues | null>;
  after: Json<PlanValues | null>;
  device_version: string | null;
  point_version: string | null;
  device_state: Json<DeviceState | null>;
  applied_version: string | null;
  exchange: number | null;
  undoes: number | null;
  /** Somebody wants it applied. */
  chosen: boolean;
  /** When it was first given to the side that it changes; it may have been carried out since, whatever its status. */
  sent_at: Timestamp | null;
  settled_at: Timestamp | null;
  result: string;
}

declare module '../database/schema' {
  interface Schema {
    sync_plans: PlanTable;
    sync_plan_actions: PlanActionTable;
  }
}

export function planOf(row: Selectable<PlanTable>): Plan {
  return {
    id: row.id,
    account: { tenant: row.tenant, account: row.account },
    direction: row.direction,
    status: row.status,
    trigger: row.trigger,
    scope: row.scope,
    filters: row.filters,
    summary: row.summary,
    touchedPercent: row.touched_percent,
    undoes: row.undoes,
    note: row.note,
    createdAt: row.created_at,
    createdBy: row.created_by,
    pointsAsOf: row.points_as_of,
    devicesAsOf: row.devices_as_of,
    startedAt: row.started_at,
    startedBy: row.started_by,
    endedAt: row.ended_at,
  };
}

export function planRow(plan: NewPlan, summary: Plan['summary']): Insertable<PlanTable> {
  return {
    tenant: plan.account.tenant,
    id: plan.id,
    account: plan.account.account,
    direction: plan.direction,
    status: 'draft',
    trigger: plan.trigger,
    scope: JSON.stringify(plan.scope),
    filters: JSON.stringify(plan.filters),
    summary: JSON.stringify(summary),
    touched_percent: plan.touchedPercent,
    undoes: plan.undoes,
    note: plan.note,
    created_by: JSON.stringify(plan.createdBy),
    points_as_of: plan.pointsAsOf,
    devices_as_of: plan.devicesAsOf,
  };
}

export function actionOf(row: Selectable<PlanActionTable>): StoredAction {
  return {
    planId: row.plan_id,
    position: row.position,
    kind: row.kind,
    risk: row.risk,
    status: row.status,
    reason: row.reason,
    erpReference: row.erp_reference,
    erpId: row.erp_id,
    guid: row.guid,
    customer: row.customer,
    site: row.site,
    clusterId: row.cluster_id,
    before: row.before,
    after: row.after,
    deviceVersion: row.device_version,
    pointVersion: row.point_version,
    state: row.device_state ?? undefined,
    exchange: row.exchange ?? undefined,
    appliedVersion: row.applied_version,
    undoes: row.undoes,
    result: row.result,
  };
}

export function actionRow(
  { id, account }: NewPlan,
  action: NewAction,
  position: number,
): Insertable<PlanActionTable> {
  const { before, after } = action;
  return {
    tenant: account.tenant,
    plan_id: id,
    position,
    kind: action.kind,
    risk: action.risk,
    status: action.status,
    reason: action.reason,
    erp_reference: action.erpReference,
    erp_id: action.erpId,
    guid: action.guid,
    customer: action.customer,
    site: action.site,
    cluster_id: action.clusterId,
    before: before === null ? null : JSON.stringify(before),
    after: after === null ? null : JSON.stringify(after),
    device_version: action.deviceVersion,
    point_version: action.pointVersion,
    device_state: action.state === undefined ? null : JSON.stringify(action.state),
    exchange: action.exchange ?? null,
    undoes: action.undoes,
    chosen: false,
    result: '',
  };
}
