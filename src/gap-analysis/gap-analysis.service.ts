import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { GAP_KINDS } from '@libs/domain';
import { CacheStore, CacheUnavailableError } from '../cache/cache.store';
import { DatabaseUnavailableError } from '../database/database-errors';
import { Listeners } from '../common/listeners';
import { ProblemError } from '../common/problem';
import { Metrics } from '../metrics/metrics';
import type { UpstreamAccount } from '../microshare/upstream-account';
import { GapAnalyser, type RunDifference, type RunStep } from './gap-analyser';
import { gapKeys } from './gap-analysis.keys';
import { type GapRun, newRun, type RunningRun, type RunTrigger, type SucceededRun } from './gap-run';
import { GapRunStore } from './gap-run.store';
import { GapTrendStore } from './gap-trend.store';
import { failedRun, isExpectedFailure, RunStoppedError } from './run-failure';
import { RunLock } from './run-lock';
import { SideReader } from './side-reader';

/** What a start came to: a run of our own, or the one that is under way already, here or on another replica. */
export type StartedRun =
  | {
      readonly started: true;
      readonly run: RunningRun;
      /** The run as it ended, well or not; never rejects. */
      readonly finished: Promise<GapRun>;
    }
  | { readonly started: false; readonly run: RunningRun };

/** What becomes of a run, as it happens. */
export type GapRunNews =
  | { readonly kind: 'started'; readonly run: RunningRun }
  /** The step that begins now; the last of them ends with the run. */
  | { readonly kind: 'progressed'; readonly run: RunningRun; readonly step: RunStep }
  | { readonly kind: 'ended'; readonly run: GapRun; readonly difference?: RunDifference };

type EndOfRun = Extract<GapRunNews, { kind: 'ended' }>;

export interface AccountRunNews {
  readonly account: UpstreamAccount;
  readonly news: GapRunNews;
}

/** No run takes longer, whatever its upstreams do. */
const RUN_DEADLINE_MS = 30 * 60_000;
/** A run that ends between our look at the lock and our look at its holder is so rare that this is plenty. */
const START_ATTEMPTS = 5;

/** Starts runs, one at a time per account across all replicas, and sees them to their end. */
@Injectable()
export class GapAnalysisService implements OnModuleDestroy {
  private readonly logger = new Logger(GapAnalysisService.name);
  private readonly closing = new AbortController();
  private readonly underWay = new Set<Promise<GapRun>>();
  private readonly listeners = new Listeners<AccountRunNews>();
  /** Calls back with what becomes of this replica's runs, until the returned function is called. */
  readonly onNews = this.listeners.add;

  constructor(
    private readonly store: CacheStore,
    private readonly runs: GapRunStore,
    private readonly trends: GapTrendStore,
    private readonly analyser: GapAnalyser,
    private readonly sides: SideReader,
    private readonly metrics: Metrics,
  ) {}

  /**
   * Starts a run over the devices that the account sees (default: the service account) and returns at once; where one
   * is under way for this account, that one is returned.
   * @throws CacheUnavailableError when the store that coordinates replicas is away
   * @throws DatabaseUnavailableError when the database that keeps the runs is away
   * @throws ProblemError `unavailable` during shutdown
   */
  async start(
    trigger: RunTrigger,
    by: string,
    account: UpstreamAccount = this.sides.serviceAccount,
  ): Promise<StartedRun> {
    if (this.closing.signal.aborted)
      throw new ProblemError('unavailable', 'the application is shutting down');
    for (let attempt = 0; attempt < START_ATTEMPTS; attempt += 1) {
      const run = newRun(trigger, by);
      const lock = await RunLock.acquire(this.store, gapKeys.lock(account), JSON.stringify(run));
      if (lock !== undefined) return this.begin(run, account, lock);
      const running = await this.runs.running(account);
      if (running !== undefined) return { started: false, run: running };
    }
    throw new ProblemError('unavailable', 'other runs start and end too quickly', { retryAfterS: 1 });
  }

  /** Stops what runs here, so that it is recorded as failed, and waits for that. */
  async onModuleDestroy(): Promise<void> {
    this.closing.abort(new RunStoppedError('The run was stopped because the application shut down.'));
    await Promise.all(this.underWay);
  }

  private async begin(run: RunningRun, account: UpstreamAccount, lock: RunLock): Promise<StartedRun> {
    try {
      await this.runs.save(account, run);
    } catch (error) {
      await this.letGo(lock, run);
      throw error;
    }
    this.logger.log({ runId: run.id, trigger: run.trigger, by: run.startedBy }, 'gap analysis started');
    this.listeners.tell({ account, news: { kind: 'started', run } });
    const finished = this.carryOut(run, account, lock);
    this.underWay.add(finished);
    void finished.then(() => this.underWay.delete(finished));
    return { started: true, run, finished };
  }

  private async carryOut(run: RunningRun, account: UpstreamAccount, lock: RunLock): Promise<GapRun> {
    const deadline = new AbortController();
    const timer = setTimeout(() => {
      deadline.abort(
        new RunStoppedError(`The run took longer than ${RUN_DEADLINE_MS / 60_000} minutes and was stopped.`),
      );
    }, RUN_DEADLINE_MS);
    const signal = AbortSignal.any([lock.signal, this.closing.signal, deadline.signal]);
    let news: EndOfRun;
    try {
      news = await this.toItsEnd(run, account, signal);
    } finally {
      clearTimeout(timer);
      await this.letGo(lock, run);
    }
    // Whoever hears of the end may start the next run at once.
    this.listeners.tell({ account, news });
    await this.tidy(run, account);
    return news.run;
  }

  private async toItsEnd(run: RunningRun, account: UpstreamAccount, signal: AbortSignal): Promise<EndOfRun> {
    try {
      const { ended, difference } = await this.analyser.analyse(run, account, signal, (step) => {
        this.listeners.tell({ account, news: { kind: 'progressed', run, step } });
      });
      this.succeeded(ended, account);
      return { kind: 'ended', run: ended, difference };
    } catch (error) {
      return { kind: 'ended', run: await this.failed(run, account, error) };
    }
  }

  private succeeded(run: SucceededRun, account: UpstreamAccount): void {
    this.metrics.gapRuns.inc({ result: 'completed' });
    // One gauge cannot tell accounts apart: it shows what the service account sees.
    if (account.account === this.sides.serviceAccount.account) {
      for (const kind of GAP_KINDS) this.metrics.gaps.set({ kind }, run.counts[kind]);
    }
    const { findings, coveragePercent } = run.totals;
    this.logger.log({ runId: run.id, findings, coveragePercent }, 'gap analysis completed');
  }

  /** The failure is told in one line and one number; the last good report stays as it is. */
  private async failed(run: RunningRun, account: UpstreamAccount, error: unknown): Promise<GapRun> {
    this.metrics.gapRuns.inc({ result: 'failed' });
    const ended = failedRun(run, error);
    const facts = { runId: run.id, trigger: run.trigger, side: ended.failedSide, reason: ended.error };
    if (isExpectedFailure(error)) this.logger.warn(facts, 'gap analysis failed');
    else this.logger.error({ ...facts, err: error }, 'gap analysis failed unexpectedly');
    await this.tolerant(run, async () => {
      await this.runs.save(account, ended);
    });
    return ended;
  }

  private async tidy(run: RunningRun, account: UpstreamAccount): Promise<void> {
    await this.tolerant(run, async () => {
      await this.runs.prune(account);
      await this.trends.prune(account);
    });
  }

  private async letGo(lock: RunLock, run: RunningRun): Promise<void> {
    await this.tolerant(run, () => lock.release());
  }

  /** What comes after a run must not change its outcome: a store that is away shows the run as interrupted later. */
  private async tolerant(run: RunningRun, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (error instanceof CacheUnavailableError) this.metrics.cacheUnavailable.inc();
      else if (!(error instanceof DatabaseUnavailableError)) throw error;
      this.logger.warn({ runId: run.id, err: error }, 'the end of a gap analysis could not be stored');
    }
  }
}
