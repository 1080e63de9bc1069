import { Injectable } from '@nestjs/common';
import type { Principal } from '../auth/principal';
import { ProblemError } from '../common/problem';
import { JobQueue } from '../jobs/job-queue';
import type { UpstreamAccount } from '../microshare/upstream-account';
import type { Plan, PlanStatus } from './plan';
import { PlanCourse } from './plan-course.store';
import { APPLY_PLAN, PlanRunner } from './plan-runner';
import { PlanStore } from './plan.store';
import { actorOf, Planner, type PlanRequest } from './planner';
import { UndoPlanner } from './undo-planner';

/** When another process looks for what a caller was waiting for, in milliseconds. */
const TAKEOVER_MS = 60_000;

/** Plans as callers know them: made, applied in the background, held up, called off, undone. */
@Injectable()
export class PlanService {
  constructor(
    private readonly planner: Planner,
    private readonly undoing: UndoPlanner,
    private readonly plans: PlanStore,
    private readonly course: PlanCourse,
    private readonly runner: PlanRunner,
    private readonly queue: JobQueue,
  ) {}

  /** Compares both sides and keeps what would have to be done. @throws UpstreamError when a side is incomplete */
  async make(principal: Principal, request: PlanRequest, signal: AbortSignal): Promise<Plan> {
    const { plan, actions } = await this.planner.make(principal, request, signal);
    return this.plans.save(plan, actions);
  }

  /** @throws ProblemError `not-found` for a plan that is unknown, or of another account */
  async find(account: UpstreamAccount, id: string): Promise<Plan> {
    const plan = await this.plans.find(account, id);
    if (plan === undefined) throw new ProblemError('not-found', 'there is no plan with this id');
    return plan;
  }

  /**
   * Lets a plan be applied in the background, all of it or the actions at these positions; what failed before is tried
   * again. Repeating it changes nothing.
   * @throws ProblemError `conflict` for a plan that was cancelled, `unprocessable` for positions that it does not have
   */
  async apply(principal: Principal, id: string, positions?: readonly number[]): Promise<Plan> {
    const plan = await this.find(principal.account, id);
    if (plan.status === 'cancelled') throw wrongStatus(plan, 'applied', 'make a new one');
    const unknown = positions === undefined ? [] : await this.plans.unknown(plan, positions);
    if (unknown.length > 0) throw unknownActions(unknown);
    const begun = await this.course.begin(plan, actorOf(principal), positions);
    await this.runner.tell('started', begun);
    await this.enqueue(begun);
    return begun;
  }

  /**
   * Applies all of a plan while the caller waits. What a connected system cannot take now is called off, with the reason as
   * the plan's note: nobody is told that it failed while it is still tried.
   */
  async applyNow(principal: Principal, id: string): Promise<Plan> {
    const plan = await this.find(principal.account, id);
    const subject = { tenant: plan.account.tenant, id };
    await this.runner.tell('started', await this.course.begin(plan, actorOf(principal), undefined));
    // For the case that this process dies on the way.
    await this.queue.add(APPLY_PLAN, subject, { delayMs: TAKEOVER_MS });
    await this.runner.run(subject, new AbortController().signal);
    const ended = await this.find(principal.account, id);
    return ended.status === 'applied' || ended.status === 'failed' ? ended : this.cancel(principal, id);
  }

  /** What was given out already still gets its result. @throws ProblemError `conflict` for one that is not applied now */
  async pause(principal: Principal, id: string): Promise<Plan> {
    return this.change(principal, id, ['applying'], 'paused', 'only one that is being applied can be');
  }

  /** @throws ProblemError `conflict` for one that is not paused */
  async resume(principal: Principal, id: string): Promise<Plan> {
    const resumed = await this.change(principal, id, ['paused'], 'applying', 'only a paused one can be');
    await this.enqueue(resumed);
    return resumed;
  }

  /** What is applied stays; the rest never will be. @throws ProblemError `conflict` for one that is applied already */
  async cancel(principal: Principal, id: string): Promise<Plan> {
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

  /** A new plan that restores what this one has changed. @throws ProblemError `conflict` where nothing is applied */
  async undo(principal: Principal, id: string, signal: AbortSignal): Promise<Plan> {
    const plan = await this.find(principal.account, id);
    const made = await this.undoing.make(principal, plan, signal);
    return this.plans.save(made.plan, made.actions);
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
