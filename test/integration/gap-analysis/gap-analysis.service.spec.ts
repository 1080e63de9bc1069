import { Logger } from '@nestjs/common';
import { UpstreamAuthenticationError, UpstreamUnavailableError } from '@libs/upstream';
import { deviceOf, plannedDeviceOf, pointOf } from '../../../libs/domain/compare/records.fixture';
import { MemoryCacheStore } from '../../../src/cache/drivers/memory/memory-cache.store';
import { gapKeys } from '../../../src/gap-analysis/gap-analysis.keys';
import { newRun } from '../../../src/gap-analysis/gap-run';
import { gapDatabase } from './support/gap-database';
import { Replica, replicaWith } from './support/gap-world';
import { Gate } from './support/gate';
import { OTHER_ACCOUNT, ScriptedCatalogue, SERVICE_ACCOUNT } from './support/scripted-catalogue';
import { ScriptedErp } from './support/scripted-erp';

const odooDown = new UpstreamUnavailableError('odoo (read) did not answer within 30000 ms', 'unknown', {
  system: 'odoo',
  operation: 'read',
});

beforeAll(() => {
  Logger.overrideLogger(false);
});

async function gapCount(replica: Replica, name: 'gap_findings' | 'gap_runs_total', label: string) {
  const metric = await replica.metrics.registry.getSingleMetric(name)?.get();
  return metric?.values.find(({ labels }) => Object.values(labels).includes(label))?.value;
}

describe('a gap analysis run', () => {
  it('reads both sides and keeps its report', async () => {
    const replica = replicaWith();
    replica.erp.points = [
      pointOf(),
      pointOf({ erpId: '2', reference: 'HF_0002' }),
      pointOf({ erpId: '3', reference: 'HF_0003' }),
    ];
    replica.catalogue.devices = [deviceOf()];

    const run = await replica.runWell();

    expect(run.counts.point_without_device).toBe(2);
    expect(run.totals).toMatchObject({
      activePoints: 3,
      coveredPoints: 1,
      coveragePercent: 33.3,
      findings: 2,
    });
    expect(run.devicesAsOf).toBe('2026-11-21T04:58:00.000Z');
    expect(await replica.findingIds(run.id)).toEqual([
      'point_without_device:HF_0002:2:',
      'point_without_device:HF_0003:3:',
    ]);
    expect(await replica.runs.find(SERVICE_ACCOUNT, run.id)).toEqual(run);
    expect(await gapCount(replica, 'gap_findings', 'point_without_device')).toBe(2);
    expect(await gapCount(replica, 'gap_runs_total', 'completed')).toBe(1);
  });

  it('asks for devices no older than the device cache allows', async () => {
    const replica = replicaWith({ CACHE_DEVICE_TTL_S: '123' });
    await replica.runWell();
    expect(replica.catalogue.maxAges).toEqual([123]);
  });

  it('fails when the ERP is unreachable, says so, and leaves the last good report in place', async () => {
    const replica = replicaWith();
    replica.erp.points = [pointOf()];
    const good = await replica.runWell();

    replica.erp.failsWith(odooDown);
    const failed = await replica.run();

    expect(failed).toMatchObject({
      status: 'failed',
      failedSide: 'erp',
      error:
        'The inspection points could not be read completely from the ERP: odoo (read) did not answer within 30000 ms.',
    });
    expect(await replica.runs.latestSucceeded(SERVICE_ACCOUNT)).toEqual(good);
    expect(await replica.findingIds(good.id)).toHaveLength(1);
    expect(await gapCount(replica, 'gap_runs_total', 'failed')).toBe(1);
    expect(await gapCount(replica, 'gap_findings', 'point_without_device')).toBe(1);
  });

  it('makes no gaps of points that it could not read any more', async () => {
    const replica = replicaWith();
    replica.erp.points = [1, 2, 3, 4].map((n) => pointOf({ erpId: String(n), reference: `HF_000${n}` }));
    replica.catalogue.devices = [1, 2, 3, 4].map((n) =>
      deviceOf({ guid: `g${n}`, erpReference: `HF_000${n}` }),
    );
    replica.erp.failsWith(odooDown, 1);
    expect(await replica.run()).toMatchObject({ status: 'failed', failedSide: 'erp' });
    expect(await replica.runs.latestSucceeded(SERVICE_ACCOUNT)).toBeUndefined();
  });

  it('fails when the devices cannot be read, and stops reading the ERP', async () => {
    const replica = replicaWith();
    const erpGate = new Gate();
    const deviceGate = new Gate();
    replica.erp.waitsAt(erpGate);
    replica.catalogue.waitsAt(deviceGate);
    replica.catalogue.failsWith(
      new UpstreamAuthenticationError('microshare does not accept the service account', {
        system: 'microshare',
        operation: 'auth',
      }),
    );
    const running = replica.run();
    await erpGate.reached;
    await deviceGate.reached;
    deviceGate.open();

    expect(await running).toMatchObject({
      status: 'failed',
      failedSide: 'devices',
      error: expect.stringContaining('microshare does not accept the service account') as unknown,
    });
    await erpGate.left;
  });

  it('stops reading the devices when the ERP fails', async () => {
    const replica = replicaWith();
    const gate = new Gate();
    replica.catalogue.waitsAt(gate);
    replica.erp.failsWith(odooDown);
    expect(await replica.run()).toMatchObject({ status: 'failed', failedSide: 'erp' });
    await gate.left;
  });

  it('keeps the text of an unexpected error to itself', async () => {
    const replica = replicaWith();
    replica.erp.failsWith(new Error('Traceback: password=hunter2'));
    const failed = await replica.run();
    expect(failed).toMatchObject({ status: 'failed', failedSide: 'erp' });
    expect(JSON.stringify(failed)).not.toContain('hunter2');
  });

  it('names what was opened and closed since the last good run', async () => {
    const replica = replicaWith();
    replica.erp.points = [pointOf(), pointOf({ erpId: '2', reference: 'HF_0002' })];
    const first = await replica.runWell();
    replica.erp.failsWith(odooDown);
    await replica.run();
    replica.erp.recovers();
    replica.erp.points = [pointOf(), pointOf({ erpId: '3', reference: 'HF_0003' })];
    const second = await replica.runWell();

    const report = await replica.reports.load(SERVICE_ACCOUNT, second.id);
    expect(report?.head.difference).toEqual({
      previousRunId: first.id,
      opened: ['point_without_device:HF_0003:3:'],
      closed: ['point_without_device:HF_0002:2:'],
    });
  });

  it('counts everything as opened in the first report', async () => {
    const replica = replicaWith();
    replica.erp.points = [pointOf()];
    const { id } = await replica.runWell();
    expect((await replica.reports.load(SERVICE_ACCOUNT, id))?.head.difference).toEqual({
      previousRunId: null,
      opened: ['point_without_device:HF_0001:101:'],
      closed: [],
    });
  });

  it('remembers from run to run since when a position is planned', async () => {
    const replica = replicaWith({ GAP_PLANNED_MAX_DAYS: '14' });
    replica.erp.points = [pointOf()];
    replica.catalogue.devices = [plannedDeviceOf({ lastModified: null })];
    const fresh = await replica.runWell();
    expect(fresh.counts.planned_too_long).toBe(0);
    expect([...(await replica.reports.plannedSince(SERVICE_ACCOUNT)).keys()]).toEqual(['guid-1']);

    const longAgo = new Date(Date.now() - 15 * 86_400_000).toISOString();
    await gapDatabase.transaction('default', (tx) =>
      tx
        .updateTable('gap_planned')
        .set({ since: JSON.stringify({ 'guid-1': longAgo }) })
        .execute(),
    );
    const later = await replica.runWell();
    expect(later.counts.planned_too_long).toBe(1);
    expect((await replica.reports.plannedSince(SERVICE_ACCOUNT)).get('guid-1')).toBe(longAgo);
  });

  it('keeps accounts apart', async () => {
    const replica = replicaWith();
    replica.erp.points = [pointOf()];
    replica.catalogue.devices = [deviceOf()];
    replica.catalogue.shows(OTHER_ACCOUNT, []);

    const theirs = await replica.runWell(OTHER_ACCOUNT);

    expect(theirs.counts.point_without_device).toBe(1);
    expect(await replica.runs.list(SERVICE_ACCOUNT)).toEqual([]);
    expect(await replica.runs.find(SERVICE_ACCOUNT, theirs.id)).toBeUndefined();
    expect(await gapCount(replica, 'gap_findings', 'point_without_device')).toBeUndefined();
  });
});

describe('starting a gap analysis', () => {
  it('answers with the run under way when there is one', async () => {
    const replica = replicaWith();
    const gate = new Gate();
    replica.erp.waitsAt(gate);
    const first = await replica.analysis.start('request', 'anna');
    const others = await Promise.all([1, 2, 3].map(() => replica.analysis.start('schedule', 'schedule')));
    gate.open();

    expect(first.started).toBe(true);
    for (const other of others) expect(other).toEqual({ started: false, run: first.run });
    if (first.started) await first.finished;
    expect(replica.erp.reads).toBe(1);
  });

  it('makes one run of starts at the same moment', async () => {
    const replica = replicaWith();
    const starts = await Promise.all([1, 2, 3, 4].map(() => replica.analysis.start('request', 'anna')));
    expect(starts.filter(({ started }) => started)).toHaveLength(1);
    expect(new Set(starts.map(({ run }) => run.id)).size).toBe(1);
    for (const start of starts) if (start.started) await start.finished;
  });

  it('runs on one replica at a time, and on either once the other is done', async () => {
    const store = new MemoryCacheStore();
    const erp = new ScriptedErp();
    const gate = new Gate();
    erp.waitsAt(gate);
    const one = new Replica(erp, new ScriptedCatalogue(), store);
    const two = new Replica(erp, new ScriptedCatalogue(), store);

    const first = await one.analysis.start('request', 'anna');
    expect(await two.analysis.start('request', 'ben')).toEqual({ started: false, run: first.run });
    gate.open();
    if (first.started) await first.finished;
    const second = await two.runWell();
    expect(second.id).not.toBe(first.run.id);
    expect(await one.runs.list(SERVICE_ACCOUNT)).toMatchObject([{ id: second.id }, { id: first.run.id }]);
  });

  it('lets accounts run beside each other', async () => {
    const replica = replicaWith();
    const gate = new Gate();
    replica.erp.waitsAt(gate);
    const starts = [
      await replica.analysis.start('request', 'anna', SERVICE_ACCOUNT),
      await replica.analysis.start('request', 'ben', OTHER_ACCOUNT),
    ];
    expect(starts.map(({ started }) => started)).toEqual([true, true]);
    gate.open();
    for (const start of starts) if (start.started) await start.finished;
  });
});

describe('a gap analysis that cannot go on', () => {
  afterEach(() => {
    jest.useRealTimers();
  });

  it('stops when its lock is lost, and stores no report', async () => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate'] });
    const replica = replicaWith();
    const gate = new Gate();
    replica.erp.waitsAt(gate);
    const started = await replica.analysis.start('request', 'anna');
    await gate.reached;

    await replica.store.set(
      gapKeys.lock(SERVICE_ACCOUNT),
      JSON.stringify(newRun('request', 'other replica')),
    );
    await jest.advanceTimersByTimeAsync(20_000);

    await gate.left;
    const run = started.started ? await started.finished : undefined;
    expect(run).toMatchObject({
      status: 'failed',
      error: expect.stringContaining('lost its lock') as unknown,
    });
    expect(run).not.toHaveProperty('failedSide');
    expect(await replica.reports.load(SERVICE_ACCOUNT, started.run.id)).toBeUndefined();
    expect(await replica.store.get(gapKeys.lock(SERVICE_ACCOUNT))).toContain('other replica');
  });

  it('leaves nothing behind when its lock is lost while the report is being stored', async () => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate'] });
    const gate = new Gate();
    const replica = replicaWith();
    replica.catalogue.devices = [plannedDeviceOf()];
    replica.analysis.onNews(({ news }) => {
      if (news.kind === 'progressed' && news.step === 'storing')
        gapDatabase.waitsFor(() => gate.pass(undefined));
    });
    const started = await replica.analysis.start('request', 'anna');
    await gate.reached;
    await replica.store.delete(gapKeys.lock(SERVICE_ACCOUNT));
    await jest.advanceTimersByTimeAsync(20_000);
    gate.open();

    expect(started.started && (await started.finished)).toMatchObject({ status: 'failed' });
    expect(await replica.reports.load(SERVICE_ACCOUNT, started.run.id)).toBeUndefined();
    expect(await replica.runs.latestSucceeded(SERVICE_ACCOUNT)).toBeUndefined();
    expect(await replica.reports.plannedSince(SERVICE_ACCOUNT)).toEqual(new Map());
  });

  it('keeps its lock for as long as it runs', async () => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate'] });
    const store = new MemoryCacheStore();
    const erp = new ScriptedErp();
    const gate = new Gate();
    erp.waitsAt(gate);
    const one = new Replica(erp, new ScriptedCatalogue(), store);
    const two = new Replica(erp, new ScriptedCatalogue(), store);
    const first = await one.analysis.start('request', 'anna');
    for (let minute = 0; minute < 10; minute += 1) {
      await jest.advanceTimersByTimeAsync(60_000);
      expect((await two.analysis.start('request', 'ben')).started).toBe(false);
    }
    gate.open();
    if (first.started) expect((await first.finished).status).toBe('succeeded');
  });

  it('gives up after half an hour', async () => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate'] });
    const replica = replicaWith();
    replica.erp.waitsAt(new Gate());
    const started = await replica.analysis.start('request', 'anna');
    await jest.advanceTimersByTimeAsync(30 * 60_000);
    expect(started.started && (await started.finished)).toMatchObject({
      status: 'failed',
      error: 'The run took longer than 30 minutes and was stopped.',
    });
  });

  it('is recorded as failed at shutdown, and lets go of the lock', async () => {
    const replica = replicaWith();
    const gate = new Gate();
    replica.erp.waitsAt(gate);
    const { run } = await replica.analysis.start('request', 'anna');
    await gate.reached;

    await replica.analysis.onModuleDestroy();

    expect(await replica.runs.find(SERVICE_ACCOUNT, run.id)).toMatchObject({
      status: 'failed',
      error: 'The run was stopped because the application shut down.',
    });
    expect(await replica.runs.running(SERVICE_ACCOUNT)).toBeUndefined();
    await expect(replica.analysis.start('request', 'anna')).rejects.toMatchObject({ kind: 'unavailable' });
  });

  it('shows as interrupted once the lock of its dead process is gone', async () => {
    const replica = replicaWith();
    const dead = newRun('schedule', 'schedule');
    await replica.store.set(gapKeys.lock(SERVICE_ACCOUNT), JSON.stringify(dead));
    await replica.runs.save(SERVICE_ACCOUNT, dead);
    expect(await replica.runs.list(SERVICE_ACCOUNT)).toEqual([dead]);

    await replica.store.delete(gapKeys.lock(SERVICE_ACCOUNT));

    expect(await replica.runs.list(SERVICE_ACCOUNT)).toMatchObject([
      {
        id: dead.id,
        status: 'failed',
        endedAt: null,
        error: expect.stringContaining('interrupted') as unknown,
      },
    ]);
  });
});

describe('runs that are kept', () => {
  it('are the newest, reports included', async () => {
    const replica = replicaWith({ GAP_KEEP_RUNS: '2' });
    const ids: string[] = [];
    for (let n = 0; n < 4; n += 1) ids.push((await replica.runWell()).id);
    const kept = (await replica.runs.list(SERVICE_ACCOUNT)).map((run) => run.id);
    expect(kept).toEqual(ids.slice(2).reverse());
    const reports = await Promise.all(ids.map((id) => replica.reports.load(SERVICE_ACCOUNT, id)));
    expect(reports.map((report) => report !== undefined)).toEqual([false, false, true, true]);
  });

  it('include the last good one, however many have failed since', async () => {
    const replica = replicaWith({ GAP_KEEP_RUNS: '2' });
    replica.erp.points = [pointOf()];
    const good = await replica.runWell();
    replica.erp.failsWith(odooDown);
    for (let n = 0; n < 4; n += 1) await replica.run();
    expect(await replica.runs.list(SERVICE_ACCOUNT)).toHaveLength(3);
    expect(await replica.runs.latestSucceeded(SERVICE_ACCOUNT)).toEqual(good);
    expect(await replica.findingIds(good.id)).toHaveLength(1);
  });
});
