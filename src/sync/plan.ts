import type {
  ActionKind,
  Direction,
  PlanFilters,
  PlannedAction,
  PlanScope,
  PlanValues,
  Risk,
} from '@libs/domain';
import type { Principal } from '../auth/principal';
import type { DeviceState } from '../microshare/cluster-state';
import type { UpstreamAccount } from '../microshare/upstream-account';

export const PLAN_STATUSES = ['draft', 'applying', 'paused', 'applied', 'failed', 'cancelled'] as const;
/** `applied`: everything that was chosen has a result; `failed`: something of it has failed, or applying had to end. */
export type PlanStatus = (typeof PLAN_STATUSES)[number];

export const ACTION_STATUSES = ['pending', 'applied', 'failed', 'refused', 'skipped', 'undone'] as const;
/** `refused`: its records have changed since the plan was made, or do not allow it any more. */
export type ActionStatus = (typeof ACTION_STATUSES)[number];

export const PLAN_TRIGGERS = ['request', 'schedule', 'hint'] as const;
export type PlanTrigger = (typeof PLAN_TRIGGERS)[number];

/** Who planned, or applies: whoever goes on with it acts for the same account under the same name. */
export type Actor = Pick<Principal, 'kind' | 'name' | 'role'>;

/** What is known of a plan before it is stored. */
export interface NewPlan {
  readonly id: string;
  readonly account: UpstreamAccount;
  readonly direction: Direction;
  readonly trigger: PlanTrigger;
  readonly scope: PlanScope;
  readonly filters: PlanFilters;
  /** 0..100, of the records on the larger side. */
  readonly touchedPercent: number;
  /** The plan that this one undoes. */
  readonly undoes: string | null;
  /** Why it stands as it does, for people; '' where there is nothing to say. */
  readonly note: string;
  readonly createdBy: Actor;
  readonly pointsAsOf: Date;
  readonly devicesAsOf: Date;
}

/** How many actions have come how far; a status without actions is absent. */
export type PlanProgress = { readonly [Status in ActionStatus]?: number };

export interface Plan extends NewPlan {
  readonly status: PlanStatus;
  /** Actions by kind, without those that are skipped. */
  readonly summary: { readonly [Kind in ActionKind]?: number };
  readonly createdAt: Date;
  readonly startedAt: Date | null;
  readonly startedBy: Actor | null;
  readonly endedAt: Date | null;
}

/** An action to store; the skipped ones stand among the others. */
export interface NewAction extends PlannedAction {
  readonly status: 'pending' | 'skipped';
  /** Of a `create`: the device as upstream held it once, which knows fields that nobody here does. */
  readonly state?: DeviceState | undefined;
  /** Position, in the plan that is undone, of the action that this one undoes. */
  readonly undoes: number | null;
}

export interface StoredAction extends PlannedAction {
  readonly planId: string;
  /** From 1 on, in the order in which they are applied; the id of the action within its plan. */
  readonly position: number;
  readonly status: ActionStatus;
  /** Why it was refused or has failed; '' else. */
  readonly result: string;
  /** Of its record after it was applied: `deviceVersion`, or `pointVersion` on the ERP's side; null for a `delete`. */
  readonly appliedVersion: string | null;
  readonly state?: DeviceState | undefined;
  readonly undoes: number | null;
}

/** What a skipped action has in place of values. */
export const NOTHING_PLANNED: Pick<
  PlannedAction,
  'risk' | 'clusterId' | 'before' | 'after' | 'deviceVersion' | 'pointVersion'
> = {
  risk: 'low' satisfies Risk,
  clusterId: null,
  before: null satisfies PlanValues | null,
  after: null,
  deviceVersion: null,
  pointVersion: null,
};
