import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { CronJob } from 'cron';
import { accountKey } from '../cache/cache-keys';
import { CacheStore } from '../cache/cache.store';
import { Configuration } from '../config/configuration';
import { CatalogueService } from '../microshare/catalogue.service';
import { SyncTriggers } from './sync-triggers';

/** Replicas whose clocks differ by no more than this make one plan between them, in seconds. */
const CLOCK_SKEW_S = 30;

/** Asks for a plan at the times of `SYNC_CRON` (in the process's time zone), on one replica. Off by default. */
@Injectable()
export class SyncSchedule implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(SyncSchedule.name);
  private job: CronJob | undefined;

  constructor(
    private readonly triggers: SyncTriggers,
    private readonly store: CacheStore,
    private readonly catalogue: CatalogueService,
    private readonly configuration: Configuration,
  ) {}

  onApplicationBootstrap(): void {
    const { cron } = this.configuration.sync;
    if (cron === undefined || this.configuration.erp.adapter === 'none' || this.configuration.role === 'api')
      return;
    this.job = CronJob.from({ cronTime: cron, onTick: () => this.strike(), waitForCompletion: true });
    this.job.start();
  }

  async onModuleDestroy(): Promise<void> {
    await this.job?.stop();
  }

  /** Never throws: there is nobody to catch it. */
  async strike(): Promise<void> {
    try {
      const untilNextMs = (this.job?.nextDate().toMillis() ?? Number.POSITIVE_INFINITY) - Date.now();
      const ttlS = Math.max(1, Math.min(CLOCK_SKEW_S, Math.floor(untilNextMs / 2000)));
      const key = accountKey(this.catalogue.serviceAccount, 'sync', 'tick');
      if (!(await this.store.setIfAbsent(key, new Date().toISOString(), ttlS))) return;
      await this.triggers.schedule();
    } catch (error) {
      this.logger.warn({ err: error }, 'a scheduled plan could not be asked for');
    }
  }
}
