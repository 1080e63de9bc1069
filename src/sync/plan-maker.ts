import { Injectable } from '@nestjs/common';
import { by } from '../audit/audit-act';
import { AuditTrail } from '../audit/audit-trail';
import type { Principal } from '../auth/principal';
import type { Plan } from './plan';
import { PlanStore } from './plan.store';
import { type MadePlan, Planner, type PlanRequest } from './planner';
import { RestorePlanner } from './restore-planner';
import { UndoPlanner } from './undo-planner';

/** Makes plans, keeps them, and writes down who made them. Nothing but the plan comes of it. */
@Injectable()
export class PlanMaker {
  constructor(
    private readonly planner: Planner,
    private readonly undoing: UndoPlanner,
    private readonly restoring: RestorePlanner,
    private readonly plans: PlanStore,
    private readonly audit: AuditTrail,
  ) {}

  /** Compares both sides and keeps what would have to be done. @throws UpstreamError when a side is incomplete */
  async make(principal: Principal, request: PlanRequest, signal: AbortSignal): Promise<Plan> {
    return this.keep(principal, await this.planner.make(principal, request, signal));
  }

  /**
   * A new plan that restores what another one has changed.
   * @throws ProblemError `not-found` for a plan that the account does not have, `conflict` where nothing of it is applied
   */
  async undo(principal: Principal, id: string, signal: AbortSignal): Promise<Plan> {
    const act = { ...by(principal), action: 'plan.undo', subject: { kind: 'plan', id } };
    return this.audit.witness(act, async () => {
      const plan = await this.plans.found(principal.account, id);
      return this.keep(principal, await this.undoing.make(principal, plan, signal));
    });
  }

  /**
   * A new plan that makes a cluster what it was in a version that is kept.
   * @throws ProblemError `not-found` for a cluster that the account does not see, or a version that is not kept
   */
  async restore(
    principal: Principal,
    clusterId: string,
    version: number,
    signal: AbortSignal,
  ): Promise<Plan> {
    return this.keep(principal, await this.restoring.make(principal, clusterId, version, signal));
  }

  async keep(principal: Principal, { plan, actions }: MadePlan): Promise<Plan> {
    const kept = await this.plans.save(plan, actions);
    const { id, direction, trigger, summary, undoes, note } = kept;
    this.audit.record({
      ...by(principal),
      action: 'plan.make',
      subject: { kind: 'plan', id },
      after: { direction, trigger, summary, undoes, note },
      result: 'done',
    });
    return kept;
  }
}
