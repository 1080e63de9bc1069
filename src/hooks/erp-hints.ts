import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { cacheKeys } from '../cache/cache-keys';
import { CacheStore, CacheUnavailableError } from '../cache/cache.store';
import { Configuration } from '../config/configuration';
import { DatabaseUnavailableError } from '../database/database-errors';
import { InspectionPoints } from '../devices/inspection-points';
import { Metrics } from '../metrics/metrics';
import { SyncTriggers } from '../sync/sync-triggers';

/**
 * Hints that something has changed in the ERP. A hint is believed to be nothing but a reason to look: every replica reads
 * what has changed, once for all hints of `ERP_HOOK_DEBOUNCE_MS`. The wait also lets the ERP commit: Odoo calls from
 * within the transaction that it speaks of.
 */
@Injectable()
export class ErpHints implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(ErpHints.name);
  private readonly closing = new AbortController();
  private readonly waiting = new Map<string, NodeJS.Timeout>();
  private readonly reading = new Set<Promise<void>>();
  private unsubscribe: (() => Promise<void>) | undefined;

  constructor(
    private readonly points: InspectionPoints,
    private readonly triggers: SyncTriggers,
    private readonly store: CacheStore,
    private readonly metrics: Metrics,
    private readonly configuration: Configuration,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.tolerant(async () => {
      this.unsubscribe = await this.store.subscribe(this.channel, (connection) => {
        this.heard(connection);
      });
    });
  }

  async onModuleDestroy(): Promise<void> {
    this.closing.abort(new Error('the application ends'));
    for (const timer of this.waiting.values()) clearTimeout(timer);
    await Promise.all(this.reading);
    await this.tolerant(async () => this.unsubscribe?.());
  }

  /** Tells all replicas; without the store, this one alone. Where plans are made unasked, one is made soon. */
  async hint(connection: string): Promise<void> {
    this.heard(connection);
    await this.tolerant(() => this.store.publish(this.channel, connection));
    if (this.configuration.sync.cron !== undefined) await this.askForPlan(connection);
  }

  private async askForPlan(connection: string): Promise<void> {
    try {
      await this.triggers.hint(connection);
    } catch (error) {
      if (!(error instanceof DatabaseUnavailableError)) throw error;
      this.logger.warn(
        { err: error, connection },
        'no plan follows this hint; the schedule makes the next one',
      );
    }
  }

  private heard(connection: string): void {
    if (this.waiting.has(connection) || this.closing.signal.aborted) return;
    const timer = setTimeout(() => {
      this.waiting.delete(connection);
      const reading = this.read(connection).finally(() => this.reading.delete(reading));
      this.reading.add(reading);
    }, this.configuration.erpHook.debounceMs);
    this.waiting.set(connection, timer.unref());
  }

  private async read(connection: string): Promise<void> {
    try {
      const { points } = await this.points.readChanges(this.closing.signal);
      this.logger.debug({ connection, points: points.length }, 'the ERP was read because of a hint');
    } catch (error) {
      if (this.closing.signal.aborted) return;
      this.logger.warn({ err: error, connection }, 'the ERP could not be read after a hint');
    }
  }

  private get channel(): string {
    return cacheKeys.erpHints(this.configuration.tenant);
  }

  private async tolerant(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof CacheUnavailableError)) throw error;
      this.metrics.cacheUnavailable.inc();
    }
  }
}
