import { Injectable } from '@nestjs/common';
import { deviceVersion, type InspectionPoint, pointVersion, sideOf } from '@libs/domain';
import type { Principal } from '../auth/principal';
import { Configuration } from '../config/configuration';
import { BaseErpAdapter } from '../erp/base-erp.adapter';
import { CatalogueService } from '../microshare/catalogue.service';
import type { DeviceIndex } from '../microshare/catalogue/device-index';
import { type ActionOutcome, applied, outcomeOf, refused, skipped } from './action-outcome';
import { DeviceActions, deviceIn, isCarriedOut } from './device-actions';
import { CANCELLED, type DueAction, type OwnVersions, PlanCourse, type PlanStep } from './plan-course.store';
import { PointActions } from './point-actions';
import { isDone } from './point-done';

/** What an action is judged by. */
interface Present {
  readonly index: DeviceIndex;
  readonly points: ReadonlyMap<string, InspectionPoint>;
  /** Points that have the references for which new ones are to be made. */
  readonly namesakes: ReadonlyMap<string, readonly InspectionPoint[]>;
  readonly own: OwnVersions;
}

/** Carries out one step of a plan: looks at the records as they are now, leaves what has changed, changes the rest. */
@Injectable()
export class PlanSteps {
  constructor(
    private readonly course: PlanCourse,
    private readonly devices: DeviceActions,
    private readonly pointActions: PointActions,
    private readonly erp: BaseErpAdapter,
    private readonly catalogue: CatalogueService,
    private readonly configuration: Configuration,
  ) {}

  /**
   * One outcome per action, in no order. An action that was given out before, of which nobody knows what became, is
   * recognised by what the records hold.
   * @throws the signal's reason
   */
  async carryOut(step: PlanStep, signal: AbortSignal): Promise<readonly ActionOutcome[]> {
    const { plan, actions } = step;
    const principal: Principal = { ...(plan.startedBy ?? plan.createdBy), account: plan.account };
    try {
      const present = await this.present(step, signal);
      const outcomes: ActionOutcome[] = [];
      const due: DueAction[] = [];
      for (const action of actions) {
        const known = this.judge(step, action, present);
        if (known === undefined) due.push(action);
        else outcomes.push(known);
      }
      if (due.length === 0) return outcomes;
      const [first] = due;
      const done =
        first !== undefined && sideOf(first.kind) === 'erp'
          ? await this.pointActions.run(principal, due, present.points, signal)
          : await this.devices.run(principal, due);
      return [...outcomes, ...done];
    } catch (error) {
      signal.throwIfAborted();
      return actions.map(({ position }) => outcomeOf(position, error));
    }
  }

  private async present({ plan, actions }: PlanStep, signal: AbortSignal): Promise<Present> {
    const inDoubt = actions.some(({ wasSent }) => wasSent);
    const maxAgeS = inDoubt ? 0 : this.configuration.cache.deviceTtlS;
    const erpIds = [...new Set(actions.flatMap(({ erpId }) => erpId ?? []))];
    const made = actions.flatMap(({ kind, erpReference }) => (kind === 'create_point' ? [erpReference] : []));
    const [, points, namesakes, own] = await Promise.all([
      this.catalogue.readComplete(plan.account, { maxAgeS, signal }),
      erpIds.length === 0 ? [] : this.erp.findByIds(erpIds, signal),
      made.length === 0 ? [] : this.erp.findByReferences(made, signal),
      this.course.ownVersions(plan, actions),
    ]);
    const { index } = this.catalogue.view(plan.account);
    return {
      index,
      points: new Map(points.map((point) => [point.erpId, point])),
      namesakes: byReference(namesakes),
      own,
    };
  }

  /** What can be said of an action without changing anything; undefined where it is to be carried out. */
  private judge({ plan }: PlanStep, action: DueAction, present: Present): ActionOutcome | undefined {
    const { position, wasSent, erpId, kind } = action;
    const { index, points, namesakes, own } = present;
    const [namesake, second] = kind === 'create_point' ? (namesakes.get(action.erpReference) ?? []) : [];
    const point = second === undefined ? (namesake ?? points.get(erpId ?? '')) : undefined;
    const tellsErp = sideOf(kind) === 'erp';
    if (wasSent) {
      const done = tellsErp ? point !== undefined && isDone(action, point) : isCarriedOut(index, action);
      if (done) return applied(position, versionNow(action, index, point), namesake?.erpId);
    }
    if (plan.status === 'cancelled') return skipped(position, CANCELLED);
    if (kind === 'create' && !wasSent && index.byGuid(action.guid ?? '').length > 0) {
      return refused(position, 'There is a device with this guid by now.');
    }
    if (namesake !== undefined) {
      return refused(position, 'An inspection point has got this reference since the plan was made.');
    }
    if (erpId !== null && action.pointVersion !== null) {
      if (point === undefined) return refused(position, 'The inspection point is not there any more.');
      const version = pointVersion(point);
      if (version !== action.pointVersion && version !== own.byErpId.get(erpId)) {
        return refused(position, 'The inspection point has been changed since the plan was made.');
      }
    }
    return tellsErp ? this.judgeDevice(action, present) : undefined;
  }

  /** The device that the ERP is to hear of; one that is to be changed is judged by its cluster's writer. */
  private judgeDevice(
    { position, guid, deviceVersion: planned }: DueAction,
    { index, own }: Present,
  ): ActionOutcome | undefined {
    if (guid === null || planned === null) return undefined;
    const device = index.byGuid(guid).at(0);
    if (device === undefined) return refused(position, 'The device is not there any more.');
    const version = deviceVersion(device);
    if (version === planned || version === own.byGuid.get(guid)) return undefined;
    return refused(position, 'The device has been changed since the plan was made.');
  }
}

function byReference(points: readonly InspectionPoint[]): ReadonlyMap<string, readonly InspectionPoint[]> {
  const groups = new Map<string, InspectionPoint[]>();
  for (const point of points) groups.set(point.reference, [...(groups.get(point.reference) ?? []), point]);
  return groups;
}

function versionNow(
  { kind, guid, clusterId, after }: DueAction,
  index: DeviceIndex,
  point: InspectionPoint | undefined,
): string | null {
  if (sideOf(kind) === 'erp') return point === undefined ? null : pointVersion(point);
  const device = deviceIn(index, kind === 'move' ? after?.clusterId : clusterId, guid ?? '');
  return device === undefined ? null : deviceVersion(device);
}
