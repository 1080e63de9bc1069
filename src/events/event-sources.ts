import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { type Device, deviceVersion } from '@libs/domain';
import { RUN_STEPS } from '../gap-analysis/gap-analyser';
import { type GapRunNews, GapAnalysisService } from '../gap-analysis/gap-analysis.service';
import type { CatalogueNews } from '../microshare/catalogue/account-catalogue';
import { CatalogueService } from '../microshare/catalogue.service';
import { type BreakerState, UpstreamPolicies } from '../resilience/upstream-policy';
import { type PlanNews, PlanRunner } from '../sync/plan-runner';
import type { DeviceFacts, EventFacts } from './event';
import { EventLog } from './event-log';

/** Hears what the features find out, and tells it as events. */
@Injectable()
export class EventSources implements OnModuleInit, OnModuleDestroy {
  private readonly unsubscribe: (() => void)[] = [];
  private readonly openBreakers = new Set<string>();

  constructor(
    private readonly log: EventLog,
    private readonly catalogue: CatalogueService,
    private readonly analysis: GapAnalysisService,
    private readonly plans: PlanRunner,
    private readonly policies: UpstreamPolicies,
  ) {}

  onModuleInit(): void {
    this.unsubscribe.push(
      this.catalogue.onNews(({ account, news }) => {
        this.log.publish(account.account, catalogueEvents(news));
      }),
      this.analysis.onNews(({ account, news }) => {
        if (news.kind === 'ended') this.log.publish(account.account, gapEvents(news));
        this.log.publish(account.account, [runEvent(news)]);
      }),
      this.plans.onNews((news) => {
        this.log.publish(news.plan.account.account, [planEvent(news)]);
      }),
      this.policies.onStateChange((state) => {
        this.log.publish(null, this.breakerEvents(state));
      }),
    );
  }

  onModuleDestroy(): void {
    for (const end of this.unsubscribe.splice(0)) end();
  }

  /** Probes that fail, and the state while one is under way, are no news: the breaker has not closed. */
  private breakerEvents({ name, system, status }: BreakerState): EventFacts[] {
    if (status === 'open' && !this.openBreakers.has(name)) {
      this.openBreakers.add(name);
      return [{ type: 'breaker_opened', name, system }];
    }
    if (status === 'closed' && this.openBreakers.delete(name)) {
      return [{ type: 'breaker_closed', name, system }];
    }
    return [];
  }
}

function catalogueEvents(news: CatalogueNews): EventFacts[] {
  if (news.kind === 'refreshed') {
    return [{ type: 'cache_refreshed', devices: news.devices, clusters: news.clusters }];
  }
  const { created, changed, removed } = news.changes;
  // Removed first: a device that moved to another cluster is there in the end.
  return [
    ...removed.map((device) => ({ type: 'device_removed' as const, ...factsOf(device) })),
    ...created.map((device) => ({
      type: 'device_created' as const,
      ...factsOf(device),
      version: deviceVersion(device),
    })),
    ...changed.map((device) => ({
      type: 'device_changed' as const,
      ...factsOf(device),
      version: deviceVersion(device),
    })),
  ];
}

function factsOf({ guid, erpReference, customer, site, clusterId }: Device): DeviceFacts {
  return { guid, erp_reference: erpReference, customer, site, cluster_id: clusterId };
}

type EndOfRun = Extract<GapRunNews, { kind: 'ended' }>;

function gapEvents({ run, difference = { opened: [], closed: [] } }: EndOfRun): EventFacts[] {
  return [
    ...difference.opened.map((finding) => ({
      type: 'gap_found' as const,
      run_id: run.id,
      finding_id: finding.id,
      kind: finding.kind,
      erp_reference: finding.reference,
      customer: finding.customer,
      site: finding.site,
    })),
    ...difference.closed.map((id) => ({ type: 'gap_closed' as const, run_id: run.id, finding_id: id })),
  ];
}

function runEvent(news: GapRunNews): EventFacts {
  const { run } = news;
  const facts = { run_kind: 'gap_analysis', run_id: run.id } as const;
  if (news.kind === 'started') return { type: 'run_started', ...facts, trigger: run.trigger };
  if (news.kind === 'progressed') {
    const done = RUN_STEPS.indexOf(news.step);
    return { type: 'run_progressed', ...facts, step: news.step, done, total: RUN_STEPS.length };
  }
  const { run: ended } = news;
  return {
    type: 'run_ended',
    ...facts,
    status: ended.status === 'succeeded' ? 'succeeded' : 'failed',
    findings: ended.status === 'succeeded' ? ended.totals.findings : null,
    error: ended.status === 'failed' ? ended.error : null,
  };
}

/** A plan is a run from when it is asked to be applied until it has ended; a pause is part of it. */
export function planEvent({ kind, plan, progress }: PlanNews): EventFacts {
  const facts = { run_kind: 'plan', run_id: plan.id } as const;
  if (kind === 'started') return { type: 'run_started', ...facts, trigger: plan.trigger };
  if (kind === 'ended') {
    const succeeded = plan.status === 'applied';
    return {
      type: 'run_ended',
      ...facts,
      status: succeeded ? 'succeeded' : 'failed',
      findings: null,
      error: succeeded ? null : plan.note || `The plan was ${plan.status}.`,
    };
  }
  const { pending = 0, applied = 0, refused = 0, failed = 0, undone = 0 } = progress;
  const done = applied + refused + failed + undone;
  return { type: 'run_progressed', ...facts, step: plan.status, done, total: done + pending };
}
