import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { type SyncPolicy } from '@libs/domain';
import { UpstreamError } from '@libs/upstream';
import type { Principal } from '../auth/principal';
import { CacheUnavailableError } from '../cache/cache.store';
import { ProblemError } from '../common/problem';
import { type JobHandler, JobQueue, type JobSubject } from '../jobs/job-queue';
import { CatalogueService } from '../microshare/catalogue.service';
import type { NewAction, Plan } from './plan';
import { PlanMaker } from './plan-maker';
import { PlanService } from './plan.service';
import { PlanStore } from './plan.store';
import { type MadePlan, Planner } from './planner';
import { SyncPolicies } from './sync-policy.store';
import { AUTOMATIC_SYNC, SCHEDULE } from './sync-triggers';

/** Makes plans that nobody has asked for, as the service account, and applies what the policy allows. */
@Injectable()
export class AutomaticSync implements OnModuleInit, JobHandler {
  private readonly logger = new Logger('AutomaticSync');

  constructor(
    private readonly planner: Planner,
    private readonly policies: SyncPolicies,
    private readonly maker: PlanMaker,
    private readonly plans: PlanStore,
    private readonly service: PlanService,
    private readonly catalogue: CatalogueService,
    private readonly queue: JobQueue,
  ) {}

  onModuleInit(): void {
    this.queue.handle(AUTOMATIC_SYNC, this);
  }

  async run({ tenant, id }: JobSubject, signal: AbortSignal): Promise<void> {
    const trigger = id === SCHEDULE ? 'schedule' : 'hint';
    const { serviceAccount: account } = this.catalogue;
    const principal: Principal = { kind: 'system', name: trigger, role: 'operator', account };
    try {
      const request = { direction: 'both', scope: {}, filters: {}, trigger } as const;
      const made = await this.planner.make(principal, request, signal);
      const { policy } = await this.policies.of(tenant);
      await this.keep(principal, made, policy);
    } catch (error) {
      signal.throwIfAborted();
      const isOutage = [UpstreamError, CacheUnavailableError, ProblemError].some(
        (kind) => error instanceof kind,
      );
      if (!isOutage) throw error;
      this.logger.warn({ err: error, trigger }, 'no plan could be made: a side could not be read');
    }
  }

  private async keep(principal: Principal, made: MadePlan, policy: SyncPolicy): Promise<void> {
    const pending = made.actions.filter(({ status }) => status === 'pending');
    const earlier = await this.earlierDrafts(principal);
    if (pending.length === 0) {
      await this.replace(principal, earlier);
      return;
    }
    const { positions, note } = chosenBy(policy, made);
    const [latest] = earlier;
    if (positions.length === 0 && latest !== undefined && (await this.isSame(latest, made.actions))) return;
    const plan = await this.maker.keep(principal, { ...made, plan: { ...made.plan, note } });
    await this.replace(principal, earlier);
    if (positions.length > 0) await this.service.apply(principal, plan.id, positions);
    this.logger.log({ plan: plan.id, actions: pending.length, applied: positions.length }, 'a plan was made');
  }

  /** Plans that were made like this one and that nobody has applied. */
  private async earlierDrafts({ account }: Principal): Promise<readonly Plan[]> {
    const plans = await this.plans.list(account, { statuses: ['draft'], limit: 20 });
    return plans.filter(({ trigger }) => trigger !== 'request');
  }

  private async replace(principal: Principal, drafts: readonly Plan[]): Promise<void> {
    for (const { id } of drafts) await this.service.cancel(principal, id);
  }

  private async isSame(draft: Plan, actions: readonly NewAction[]): Promise<boolean> {
    let at = 0;
    for await (const action of this.plans.everyAction(draft)) {
      const other = actions[at];
      at += 1;
      if (other === undefined || contentOf(action) !== contentOf(other)) return false;
    }
    return at === actions.length;
  }
}

/** What the policy lets a plan do by itself, by position, and in words why not more. */
export function chosenBy(
  { autoApply, limitPercent }: SyncPolicy,
  { plan, actions }: MadePlan,
): { readonly positions: readonly number[]; readonly note: string } {
  if (plan.touchedPercent > limitPercent) {
    const touched = `It would touch ${plan.touchedPercent} % of the records, more than the ${limitPercent} % that may be applied unasked`;
    return { positions: [], note: `${touched}; apply it if that is right.` };
  }
  const positions = actions.flatMap(({ kind, status }, i) =>
    status === 'pending' && autoApply.includes(kind) ? [i + 1] : [],
  );
  if (positions.length > 0) return { positions, note: '' };
  return { positions, note: 'The policy applies none of these kinds unasked; apply it if it is right.' };
}

/** All but the identities of new devices and the time of synchronisation, which every plan makes anew. */
function contentOf({
  kind,
  erpId,
  guid,
  before,
  after,
  status,
  reason,
}: NewAction | ({ readonly status: string } & Omit<NewAction, 'status'>)): string {
  const sorted = (values: object | null): unknown =>
    values &&
    Object.entries(values)
      .filter(([name]) => name !== 'lastSync')
      .sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([
    kind,
    erpId,
    kind === 'create' ? null : guid,
    sorted(before),
    sorted(after),
    status,
    reason,
  ]);
}
