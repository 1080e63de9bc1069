import { randomUUID } from 'node:crypto';
import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { currentRequestId } from '../common/request-log';
import { Configuration } from '../config/configuration';
import { Database } from '../database/database';
import { DatabaseUnavailableError } from '../database/database-errors';
import { Metrics } from '../metrics/metrics';
import { VERSION } from '../version';
import { type AuditAct, bySystem } from './audit-act';
import { AuditChain } from './audit-chain';
import { type AuditEntry, entryOf } from './audit-record';
import { outcomeOf } from './audit-outcome';
import { WaitingEntries } from './waiting-entries';

/** Entries recorded within this time share a transaction, in milliseconds. */
const GATHER_MS = 50;
/** Entries of one transaction. */
const BATCH = 250;
/** Entries, and bytes of them, that wait while the database takes none. */
const MOST_WAITING = 20_000;
const MOST_BYTES = 32 * 1024 * 1024;
const RETRY_MS = 250;
const LONGEST_RETRY_MS = 30_000;
/** What is left of an entry's size when nothing is in it. */
const EMPTY_BYTES = 600;

/**
 * Where everybody writes down who did what. It costs its caller no wait and never fails him: the act is in the log when
 * {@link record} returns, and in the database within moments. What cannot get there stays in the log, and the chain says
 * how many such records there are.
 */
@Injectable()
export class AuditTrail implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger('Audit');
  /** Of this process: a chain in which it began and did not end shows that it was killed. */
  private readonly process = randomUUID();
  private readonly tenants = new Map<string, WaitingEntries>();
  private waitingBytes = 0;
  private recorded = 0;
  private settled = 0;
  private failures = 0;
  private timer: NodeJS.Timeout | undefined;
  private turn: Promise<void> | undefined;
  private closing = false;

  constructor(
    private readonly chain: AuditChain,
    private readonly database: Database,
    private readonly configuration: Configuration,
    private readonly metrics: Metrics,
  ) {}

  /** Tenants that this process has recorded something for. */
  get known(): readonly string[] {
    return [...this.tenants.keys()];
  }

  record(act: AuditAct): void {
    const entry = entryOf(act, new Date(), currentRequestId());
    const { actor, action, subject, cause, before = null, after = null, result, detail } = act;
    const line = { audit: true, actor, action, subject, cause, before, after, result, detail };
    this.logger.log(line, action);
    this.take(act.tenant, entry);
    this.schedule(GATHER_MS);
  }

  /** Does the work and records what became of it. */
  async witness<T>(act: Omit<AuditAct, 'result' | 'detail'>, work: () => T | Promise<T>): Promise<T> {
    try {
      const answer = await work();
      this.record({ ...act, result: 'done' });
      return answer;
    } catch (error) {
      this.record({ ...act, ...outcomeOf(error) });
      throw error;
    }
  }

  /**
   * Resolves when everything recorded until now is in the chain.
   * @throws DatabaseUnavailableError when it cannot be at the moment; trying goes on
   */
  async flush(): Promise<void> {
    const target = this.recorded;
    while (this.settled < target) await this.append();
  }

  onApplicationBootstrap(): void {
    if (this.database.status().durable) this.recordProcess('process.start');
  }

  /** The last that is done before the database closes. */
  async onApplicationShutdown(): Promise<void> {
    this.closing = true;
    clearTimeout(this.timer);
    if (!this.database.status().durable) return;
    this.recordProcess('process.end');
    const late = new Promise<never>((_, reject) => {
      setTimeout(() => {
        reject(new DatabaseUnavailableError('the database does not answer in time'));
      }, this.configuration.http.shutdownTimeoutMs / 6).unref();
    });
    try {
      await Promise.race([this.flush(), late]);
    } catch (error) {
      this.logger.warn({ err: error }, 'shutting down with audit records that the database does not have');
      for (const waiting of this.tenants.values()) {
        for (const entry of waiting.all) this.spill(waiting.tenant, entry);
      }
    }
  }

  private recordProcess(action: 'process.start' | 'process.end'): void {
    const { tenant, role } = this.configuration;
    this.record({
      ...bySystem(tenant, 'trapline'),
      action,
      subject: { kind: 'process', id: this.process },
      result: 'done',
      detail: `version ${VERSION}, role ${role}`,
    });
  }

  private take(tenant: string, entry: AuditEntry): void {
    const waiting = this.tenants.get(tenant) ?? new WaitingEntries(tenant);
    this.tenants.set(tenant, waiting);
    if (this.recorded - this.settled >= MOST_WAITING || this.waitingBytes >= MOST_BYTES) {
      if (!this.inMemory) {
        this.lose(waiting, entry);
        return;
      }
      // It would end with the process anyway: the oldest go, and the chain tells how many, should anybody ask for it.
      for (const oldest of this.dropFirst(waiting, BATCH)) waiting.lose(oldest);
    } else if (!this.inMemory) this.tellGap(waiting);
    this.add(waiting, entry);
  }

  private add(waiting: WaitingEntries, entry: AuditEntry): void {
    waiting.add(entry);
    this.recorded += 1;
    this.waitingBytes += sizeOf(entry);
    this.metrics.auditWaiting.set(this.recorded - this.settled);
  }

  private lose(waiting: WaitingEntries, entry: AuditEntry): void {
    waiting.lose(entry);
    this.spill(waiting.tenant, entry);
  }

  /** Not `info`, which the log may leave out: it is the only place that holds it. */
  private spill(tenant: string, entry: AuditEntry): void {
    this.metrics.auditLost.inc();
    this.logger.warn({ audit: true, tenant, entry }, 'an audit record is in the log alone');
  }

  /** Records that others are missing before the next one that is not. */
  private tellGap(waiting: WaitingEntries): void {
    const gap = waiting.takeGap();
    if (gap === undefined) return;
    const act: AuditAct = {
      ...bySystem(waiting.tenant, 'trapline'),
      action: 'audit.gap',
      subject: { kind: 'process', id: this.process },
      after: gap,
      result: 'failed',
      detail: `lost ${gap.lost} records between ${gap.since} and ${gap.until}: they are in the log alone`,
    };
    this.add(waiting, entryOf(act, new Date(), undefined));
  }

  /** A database in memory costs much, and opens when somebody asks for what is in it. */
  private get inMemory(): boolean {
    return this.database.status().state === 'not_opened';
  }

  private schedule(ms: number): void {
    if (this.timer !== undefined || this.closing || this.inMemory) return;
    this.timer = setTimeout(() => {
      void this.work();
    }, ms).unref();
  }

  private async work(): Promise<void> {
    try {
      await this.flush();
      this.timer = undefined;
      if (this.recorded > this.settled) this.schedule(GATHER_MS);
    } catch (error) {
      // What the database says of its absence it says once; who waits here tries again.
      this.logger.debug({ err: error }, 'audit records wait for the database');
      this.timer = undefined;
      this.schedule(Math.min(LONGEST_RETRY_MS, RETRY_MS * 2 ** Math.min(this.failures, 10)));
    }
  }

  /** One transaction, for one tenant; who asks while it runs waits for the same. */
  private append(): Promise<void> {
    this.turn ??= this.appendFirst().finally(() => {
      this.turn = undefined;
    });
    return this.turn;
  }

  private async appendFirst(): Promise<void> {
    const waiting = [...this.tenants.values()].find(({ count }) => count > 0);
    if (waiting === undefined) return;
    try {
      await this.appendSome(waiting, BATCH);
      this.failures = 0;
    } catch (error) {
      this.failures += 1;
      if (error instanceof DatabaseUnavailableError) throw error;
      await this.appendOneByOne(waiting);
    }
    if (waiting.hasGap) this.tellGap(waiting);
  }

  private async appendSome(waiting: WaitingEntries, count: number): Promise<void> {
    const entries = waiting.first(count);
    const { intended } = waiting;
    let ending = intended;
    try {
      await this.chain.append(waiting.tenant, entries, intended, (end) => {
        ending = end;
      });
    } catch (error) {
      const committing = error instanceof DatabaseUnavailableError && error.committing;
      if (committing) waiting.intended = ending;
      throw error;
    }
    this.metrics.auditRecords.inc(entries.length);
    this.dropFirst(waiting);
  }

  /** An entry that the database refuses for itself must not hold up the others. */
  private async appendOneByOne(waiting: WaitingEntries): Promise<void> {
    for (let left = waiting.first(BATCH).length; left > 0; left -= 1) {
      try {
        await this.appendSome(waiting, 1);
      } catch (error) {
        if (error instanceof DatabaseUnavailableError) throw error;
        this.logger.error({ err: error }, 'the database refuses an audit record');
        for (const entry of this.dropFirst(waiting)) this.lose(waiting, entry);
      }
    }
  }

  /** Takes away the entries that were appended, or this many. */
  private dropFirst(waiting: WaitingEntries, count?: number): readonly AuditEntry[] {
    const dropped = waiting.drop(count);
    this.settled += dropped.length;
    for (const entry of dropped) this.waitingBytes -= sizeOf(entry);
    this.metrics.auditWaiting.set(this.recorded - this.settled);
    return dropped;
  }
}

function sizeOf({ before, after, detail, subject }: AuditEntry): number {
  return EMPTY_BYTES + (before?.length ?? 0) + (after?.length ?? 0) + (detail?.length ?? 0) + subject.length;
}
