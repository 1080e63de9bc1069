import { Injectable } from '@nestjs/common';
import { CacheStore } from '../cache/cache.store';
import { Configuration } from '../config/configuration';
import type { UpstreamAccount } from '../microshare/upstream-account';
import { gapKeys } from './gap-analysis.keys';
import { compareRuns, type GapRun, interruptedRun, type RunningRun, type SucceededRun } from './gap-run';

/** The runs of each account, and who is running. Every method throws CacheUnavailableError when the store is away. */
@Injectable()
export class GapRunStore {
  constructor(
    private readonly store: CacheStore,
    private readonly configuration: Configuration,
  ) {}

  /** The run that holds the account's lock, in whatever process. */
  async running(account: UpstreamAccount): Promise<RunningRun | undefined> {
    const holder = await this.store.get(gapKeys.lock(account));
    return holder === undefined ? undefined : (JSON.parse(holder) as RunningRun);
  }

  async save(account: UpstreamAccount, run: GapRun): Promise<void> {
    await this.store.hashSet(gapKeys.runs(account), new Map([[run.id, JSON.stringify(run)]]));
  }

  /** All runs that are kept, newest first. One that no process carries on any more shows as failed. */
  async list(account: UpstreamAccount): Promise<readonly GapRun[]> {
    const suspects = new Set(idsOfRunning(await this.read(account)));
    const holder = await this.running(account);
    if (holder !== undefined) suspects.delete(holder.id);
    // A run stores its end before it lets go of the lock: what still says running after the lock was gone has died.
    const runs = await this.read(account);
    return runs.map((run) => (run.status === 'running' && suspects.has(run.id) ? interruptedRun(run) : run));
  }

  async find(account: UpstreamAccount, id: string): Promise<GapRun | undefined> {
    return (await this.list(account)).find((run) => run.id === id);
  }

  /** The newest run with a report. */
  async latestSucceeded(account: UpstreamAccount): Promise<SucceededRun | undefined> {
    return (await this.read(account)).find((run) => run.status === 'succeeded');
  }

  /** Forgets all but the newest runs, but never the last one with a report. Returns the ids of those forgotten. */
  async prune(account: UpstreamAccount): Promise<readonly string[]> {
    const runs = await this.read(account);
    const lastGood = runs.find((run) => run.status === 'succeeded');
    const forgotten = runs
      .slice(this.configuration.gapAnalysis.keepRuns)
      .filter((run) => run !== lastGood)
      .map((run) => run.id);
    if (forgotten.length > 0) await this.store.hashDelete(gapKeys.runs(account), ...forgotten);
    return forgotten;
  }

  private async read(account: UpstreamAccount): Promise<readonly GapRun[]> {
    const stored = await this.store.hashGetAll(gapKeys.runs(account));
    return [...stored.values()].map((text) => JSON.parse(text) as GapRun).sort(compareRuns);
  }
}

function idsOfRunning(runs: readonly GapRun[]): readonly string[] {
  return runs.filter((run) => run.status === 'running').map((run) => run.id);
}
