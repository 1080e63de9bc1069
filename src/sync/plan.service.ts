import { Injectable } from '@nestjs/common';
import { by } from '../audit/audit-act';
import { AuditTrail } from '../audit/audit-trail';
import type { Principal } from '../auth/principal';
import { ProblemError } from '../common/problem';
import { JobQueue } from '../jobs/job-queue';
import type { UpstreamAccount } from '../microshare/upstream-account';
import type { Plan, PlanStatus } from './plan';
import { PlanCourse } from './plan-course.store';
import { APPLY_PLAN, PlanRunner } from './plan-runner';
import { PlanStore } from './plan.store';
import { actorOf } from './planner';

/** When another process looks for what a caller was waiting for, in milliseconds. */
const TAKEOVER_MS = 60_000;

/** Plans as callers know them: applied in the background, held up, called off. Who did so is in the audit trail. */
@Injectable()
export class PlanService {
  constructor(
    private readonly plans: PlanStore,
    private readonly course: PlanCourse,
    private readonly runner: PlanRunner,
    private readonly queue: JobQueue,
    private readonly audit: AuditTrail,
  ) {}

  /** @throws ProblemError `not-found` for a plan that is unknown, or of another account */
  find(account: UpstreamAccount, id: string): Promise<Plan> {
    return this.plans.found(account, id);
  }

  /**
   * Lets a plan be applied in the background, all of it or the actions at these positions; what failed before is tried
   * again. Repeating it changes nothing.
   * @throws ProblemError `conflict` for a plan that was cancelled, `unprocessable` for positions that it does not have
   */
  apply(principal: Principal, id: string, positions?: readonly number[]): Promise<Plan> {
    return this.witness(principal, 'apply', id, () => this.begin(principal, id, positions));
  }

  /**
   * Applies all of a plan while the caller waits. What a connected system cannot take now is called off, with the reason as
   * the plan's note: nobody is told that it failed while it is still tried.
   */
  applyNow(principal: Principal, id: string): Promise<Plan> {
    return this.witness(principal, 'apply', id, () => this.runNow(principal, id));
  }

  /** What was given out already still gets its result. @throws ProblemError `conflict` for one that is not applied now */
  pause(principal: Principal, id: string): Promise<Plan> {
    return this.witness(principal, 'pause', id, () =>
      this.change(principal, id, ['applying'], 'paused', 'only one that is being applied can be'),
    );
  }

  /** @throws ProblemError `conflict` for one that is not paused */
  resume(principal: Principal, id: string): Promise<Plan> {
    return this.witness(principal, 'resume', id, async () => {
      const resumed = await this.change(principal, id, ['paused'], 'applying', 'only a paused one can be');
      await this.enqueue(resumed);
      return resumed;
    });
  }

  /** What is applied stays; the rest never will be. @throws ProblemError `conflict` for one that is applied already */
  cancel(principal: Principal, id: string): Promise<Plan> {
    return this.witness(principal, 'cancel', id, () => this.callOff(principal, id));
  }

  private async begin(principal: Principal, id: string, positions?: readonly number[]): Promise<Plan> {
    const plan = await this.find(principal.account, id);
    if (plan.status === 'cancelled') throw wrongStatus(plan, 'applied', 'make a new one');
    const unknown = positions === undefined ? [] : await this.plans.unknown(plan, positions);
    if (unknown.length > 0) throw unknownActions(unknown);
    const begun = await this.course.begin(plan, actorOf(principal), positions);
    await this.runner.tell('started', begun);
    await this.enqueue(begun);
    return begun;
  }

  private async runNow(principal: Principal, id: string): Promise<Plan> {
    const plan = await this.find(principal.account, id);
    const subject = { tenant: plan.account.tenant, id };
    await this.runner.tell('started', await this.course.begin(plan, actorOf(principal), undefined));
    // For the case that this process dies on the way.
    await this.queue.add(APPLY_PLAN, subject, { delayMs: TAKEOVER_MS });
    await this.runner.run(subject, new AbortController().signal);
    const ended = await this.find(principal.account, id);
    return ended.status === 'applied' || ended.status === 'failed' ? ended : this.cancel(principal, id);
  }

  private async callOff(principal: Principal, id: string): Promise<Plan> {
    const plan = await this.find(principal.account, id);
    const cancelled = await this.course.cancel(plan);
    if (cancelled === undefined) {
      const now = await this.find(principal.account, id);
      if (now.status === 'cancelled') return now;
      throw wrongStatus(now, 'cancelled', 'undo it instead');
    }
    // Somebody has to find out what became of what was given out.
    await this.enqueue(cancelled);
    await this.runner.tell('ended', cancelled);
    return cancelled;
  }

  private async change(
    { account }: Principal,
    id: string,
    from: readonly PlanStatus[],
    to: PlanStatus,
    remedy: string,
  ): Promise<Plan> {
    const plan = await this.find(account, id);
    const changed = await this.course.change(plan, from, to, '');
    if (changed !== undefined) {
      await this.runner.tell('progressed', changed);
      return changed;
    }
    const now = await this.find(account, id);
    if (now.status === to) return now;
    throw wrongStatus(now, to === 'applying' ? 'resumed' : to, remedy);
  }

  private witness(
    principal: Principal,
    verb: 'apply' | 'pause' | 'resume' | 'cancel',
    id: string,
    work: () => Promise<Plan>,
  ): Promise<Plan> {
    const act = { ...by(principal), action: `plan.${verb}`, subject: { kind: 'plan', id } };
    return this.audit.witness(act, work);
  }

  private enqueue({ account, id }: Plan): Promise<void> {
    return this.queue.add(APPLY_PLAN, { tenant: account.tenant, id });
  }
}

function wrongStatus({ id, status }: Plan, wanted: string, remedy: string): ProblemError {
  return new ProblemError('conflict', `the plan ${id} is ${status} and cannot be ${wanted}; ${remedy}`, {
    errors: [{ field: 'status', message: `is ${status}`, value: status }],
  });
}

function unknownActions(positions: readonly number[]): ProblemError {
  return new ProblemError('unprocessable', 'the plan has no such actions, or they are skipped', {
    errors: positions.slice(0, 100).map((position) => ({
      field: 'action_ids',
      message: 'is no action of this plan that can be applied',
      value: String(position),
    })),
  });
}
