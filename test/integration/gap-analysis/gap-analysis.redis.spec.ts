import { randomUUID } from 'node:crypto';
import { Logger } from '@nestjs/common';
import { pointOf } from '../../../libs/domain/compare/records.fixture';
import { RedisCacheStore } from '../../../src/cache/drivers/redis/redis-cache.store';
import { gapKeys } from '../../../src/gap-analysis/gap-analysis.keys';
import { describeWithRedis } from '../../support/redis';
import { Replica } from './support/gap-world';
import { Gate } from './support/gate';
import { ScriptedCatalogue } from './support/scripted-catalogue';
import { ScriptedErp } from './support/scripted-erp';

describeWithRedis('two replicas of the gap analysis on one Redis', (url) => {
  const account = { tenant: 'default', account: `test-${randomUUID()}` };
  const erp = new ScriptedErp();
  let stores: readonly [RedisCacheStore, RedisCacheStore];
  let one: Replica;
  let two: Replica;

  beforeAll(() => {
    Logger.overrideLogger(false);
    stores = [new RedisCacheStore({ url }), new RedisCacheStore({ url })];
    one = new Replica(erp, new ScriptedCatalogue(), stores[0]);
    two = new Replica(erp, new ScriptedCatalogue(), stores[1]);
  });
  afterEach(async () => {
    erp.recovers();
    await stores[0].delete(gapKeys.lock(account));
  });
  afterAll(async () => {
    await Promise.all(stores.map((store) => store.close()));
  });

  it('make one run of starts at the same moment', async () => {
    const gate = new Gate();
    erp.waitsAt(gate);
    const starts = await Promise.all(
      [one, two, one, two].map(({ analysis }) => analysis.start('request', 'anna', account)),
    );
    expect(starts.filter(({ started }) => started)).toHaveLength(1);
    expect(new Set(starts.map(({ run }) => run.id)).size).toBe(1);
    gate.open();
    for (const start of starts) if (start.started) await start.finished;
  });

  it('read the same reports, and compare with each other', async () => {
    erp.points = [pointOf()];
    const first = await one.runWell(account);
    erp.points = [pointOf({ erpId: '999', reference: 'OLD_0001', archived: true })];
    const second = await two.runWell(account);
    expect(await two.findingIds(first.id, account)).toEqual(['point_without_device:HF_0001:101:']);
    expect((await one.reports.load(account, second.id))?.head.difference).toEqual({
      previousRunId: first.id,
      opened: [],
      closed: ['point_without_device:HF_0001:101:'],
    });
    expect(await one.runs.list(account)).toEqual([second, first]);
  });
});
