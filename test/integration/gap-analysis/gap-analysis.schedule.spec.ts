import { Logger } from '@nestjs/common';
import { SchedulerRegistry } from '@nestjs/schedule';
import { UpstreamUnavailableError } from '@libs/upstream';
import { pointOf } from '../../../libs/domain/compare/records.fixture';
import type { CacheStore } from '../../../src/cache/cache.store';
import { GAP_ANALYSIS_JOB, GapAnalysisSchedule } from '../../../src/gap-analysis/gap-analysis.schedule';
import { UnreliableStore } from '../platform/support/unreliable-store';
import { gapDatabase } from './support/gap-database';
import { configurationWith, Replica } from './support/gap-world';
import { Gate } from './support/gate';
import { ScriptedCatalogue, SERVICE_ACCOUNT } from './support/scripted-catalogue';
import { ScriptedErp } from './support/scripted-erp';

/** A replica with its schedule started, as at the application's start. */
class Scheduled extends Replica {
  readonly registry = new SchedulerRegistry();
  readonly schedule = new GapAnalysisSchedule(
    this.analysis,
    this.sides,
    this.store,
    this.registry,
    this.configuration,
    this.metrics,
  );

  static start(
    erp: ScriptedErp,
    store: CacheStore,
    variables: Readonly<Record<string, string>> = {},
  ): Scheduled {
    const replica = new Scheduled(erp, new ScriptedCatalogue(), store, configurationWith(variables));
    replica.schedule.onApplicationBootstrap();
    return replica;
  }

  async stop(): Promise<void> {
    await Promise.all([this.schedule.onModuleDestroy(), this.analysis.onModuleDestroy()]);
  }

  async failedRuns(): Promise<number | undefined> {
    const metric = await this.metrics.registry.getSingleMetric('gap_runs_total')?.get();
    return metric?.values.find(({ labels }) => labels['result'] === 'failed')?.value;
  }
}

describe('the scheduled gap analysis', () => {
  const warnings = jest.fn();
  const replicas: Scheduled[] = [];
  let store: UnreliableStore;
  let erp: ScriptedErp;

  beforeEach(() => {
    const silent = (): void => undefined;
    Logger.overrideLogger({ log: silent, error: silent, debug: silent, warn: warnings });
    warnings.mockClear();
    store = new UnreliableStore();
    erp = new ScriptedErp();
  });
  afterEach(async () => {
    jest.useRealTimers();
    await Promise.all(replicas.splice(0).map((replica) => replica.stop()));
  });

  function start(variables?: Readonly<Record<string, string>>): Scheduled {
    const replica = Scheduled.start(erp, store.store, variables);
    replicas.push(replica);
    return replica;
  }

  it('runs at the configured time, over what the service account sees', async () => {
    jest.useFakeTimers({ now: new Date(2026, 10, 21, 4, 59, 58), doNotFake: ['nextTick', 'setImmediate'] });
    const replica = start({ GAP_ANALYSIS_CRON: '0 5 * * *' });
    const gate = new Gate();
    erp.waitsAt(gate);
    await jest.advanceTimersByTimeAsync(1000);
    expect(erp.reads).toBe(0);
    await jest.advanceTimersByTimeAsync(1500);
    await gate.reached;
    gate.open();
    jest.useRealTimers();
    await replica.registry.getCronJob(GAP_ANALYSIS_JOB).stop();
    expect(await replica.runs.list(SERVICE_ACCOUNT)).toMatchObject([
      { status: 'succeeded', trigger: 'schedule', startedBy: 'schedule' },
    ]);
  });

  it('ends only when its run has ended', async () => {
    const replica = start();
    erp.points = [pointOf()];
    await replica.schedule.run();
    expect(await replica.runs.list(SERVICE_ACCOUNT)).toMatchObject([{ status: 'succeeded' }]);
  });

  it('makes one run on replicas whose clocks strike nearly together, however short it is', async () => {
    const [one, two] = [start(), start()];
    await one.schedule.run();
    await two.schedule.run();
    expect(await one.runs.list(SERVICE_ACCOUNT)).toHaveLength(1);
    expect(erp.reads).toBe(1);
  });

  it('leaves a run on request alone that is under way', async () => {
    const replica = start();
    const gate = new Gate();
    erp.waitsAt(gate);
    const started = await replica.analysis.start('request', 'anna');
    await replica.schedule.run();
    gate.open();
    if (started.started) await started.finished;
    expect(await replica.runs.list(SERVICE_ACCOUNT)).toHaveLength(1);
  });

  it('tells a failed run in one warning and one count', async () => {
    const replica = start();
    erp.failsWith(
      new UpstreamUnavailableError('odoo is unreachable: ECONNREFUSED', 'not_sent', {
        system: 'odoo',
        operation: 'read',
      }),
    );
    await replica.schedule.run();
    expect(warnings).toHaveBeenCalledTimes(1);
    expect(await replica.failedRuns()).toBe(1);
  });

  it('survives a store that is away, with one warning and one count', async () => {
    const replica = start();
    store.reachable = false;
    await replica.schedule.run();
    expect(warnings).toHaveBeenCalledTimes(1);
    expect(await replica.failedRuns()).toBe(1);
    expect(erp.reads).toBe(0);
  });

  it('is not there without an ERP', () => {
    expect(start({ ERP_ADAPTER: 'none' }).registry.doesExist('cron', GAP_ANALYSIS_JOB)).toBe(false);
  });

  it('stops at shutdown', async () => {
    const replica = start();
    expect(replica.registry.doesExist('cron', GAP_ANALYSIS_JOB)).toBe(true);
    const job = replica.registry.getCronJob(GAP_ANALYSIS_JOB);
    await replica.stop();
    expect(job.isActive).toBe(false);
    expect(replica.registry.doesExist('cron', GAP_ANALYSIS_JOB)).toBe(false);
  });
});

describe('a gap analysis whose database goes away', () => {
  it('is shown as interrupted when it could not store its end, and the last good report stays', async () => {
    Logger.overrideLogger(false);
    const erp = new ScriptedErp();
    erp.points = [pointOf()];
    const replica = new Replica(erp, new ScriptedCatalogue());
    const good = await replica.runWell();
    const gate = new Gate();
    erp.waitsAt(gate);
    const started = await replica.analysis.start('request', 'anna');
    await gate.reached;

    gapDatabase.reachable = false;
    gate.open();
    const ended = started.started ? await started.finished : undefined;
    expect(ended).toMatchObject({ status: 'failed', error: expect.stringContaining('database') as unknown });

    gapDatabase.reachable = true;
    expect(await replica.runs.latestSucceeded(SERVICE_ACCOUNT)).toEqual(good);
    expect(await replica.runs.find(SERVICE_ACCOUNT, started.run.id)).toMatchObject({
      status: 'failed',
      error: expect.stringContaining('interrupted') as unknown,
    });
  });
});
