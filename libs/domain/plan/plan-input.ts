import type { Device, DeviceFields } from '../device';
import type { InspectionPoint } from '../inspection-point';
import type { Direction, PlannedAction, SkippedAction } from './plan-action';
import type { SyncPolicy } from './sync-policy';

/** The one cluster for a new or moved device, or why there is not one. */
export type ClusterFor = (place: {
  readonly customer: string;
  readonly site: string;
}) => { readonly clusterId: string } | { readonly reason: string };

export interface PlanInput {
  /** Every inspection point of the ERP, archived ones included. */
  readonly points: readonly InspectionPoint[];
  /** Every device, of whatever type. */
  readonly devices: readonly Device[];
  readonly direction: Direction;
  readonly policy: SyncPolicy;
  /** The device that should stand at a point. */
  readonly toFields: (point: InspectionPoint) => DeviceFields;
  readonly clusterFor: ClusterFor;
  /** Why the ERP's points cannot be made from devices, in words; undefined where they can. */
  readonly refusesNewPoints: string | undefined;
  /** The cluster for new devices whose place does not tell one; undefined: they are skipped. */
  readonly otherwiseIn?: string | undefined;
}

export interface SyncPlan {
  /** By cluster, then reference: what one write can carry stands together. */
  readonly actions: readonly PlannedAction[];
  /** By reference. */
  readonly skipped: readonly SkippedAction[];
}

/** What a rule found for one record, or for what looked like one. */
export type Verdict = { readonly action: PlannedAction } | { readonly skipped: SkippedAction };
