import {
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { Configuration } from '../config/configuration';
import { Database } from '../database/database';
import { DatabaseUnavailableError } from '../database/database-errors';
import { AuditCheckpoints } from './audit-checkpoints';
import { AuditRecords } from './audit-records';
import { AuditRetention } from './audit-retention';
import { CheckpointStore } from './checkpoint-store';
import { keyIdOf } from './signing-key';

const LOOK_EVERY_MS = 60_000;
const CHECKPOINT_EVERY_MS = 3_600_000;
const DAY_MS = 86_400_000;

/** Looks after the chains of all tenants: a checkpoint an hour while they grow, and what is too old goes once a day. */
@Injectable()
export class AuditKeeper implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('Audit');
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();
  private lastExpiry = 0;

  constructor(
    private readonly database: Database,
    private readonly records: AuditRecords,
    private readonly checkpoints: AuditCheckpoints,
    private readonly store: CheckpointStore,
    private readonly retention: AuditRetention,
    private readonly configuration: Configuration,
  ) {}

  onApplicationBootstrap(): void {
    if (this.configuration.role === 'api') return;
    this.timer = setInterval(() => {
      this.running = this.running.then(() => this.look());
    }, LOOK_EVERY_MS).unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.running;
  }

  /** Does what is due. Never throws: there is nobody to catch it. */
  async look(now = new Date()): Promise<void> {
    if (this.database.status().state !== 'ready') return;
    try {
      for (const tenant of await this.records.tenants()) await this.lookAt(tenant, now);
      if (this.expiryIsDue(now)) this.lastExpiry = now.getTime();
    } catch (error) {
      if (error instanceof DatabaseUnavailableError) return;
      this.logger.error({ err: error }, 'the audit trail could not be looked after');
    }
  }

  private async lookAt(tenant: string, now: Date): Promise<void> {
    const last = await this.store.latest(tenant);
    if (last === undefined || now.getTime() - Date.parse(last.time) >= CHECKPOINT_EVERY_MS) {
      const made = await this.checkpoints.make(tenant, now);
      if (made !== undefined) {
        const { public_key: publicKey, ...content } = made;
        // Whoever keeps the log elsewhere has a copy that nobody can take back.
        this.logger.log({ checkpoint: content, key_id: keyIdOf(publicKey) }, 'audit checkpoint');
      }
    }
    const { keepDays } = this.configuration.audit;
    if (this.expiryIsDue(now)) {
      await this.retention.expire(tenant, new Date(now.getTime() - keepDays * DAY_MS));
    }
  }

  private expiryIsDue(now: Date): boolean {
    return this.configuration.audit.keepDays > 0 && now.getTime() - this.lastExpiry >= DAY_MS;
  }
}
