import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { SchedulerRegistry } from '@nestjs/schedule';
import { CronJob } from 'cron';
import { accountKey } from '../cache/cache-keys';
import { CacheStore } from '../cache/cache.store';
import { Configuration } from '../config/configuration';
import { type AccountRunNews, GapAnalysisService } from '../gap-analysis/gap-analysis.service';
import { GapRunStore } from '../gap-analysis/gap-run.store';
import { GapThresholds } from '../gap-analysis/gap-thresholds';
import { CatalogueService } from '../microshare/catalogue.service';
import { MailSender } from './mail-sender';
import { ReportMailJob } from './report-mail.job';

/** The job's name in the scheduler registry. */
export const DIGEST_CRON_JOB = 'digest-mail';
/** Replicas whose clocks differ by no more than this send one digest between them, in seconds. */
const CLOCK_SKEW_S = 30;

/** Arranges a digest at the times of `DIGEST_CRON`, and a mail when a run of the service account passes a limit. */
@Injectable()
export class ReportMailSchedule implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(ReportMailSchedule.name);
  private readonly underWay = new Set<Promise<void>>();
  private cron: CronJob | undefined;
  private unsubscribe: (() => void) | undefined;

  constructor(
    private readonly analysis: GapAnalysisService,
    private readonly runs: GapRunStore,
    private readonly thresholds: GapThresholds,
    private readonly job: ReportMailJob,
    private readonly mail: MailSender,
    private readonly catalogue: CatalogueService,
    private readonly store: CacheStore,
    private readonly scheduler: SchedulerRegistry,
    private readonly configuration: Configuration,
  ) {}

  onApplicationBootstrap(): void {
    if (!this.mail.isSetUp) return;
    this.unsubscribe = this.analysis.onNews((news) => {
      this.track(this.alert(news));
    });
    const { digestCron } = this.configuration.gapAnalysis;
    if (digestCron === undefined || this.configuration.role === 'api') return;
    this.cron = CronJob.from({ cronTime: digestCron, onTick: () => this.digest(), waitForCompletion: true });
    this.scheduler.addCronJob(DIGEST_CRON_JOB, this.cron);
    this.cron.start();
  }

  async onModuleDestroy(): Promise<void> {
    this.unsubscribe?.();
    if (this.cron !== undefined) {
      this.scheduler.deleteCronJob(DIGEST_CRON_JOB);
      await this.cron.stop();
    }
    await Promise.all(this.underWay);
  }

  /** One digest, on the replica whose it is. Never throws: there is nobody to catch it. */
  async digest(): Promise<void> {
    await this.tolerant(async () => {
      const account = this.catalogue.serviceAccount;
      const tick = accountKey(account, 'mail', 'tick');
      if (!(await this.store.setIfAbsent(tick, new Date().toISOString(), CLOCK_SKEW_S))) return;
      const run = await this.runs.latestSucceeded(account);
      if (run !== undefined) await this.job.schedule('digest', run.id);
    });
  }

  private async alert({ account, news }: AccountRunNews): Promise<void> {
    if (account.account !== this.catalogue.serviceAccount.account || news.kind !== 'ended') return;
    const { run, difference } = news;
    if (run.status !== 'succeeded' || difference === undefined) return;
    await this.tolerant(async () => {
      const passed = await this.thresholds.passedBy(account, run, difference.opened.length);
      if (passed.length > 0) await this.job.schedule('threshold', run.id);
    });
  }

  private track(work: Promise<void>): void {
    const tracked = work.finally(() => this.underWay.delete(tracked));
    this.underWay.add(tracked);
  }

  private async tolerant(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.logger.warn({ err: error }, 'a mail about a gap analysis could not be arranged');
    }
  }
}
