import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { bySystem } from '../audit/audit-act';
import { AuditRecords } from '../audit/audit-records';
import { AuditTrail } from '../audit/audit-trail';
import { Configuration } from '../config/configuration';
import { Database } from '../database/database';
import { DatabaseUnavailableError } from '../database/database-errors';
import { PlanStore } from './plan.store';

const LOOK_EVERY_MS = 3_600_000;
const DAY_MS = 86_400_000;

/** Lets old plans go, of all tenants, after `PLAN_DAYS`. */
@Injectable()
export class PlanKeeper implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('Plans');
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();

  constructor(
    private readonly plans: PlanStore,
    private readonly records: AuditRecords,
    private readonly audit: AuditTrail,
    private readonly database: Database,
    private readonly configuration: Configuration,
  ) {}

  onApplicationBootstrap(): void {
    if (this.configuration.role === 'api' || this.configuration.sync.keepDays === 0) return;
    this.timer = setInterval(() => {
      this.running = this.running.then(() => this.expire());
    }, LOOK_EVERY_MS).unref();
  }

  async onModuleDestroy(): Promise<void> {
    clearInterval(this.timer);
    await this.running;
  }

  /** Never throws: there is nobody to catch it. */
  async expire(now = new Date()): Promise<void> {
    const { keepDays } = this.configuration.sync;
    if (keepDays === 0 || this.database.status().state !== 'ready') return;
    const before = new Date(now.getTime() - keepDays * DAY_MS);
    try {
      // Whoever has made a plan has an audit trail.
      for (const tenant of await this.records.tenants()) await this.expireOf(tenant, before);
    } catch (error) {
      if (error instanceof DatabaseUnavailableError) return;
      this.logger.error({ err: error }, 'old plans could not be deleted');
    }
  }

  private async expireOf(tenant: string, before: Date): Promise<void> {
    const deleted = await this.plans.expire(tenant, before);
    if (deleted === 0) return;
    this.audit.record({
      ...bySystem(tenant, 'retention'),
      action: 'plan.expire',
      subject: { kind: 'plan', id: `before ${before.toISOString()}` },
      result: 'done',
      detail: `${deleted} plans on which nothing was done since then deleted`,
    });
  }
}
