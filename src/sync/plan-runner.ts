import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { sideOf } from '@libs/domain';
import type { UpstreamAuthenticationError } from '@libs/upstream';
import { Listeners } from '../common/listeners';
import { Configuration } from '../config/configuration';
import { type JobHandler, JobQueue, type JobSubject } from '../jobs/job-queue';
import type { Plan, PlanProgress } from './plan';
import { PlanCourse, type PlanStep } from './plan-course.store';
import { PlanStore } from './plan.store';
import { PlanSteps } from './plan-step';

/** The job that applies a plan; its id is the plan's. */
export const APPLY_PLAN = 'plan.apply';

/** How many times the first wait after a failed job a plan waits for a connected system: half a minute by default. */
const BACKOFFS = 15;

/** What becomes of a plan, as it happens. */
export interface PlanNews {
  readonly kind: 'started' | 'progressed' | 'ended';
  readonly plan: Plan;
  readonly progress: PlanProgress;
}

/**
 * Applies plans in the background, step by step; what is done and what is left stands in the database. A process that
 * dies leaves a step whose actions were given out and have no result: whoever goes on finds out what became of them.
 */
@Injectable()
export class PlanRunner implements OnModuleInit, JobHandler {
  private readonly logger = new Logger('Plans');
  private readonly listeners = new Listeners<PlanNews>();
  /** Calls back with what becomes of the plans that this process applies, until the returned function is called. */
  readonly onNews = this.listeners.add;

  constructor(
    private readonly course: PlanCourse,
    private readonly plans: PlanStore,
    private readonly steps: PlanSteps,
    private readonly queue: JobQueue,
    private readonly configuration: Configuration,
  ) {}

  onModuleInit(): void {
    this.queue.handle(APPLY_PLAN, this);
  }

  /** Tells that a plan has begun, is paused, or was changed otherwise than by its job. */
  async tell(kind: PlanNews['kind'], plan: Plan): Promise<void> {
    this.listeners.tell({ kind, plan, progress: await this.plans.progress(plan) });
  }

  async run({ tenant, id }: JobSubject, signal: AbortSignal): Promise<void> {
    const waiting = new Set<string>();
    let needsLogin = false;
    const causes = new Set<UpstreamAuthenticationError | undefined>();
    let plan: Plan | undefined;
    for (let after = 0; ;) {
      signal.throwIfAborted();
      const step = await this.course.next(tenant, id, after);
      if (step === undefined) break;
      if ('ended' in step) {
        this.logger.log({ plan: id, status: step.ended.status }, 'a plan has been applied');
        await this.tell('ended', step.ended);
        return;
      }
      plan = step.plan;
      const outcomes = await this.steps.carryOut(step, signal);
      await this.course.settle(
        plan,
        outcomes.flatMap((outcome) => (outcome.status === 'later' ? [] : [outcome])),
      );
      await this.tell('progressed', plan);
      const late = outcomes.flatMap((outcome) => (outcome.status === 'later' ? [outcome] : []));
      for (const { result, credentials } of late) {
        waiting.add(result);
        causes.add(credentials);
      }
      needsLogin ||= late.some((outcome) => outcome.needsLogin);
      // What comes after it may be judged by what it has made of the points.
      if (needsLogin || (late.length > 0 && tellsErp(step))) break;
      after = step.actions.at(-1)?.position ?? after;
    }
    if (plan === undefined || waiting.size === 0) return;
    // Whatever else it waits for may be there sooner.
    const credentials = causes.has(undefined) ? undefined : [...causes][0];
    await this.wait(plan, [...waiting], needsLogin, credentials);
  }

  async gaveUp({ tenant, id }: JobSubject, error: Error): Promise<void> {
    const plan = await this.course.find(tenant, id);
    const note = 'Applying it met an unexpected error; the log has the details. Apply it again to go on.';
    const failed = plan && (await this.course.change(plan, ['applying'], 'failed', note));
    this.logger.error({ plan: id, err: error }, 'a plan could not be applied');
    if (failed !== undefined) await this.tell('ended', failed);
  }

  /** @throws credentials, which lets the job wait as every job does that is not let in */
  private async wait(
    plan: Plan,
    reasons: readonly string[],
    needsLogin: boolean,
    credentials: UpstreamAuthenticationError | undefined,
  ): Promise<void> {
    const why = reasons.slice(0, 3).join('; ');
    if (needsLogin) {
      const paused = await this.course.change(
        plan,
        ['applying'],
        'paused',
        `Paused: ${why}; then resume it.`,
      );
      if (paused !== undefined) await this.tell('progressed', paused);
      return;
    }
    this.logger.warn({ plan: plan.id, reason: why }, 'a plan waits for a connected system');
    const { backoffMs, credentialsWaitMs } = this.configuration.jobs;
    const delayMs = credentials === undefined ? backoffMs * BACKOFFS : credentialsWaitMs;
    const note = `Waiting, and tried again every ${Math.ceil(delayMs / 1000)} s: ${why}`;
    await this.course.note(plan, note);
    await this.tell('progressed', { ...plan, note });
    if (credentials !== undefined) throw credentials;
    await this.queue.add(APPLY_PLAN, { tenant: plan.account.tenant, id: plan.id }, { delayMs });
  }
}

function tellsErp({ actions: [first] }: PlanStep): boolean {
  return first !== undefined && sideOf(first.kind) === 'erp';
}
