import { setTimeout as delay } from 'node:timers/promises';
import { Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { Configuration } from '../config/configuration';
import { Database } from '../database/database';
import { DatabaseUnavailableError } from '../database/database-errors';
import { ClusterWriter } from '../microshare/writes/cluster-writer';
import { ClusterVersions, type StateBeforeWrite } from './cluster-versions';

/** After one version of a cluster the next is kept no sooner, in milliseconds: others come in between. */
const PACE_MS = 250;
const RETRY_MS = 2_000;
/** Clusters whose state waits to be kept while the database takes none. */
const MOST_WAITING = 100;
const LOOK_EVERY_MS = 3_600_000;
const DAY_MS = 86_400_000;

/**
 * Keeps what clusters were like before each write, behind the writes: they neither wait for it nor fail with it. Of writes
 * that follow each other faster than the database takes states, or while it is away, the state before the first is kept;
 * the next version says how many writes lie before it.
 */
@Injectable()
export class ClusterHistory implements OnModuleInit, OnApplicationShutdown {
  private readonly logger = new Logger('History');
  /** The first state not kept yet, per cluster, and those who see to it. */
  private readonly waiting = new Map<string, StateBeforeWrite>();
  private readonly busy = new Map<string, Promise<void>>();
  /** Writes whose state before was left out, per cluster. */
  private readonly skipped = new Map<string, number>();
  private readonly closing = new AbortController();
  private readonly tenants: Set<string>;
  private timer: NodeJS.Timeout | undefined;
  private stop: () => void = () => undefined;

  constructor(
    private readonly writer: ClusterWriter,
    private readonly versions: ClusterVersions,
    private readonly database: Database,
    private readonly configuration: Configuration,
  ) {
    this.tenants = new Set([configuration.tenant]);
  }

  /** Whether anything is kept: a database in memory would hold it for nobody. */
  get keeps(): boolean {
    return this.configuration.history.keepDays > 0 && this.database.status().durable;
  }

  onModuleInit(): void {
    if (!this.keeps) return;
    this.stop = this.writer.onWrite(({ account: { tenant }, address: { id }, before }) => {
      this.tenants.add(tenant);
      this.take({ tenant, clusterId: id, takenAt: new Date(), state: before, writes: 1 });
    });
    this.timer = setInterval(() => void this.expire(), LOOK_EVERY_MS).unref();
  }

  async onApplicationShutdown(): Promise<void> {
    this.stop();
    clearInterval(this.timer);
    this.closing.abort(new Error('the process ends'));
    await Promise.all(this.busy.values());
  }

  /** Resolves when every state taken until now is kept, or given up. */
  async settled(): Promise<void> {
    while (this.busy.size > 0) await Promise.all(this.busy.values());
  }

  /** Forgets what is too old. Never throws: there is nobody to catch it. */
  async expire(now = new Date()): Promise<void> {
    const before = new Date(now.getTime() - this.configuration.history.keepDays * DAY_MS);
    try {
      for (const tenant of this.tenants) await this.versions.expire(tenant, before);
    } catch (error) {
      if (error instanceof DatabaseUnavailableError) return;
      this.logger.error({ err: error }, 'old states of clusters could not be deleted');
    }
  }

  private take(before: StateBeforeWrite): void {
    const key = `${before.tenant}\n${before.clusterId}`;
    const full = !this.waiting.has(key) && this.waiting.size >= MOST_WAITING;
    if (this.waiting.has(key) || full) {
      this.skipped.set(key, (this.skipped.get(key) ?? 0) + 1);
      return;
    }
    this.waiting.set(key, { ...before, writes: before.writes + (this.skipped.get(key) ?? 0) });
    this.skipped.delete(key);
    if (this.busy.has(key)) return;
    this.busy.set(key, this.keepAll(key));
  }

  private async keepAll(key: string): Promise<void> {
    // The round that wrote the cluster ends first.
    await new Promise(setImmediate);
    for (let next = this.next(key); next !== undefined; next = this.next(key)) {
      const kept = await this.keep(next);
      if (!kept) this.putBack(key, next);
      if (this.closing.signal.aborted && !kept) break;
      await this.pause(kept ? PACE_MS : RETRY_MS);
    }
    this.busy.delete(key);
  }

  private next(key: string): StateBeforeWrite | undefined {
    const next = this.waiting.get(key);
    this.waiting.delete(key);
    return next;
  }

  /** The earlier state counts: that of a write since then is left out. */
  private putBack(key: string, before: StateBeforeWrite): void {
    if (this.waiting.has(key)) this.skipped.set(key, (this.skipped.get(key) ?? 0) + 1);
    this.waiting.set(key, before);
  }

  /** True when it need not be tried again. */
  private async keep(before: StateBeforeWrite): Promise<boolean> {
    try {
      await this.versions.keep(before);
    } catch (error) {
      if (error instanceof DatabaseUnavailableError) return false;
      this.logger.error({ err: error, clusterId: before.clusterId }, "a cluster's state could not be kept");
    }
    return true;
  }

  private async pause(ms: number): Promise<void> {
    const { signal } = this.closing;
    try {
      await delay(ms, undefined, { ref: false, signal });
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }
}
