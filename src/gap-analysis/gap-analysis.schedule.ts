import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { SchedulerRegistry } from '@nestjs/schedule';
import { CronJob } from 'cron';
import { CacheStore } from '../cache/cache.store';
import { Configuration } from '../config/configuration';
import { Metrics } from '../metrics/metrics';
import { gapKeys } from './gap-analysis.keys';
import { GapAnalysisService } from './gap-analysis.service';
import { SideReader } from './side-reader';

/** The job's name in the scheduler registry. */
export const GAP_ANALYSIS_JOB = 'gap-analysis';

/** Replicas whose clocks differ by no more than this make one scheduled run between them, in seconds. */
const CLOCK_SKEW_S = 30;

/**
 * Starts a run over the service account's devices at the times of `GAP_ANALYSIS_CRON` (in the process's time zone), on
 * one replica. Without an ERP nothing is scheduled.
 */
@Injectable()
export class GapAnalysisSchedule implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(GapAnalysisSchedule.name);
  private job: CronJob | undefined;

  constructor(
    private readonly analysis: GapAnalysisService,
    private readonly sides: SideReader,
    private readonly store: CacheStore,
    private readonly scheduler: SchedulerRegistry,
    private readonly configuration: Configuration,
    private readonly metrics: Metrics,
  ) {}

  onApplicationBootstrap(): void {
    if (this.configuration.erp.adapter === 'none' || this.configuration.role === 'api') return;
    const job = CronJob.from({
      cronTime: this.configuration.gapAnalysis.cron,
      onTick: () => this.run(),
      waitForCompletion: true,
    });
    this.job = job;
    this.scheduler.addCronJob(GAP_ANALYSIS_JOB, job);
    job.start();
  }

  /** Starts no more runs. The one under way is the service's to stop. */
  async onModuleDestroy(): Promise<void> {
    if (this.job !== undefined && this.scheduler.doesExist('cron', GAP_ANALYSIS_JOB)) {
      this.scheduler.deleteCronJob(GAP_ANALYSIS_JOB);
      await this.job.stop();
    }
  }

  /** One scheduled run, to its end. Never throws: there is nobody to catch it. */
  async run(): Promise<void> {
    try {
      if (!(await this.isOurs())) return;
      const started = await this.analysis.start('schedule', 'schedule');
      if (started.started) await started.finished;
    } catch (error) {
      this.metrics.gapRuns.inc({ result: 'failed' });
      this.logger.warn({ err: error }, 'a scheduled gap analysis could not be started');
    }
  }

  /** Every replica's clock strikes; the lock alone would let a slow clock start a second run after a short first one. */
  private async isOurs(): Promise<boolean> {
    const untilNextMs = (this.job?.nextDate().toMillis() ?? Number.POSITIVE_INFINITY) - Date.now();
    const ttlS = Math.max(1, Math.min(CLOCK_SKEW_S, Math.floor(untilNextMs / 2000)));
    return this.store.setIfAbsent(gapKeys.tick(this.sides.serviceAccount), new Date().toISOString(), ttlS);
  }
}
