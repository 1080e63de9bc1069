import { Logger } from '@nestjs/common';
import type { CatalogueService } from '../../../src/microshare/catalogue.service';
import { type DeadJob, JobQueue, type JobSubject } from '../../../src/jobs/job-queue';
import { SyncSchedule } from '../../../src/sync/sync.schedule';
import { AUTOMATIC_SYNC, SCHEDULE, SyncTriggers } from '../../../src/sync/sync-triggers';
import { configurationWith } from '../gap-analysis/support/gap-world';
import { ScriptedCatalogue } from '../gap-analysis/support/scripted-catalogue';
import { UnreliableStore } from '../platform/support/unreliable-store';

/** Keeps what is added, and does none of it. */
class KeptJobs extends JobQueue {
  readonly added: (JobSubject & { readonly name: string; readonly at: string })[] = [];
  failure: Error | undefined;

  add(name: string, subject: JobSubject): Promise<void> {
    if (this.failure !== undefined) return Promise.reject(this.failure);
    this.added.push({ name, ...subject, at: new Date().toISOString() });
    return Promise.resolve();
  }
  handle(): void {
    throw new Error('nothing is handled here');
  }
  dead(): Promise<readonly DeadJob[]> {
    return Promise.resolve([]);
  }
  retry(): Promise<boolean> {
    return Promise.resolve(false);
  }
}

describe('plans by SYNC_CRON', () => {
  const warnings = jest.fn();
  const schedules: SyncSchedule[] = [];
  let jobs: KeptJobs;
  let store: UnreliableStore;

  beforeEach(() => {
    const silent = (): void => undefined;
    Logger.overrideLogger({ log: silent, error: silent, debug: silent, warn: warnings });
    warnings.mockClear();
    jest.useFakeTimers({
      now: new Date(2026, 10, 21, 5, 59, 58),
      doNotFake: ['nextTick', 'setImmediate'],
    });
    jobs = new KeptJobs();
    // Its clock is the one of now.
    store = new UnreliableStore();
  });
  afterEach(async () => {
    jest.useRealTimers();
    await Promise.all(schedules.splice(0).map((schedule) => schedule.onModuleDestroy()));
  });

  /** A replica as at the application's start, all of them at one store. */
  function start(variables: Readonly<Record<string, string>> = { SYNC_CRON: '0 6,18 * * *' }): SyncSchedule {
    const configuration = configurationWith(variables);
    const schedule = new SyncSchedule(
      new SyncTriggers(jobs, configuration),
      store.store,
      new ScriptedCatalogue() as unknown as CatalogueService,
      configuration,
    );
    schedules.push(schedule);
    schedule.onApplicationBootstrap();
    return schedule;
  }

  const hours = (count: number): Promise<void> => jest.advanceTimersByTimeAsync(count * 3_600_000);

  it('are asked for at each of its times, and at no other', async () => {
    start();
    await jest.advanceTimersByTimeAsync(1_000);
    expect(jobs.added).toEqual([]);
    await jest.advanceTimersByTimeAsync(1_500);
    const asked = { name: AUTOMATIC_SYNC, tenant: 'default', id: SCHEDULE };
    expect(jobs.added).toMatchObject([asked]);
    await hours(11);
    expect(jobs.added).toHaveLength(1);
    await hours(13);
    expect(jobs.added).toHaveLength(3);
    expect(jobs.added.map(({ at }) => new Date(at).getHours())).toEqual([6, 18, 6]);
  });

  it('are asked for once by replicas whose clocks strike nearly together', async () => {
    const [one, two] = [start(), start()];
    await jest.advanceTimersByTimeAsync(2_500);
    expect(jobs.added).toHaveLength(1);
    await jest.advanceTimersByTimeAsync(10_000);
    await one.strike();
    await two.strike();
    expect(jobs.added).toHaveLength(1);
    await hours(12);
    expect(jobs.added).toHaveLength(2);
  });

  it('are asked for at the next time again, when store or database were away, with a warning for each', async () => {
    start();
    store.reachable = false;
    await jest.advanceTimersByTimeAsync(2_500);
    expect([jobs.added.length, warnings.mock.calls.length]).toEqual([0, 1]);
    store.reachable = true;
    jobs.failure = new Error('the database cannot be reached');
    await hours(12);
    expect([jobs.added.length, warnings.mock.calls.length]).toEqual([0, 2]);
    jobs.failure = undefined;
    await hours(12);
    expect([jobs.added.length, warnings.mock.calls.length]).toEqual([1, 2]);
  });

  it.each<[string, Readonly<Record<string, string>>]>([
    ['it is not set', {}],
    ['there is no ERP', { SYNC_CRON: '* * * * *', ERP_ADAPTER: 'none' }],
    [
      'the process only answers requests',
      { SYNC_CRON: '* * * * *', ROLE: 'api', DATABASE_URL: 'postgres://nobody@127.0.0.1:9/none' },
    ],
  ])('are not asked for where %s', async (_why, variables) => {
    start(variables);
    await hours(2);
    expect(jobs.added).toEqual([]);
  });

  it('are not asked for after the shutdown', async () => {
    const schedule = start();
    await schedule.onModuleDestroy();
    await hours(24);
    expect(jobs.added).toEqual([]);
  });
});
