import { Injectable } from '@nestjs/common';
import { CacheStore } from '../cache/cache.store';
import { Configuration } from '../config/configuration';
import { Database } from '../database/database';
import type { UpstreamAccount } from '../microshare/upstream-account';
import './gap-analysis.tables';
import { gapKeys } from './gap-analysis.keys';
import { deleteReports } from './gap-report.store';
import { type GapRun, interruptedRun, type RunningRun, type SucceededRun } from './gap-run';

/**
 * The runs of each account in the database, and who is running, which the store knows. Every method throws
 * DatabaseUnavailableError or CacheUnavailableError when what it asks is away.
 */
@Injectable()
export class GapRunStore {
  constructor(
    private readonly store: CacheStore,
    private readonly database: Database,
    private readonly configuration: Configuration,
  ) {}

  /** The run that holds the account's lock, in whatever process. */
  async running(account: UpstreamAccount): Promise<RunningRun | undefined> {
    const holder = await this.store.get(gapKeys.lock(account));
    return holder === undefined ? undefined : (JSON.parse(holder) as RunningRun);
  }

  async save({ tenant, account }: UpstreamAccount, run: GapRun): Promise<void> {
    const { id, startedAt: started_at, status } = run;
    const values = { status, run: JSON.stringify(run) };
    await this.database.transaction(tenant, (tx) =>
      tx
        .insertInto('gap_runs')
        .values({ tenant, account, id, started_at, ...values })
        .onConflict((conflict) => conflict.columns(['tenant', 'account', 'id']).doUpdateSet(values))
        .execute(),
    );
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
  async latestSucceeded({ tenant, account }: UpstreamAccount): Promise<SucceededRun | undefined> {
    const found = await this.database.transaction(tenant, (tx) =>
      tx
        .selectFrom('gap_runs')
        .select('run')
        .where('tenant', '=', tenant)
        .where('account', '=', account)
        .where('status', '=', 'succeeded')
        .orderBy('started_at', 'desc')
        .orderBy('id', 'desc')
        .limit(1)
        .executeTakeFirst(),
    );
    return found?.run as SucceededRun | undefined;
  }

  /** Forgets all but the newest runs, with their reports, but never the last one with a report. */
  async prune(owner: UpstreamAccount): Promise<void> {
    const { tenant, account } = owner;
    const runs = await this.read(owner);
    const lastGood = runs.find((run) => run.status === 'succeeded');
    const forgotten = runs
      .slice(this.configuration.gapAnalysis.keepRuns)
      .filter((run) => run !== lastGood)
      .map((run) => run.id);
    if (forgotten.length === 0) return;
    await this.database.transaction(tenant, async (tx) => {
      await deleteReports(tx, owner, forgotten);
      await tx
        .deleteFrom('gap_runs')
        .where('tenant', '=', tenant)
        .where('account', '=', account)
        .where('id', 'in', forgotten)
        .execute();
    });
  }

  private async read({ tenant, account }: UpstreamAccount): Promise<readonly GapRun[]> {
    const rows = await this.database.transaction(tenant, (tx) =>
      tx
        .selectFrom('gap_runs')
        .select('run')
        .where('tenant', '=', tenant)
        .where('account', '=', account)
        .orderBy('started_at', 'desc')
        .orderBy('id', 'desc')
        .execute(),
    );
    return rows.map(({ run }) => run);
  }
}

function idsOfRunning(runs: readonly GapRun[]): readonly string[] {
  return runs.filter((run) => run.status === 'running').map((run) => run.id);
}
