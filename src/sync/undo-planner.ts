import { Injectable } from '@nestjs/common';
import { type InspectionPoint, sideOf, touchedPercent, undoAction } from '@libs/domain';
import type { Principal } from '../auth/principal';
import { ProblemError } from '../common/problem';
import { BaseErpAdapter } from '../erp/base-erp.adapter';
import { CatalogueService } from '../microshare/catalogue.service';
import type { NewAction, Plan, StoredAction } from './plan';
import { deviceIn } from './device-actions';
import { PlanStore } from './plan.store';
import { actorOf, type MadePlan, newPlanId, skippedAction } from './planner';

/** Points asked for at a time. */
const AT_ONCE = 500;

/** Makes the plan that restores what another one has changed, where nobody has changed it since. */
@Injectable()
export class UndoPlanner {
  constructor(
    private readonly plans: PlanStore,
    private readonly catalogue: CatalogueService,
    private readonly erp: BaseErpAdapter,
  ) {}

  /**
   * @throws ProblemError `conflict` when nothing of the plan is applied
   * @throws UpstreamError when the records cannot be looked at
   */
  async make(principal: Principal, plan: Plan, signal: AbortSignal): Promise<MadePlan> {
    const done: StoredAction[] = [];
    for await (const action of this.plans.everyAction(plan, { statuses: ['applied'] })) done.push(action);
    if (done.length === 0) {
      throw new ProblemError(
        'conflict',
        `nothing of the plan ${plan.id} is applied: there is nothing to undo`,
      );
    }
    this.catalogue.view(principal.account);
    const pointsAsOf = new Date();
    const [{ devices, asOf }, points] = await Promise.all([
      this.catalogue.readComplete(principal.account, { maxAgeS: 0, signal }),
      this.points(done, signal),
    ]);
    const { index } = this.catalogue.view(principal.account);
    // What was done last is undone first: it may stand on what was done before.
    const actions = done.reverse().map((action): NewAction => {
      const verdict = undoAction(action, {
        device: deviceIn(index, placeOf(action), action.guid ?? ''),
        point: points.get(action.erpId ?? ''),
      });
      if ('skipped' in verdict) return skippedAction(verdict.skipped);
      const { state, exchange, position } = action;
      return { ...verdict.action, status: 'pending', state, exchange, undoes: position };
    });
    return {
      plan: {
        id: newPlanId(),
        account: plan.account,
        direction: plan.direction,
        trigger: 'request',
        scope: {},
        filters: {},
        touchedPercent: touchedPercent(actions.length, points.size, devices.length),
        undoes: plan.id,
        note: '',
        createdBy: actorOf(principal),
        pointsAsOf,
        devicesAsOf: asOf,
      },
      actions,
    };
  }

  private async points(
    actions: readonly StoredAction[],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, InspectionPoint>> {
    const ids = [...new Set(actions.flatMap(({ erpId }) => erpId ?? []))];
    const found = new Map<string, InspectionPoint>();
    for (let from = 0; from < ids.length; from += AT_ONCE) {
      for (const point of await this.erp.findByIds(ids.slice(from, from + AT_ONCE), signal)) {
        found.set(point.erpId, point);
      }
    }
    return found;
  }
}

/** Where the device of an applied action is now. */
function placeOf({ kind, clusterId, after }: StoredAction): string | null {
  if (sideOf(kind) === 'erp') return null;
  return after?.clusterId ?? clusterId;
}
