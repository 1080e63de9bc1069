import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import {
  type ClusterFor,
  type Direction,
  type InspectionPoint,
  type PlanFilters,
  type PlannedAction,
  planSelection,
  planSides,
  type PlanScope,
  sideOf,
  type SkippedAction,
  touchedPercent,
} from '@libs/domain';
import type { Principal } from '../auth/principal';
import { ProblemError } from '../common/problem';
import { chooseCluster } from '../devices/cluster-chooser';
import { BaseErpAdapter } from '../erp/base-erp.adapter';
import { SideFailure, SideReader } from '../gap-analysis/side-reader';
import type { DeviceIndex } from '../microshare/catalogue/device-index';
import { CatalogueService } from '../microshare/catalogue.service';
import { type NewAction, type NewPlan, NOTHING_PLANNED, type PlanTrigger } from './plan';
import { SyncPolicies } from './sync-policy.store';

/** What a plan is wanted for. */
export interface PlanRequest {
  readonly direction: Direction;
  readonly scope: PlanScope;
  readonly filters: PlanFilters;
  readonly trigger: PlanTrigger;
  /** The cluster for new devices whose place does not tell one; undefined: they are skipped. */
  readonly otherwiseIn?: string | undefined;
}

export interface MadePlan {
  readonly plan: NewPlan;
  readonly actions: readonly NewAction[];
}

/** Compares both sides and makes a plan of what differs. Changes nothing. */
@Injectable()
export class Planner {
  constructor(
    private readonly sides: SideReader,
    private readonly catalogue: CatalogueService,
    private readonly erp: BaseErpAdapter,
    private readonly policies: SyncPolicies,
  ) {}

  /**
   * @throws UpstreamError when a side cannot be read completely
   * @throws ProblemError `unavailable` while the devices are not known, `unprocessable` for a cluster that cannot take traps
   */
  async make(principal: Principal, request: PlanRequest, signal: AbortSignal): Promise<MadePlan> {
    const { account } = principal;
    // A first discovery is not waited for.
    this.catalogue.view(account);
    const { points, devices, pointsAsOf, devicesAsOf } = await this.read(principal, signal);
    const { index } = this.catalogue.view(account);
    const { direction, scope, filters, trigger, otherwiseIn } = request;
    if (otherwiseIn !== undefined) refuseUnfitCluster(index, otherwiseIn);
    const { policy } = await this.policies.of(account.tenant);
    const planned = planSides({
      points,
      devices,
      direction,
      policy,
      toFields: (point) => this.erp.mapToMicroshare(point),
      clusterFor: clusterChooser(index),
      refusesNewPoints: this.erp.capabilities().refusesNewPoints,
      otherwiseIn,
    });
    const { wantsAction, wantsSkipped } = planSelection(scope, filters);
    const actions = planned.actions.filter(wantsAction).map(synchronisedAt(pointsAsOf, points));
    return {
      plan: {
        id: newPlanId(),
        account,
        direction,
        trigger,
        scope,
        filters,
        touchedPercent: touchedPercent(actions.length, points.length, devices.length),
        undoes: null,
        note: '',
        createdBy: actorOf(principal),
        pointsAsOf,
        devicesAsOf,
      },
      actions: [
        ...actions.map((action): NewAction => ({
          ...action,
          // The identity of a new device is fixed here: whoever applies the plan again finds what was made before.
          guid: action.guid ?? `erp-device-${randomUUID()}`,
          status: 'pending',
          undoes: null,
        })),
        ...planned.skipped.filter(wantsSkipped).map(skippedAction),
      ],
    };
  }

  private async read({ account }: Principal, signal: AbortSignal): ReturnType<SideReader['read']> {
    try {
      return await this.sides.read(account, signal);
    } catch (error) {
      throw error instanceof SideFailure ? error.cause : error;
    }
  }
}

export function newPlanId(): string {
  return `plan-${randomUUID()}`;
}

export function actorOf({ kind, name, role }: Principal): NewPlan['createdBy'] {
  return { kind, name, role };
}

export function skippedAction(skipped: SkippedAction): NewAction {
  return { ...NOTHING_PLANNED, ...skipped, status: 'skipped', undoes: null };
}

/**
 * Lets a write-back tell the ERP when it was told, where it has a field for that. The time is the plan's, so that a
 * repetition writes the same; it is no reason for a write-back by itself.
 */
function synchronisedAt(
  at: Date,
  points: readonly InspectionPoint[],
): (action: PlannedAction) => PlannedAction {
  const lastSyncs = new Map(
    points.flatMap(({ erpId, lastSync }) => (lastSync === undefined ? [] : [[erpId, lastSync] as const])),
  );
  const after = `${at.toISOString().slice(0, 19)}.000Z`;
  return (action) => {
    const before = lastSyncs.get(action.erpId ?? '');
    if (sideOf(action.kind) !== 'erp' || before === undefined) return action;
    return {
      ...action,
      before: { ...action.before, lastSync: before },
      after: { ...action.after, lastSync: after },
    };
  };
}

function refuseUnfitCluster(index: DeviceIndex, id: string): void {
  if (index.cluster(id)?.summary.deviceType === 'rodent_sensor') return;
  throw new ProblemError('unprocessable', `there is no cluster ${id} for traps`, {
    errors: [
      {
        field: 'new_devices_in',
        message: 'must be the id of a cluster for traps; GET /api/v1/clusters lists them',
        value: id,
      },
    ],
  });
}

/** Remembers its answers: many devices are for the same place. */
function clusterChooser(index: DeviceIndex): ClusterFor {
  const known = new Map<string, ReturnType<ClusterFor>>();
  return ({ customer, site }) => {
    const key = JSON.stringify([customer, site]);
    const earlier = known.get(key);
    if (earlier !== undefined) return earlier;
    const choice = chooseCluster(index, { deviceType: 'rodent_sensor', customer, site });
    const answer = 'cluster' in choice ? { clusterId: choice.cluster.id } : { reason: choice.reason };
    known.set(key, answer);
    return answer;
  };
}
