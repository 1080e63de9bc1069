import { setTimeout as delay } from 'node:timers/promises';
import { type ClusterSummary, REC_TYPES } from '@libs/domain';
import { Logger } from '@nestjs/common';
import { cacheKeys } from '../../cache/cache-keys';
import { MemoryCacheStore } from '../../cache/drivers/memory/memory-cache.store';
import { loadConfiguration } from '../../config/load-configuration';
import { Metrics } from '../../metrics/metrics';
import { ClusterCache } from './cluster-cache';
import { SharedCopy } from './shared-copy';

const account = { tenant: 'default', account: 'abc' };
const configuration = loadConfiguration({
  MICROSHARE_API_URL: 'http://127.0.0.1:9',
  MICROSHARE_AUTH_URL: 'http://127.0.0.1:9',
  MICROSHARE_CLIENT_ID: 'client',
  MICROSHARE_USERNAME: 'service',
  MICROSHARE_PASSWORD: 'not used',
  SESSION_SECRET: 'a secret for tests that is long enough',
});

/** One replica's side of the shared copy, and what it was told. */
class Side {
  readonly told: string[] = [];
  readonly copy: SharedCopy;

  constructor(store: MemoryCacheStore) {
    this.copy = new SharedCopy(new ClusterCache(store, configuration), store, new Metrics(configuration));
  }

  listen(): Promise<(() => Promise<void>) | undefined> {
    return this.copy.listen(
      account,
      (clusterId) => Promise.resolve(void this.told.push(clusterId)),
      () => Promise.resolve(void this.told.push('missed')),
    );
  }
}

let store: MemoryCacheStore;
let own: Side;
let other: Side;

beforeEach(() => {
  Logger.overrideLogger(false);
  store = new MemoryCacheStore();
  own = new Side(store);
  other = new Side(store);
});

describe('SharedCopy', () => {
  it('has stored what was discovered when the store is closed', async () => {
    const slow = store.hashReplace.bind(store);
    jest.spyOn(store, 'hashReplace').mockImplementation(async (...args) => {
      await delay(30);
      await slow(...args);
    });
    const summary = { id: 'c1', name: 'Traps', recType: REC_TYPES.rodent_sensor } as ClusterSummary;
    const saved = own.copy.saveAll(account, 1, [{ summary, devices: new Map(), fetchedAt: 1 }]);
    await own.copy.beforeApplicationShutdown();
    expect((await other.copy.load(account))?.clusters).toHaveLength(1);
    await saved;
  });

  it("tells of other replicas' changes, not of its own", async () => {
    await own.listen();
    await other.copy.announce(account, 'c1');
    await own.copy.announce(account, 'c2');
    await other.copy.announce(account, 'c3');
    expect(own.told).toEqual(['c1', 'c3']);
    expect(await own.copy.hasMissed(account)).toBe(false);
  });

  it('tells nothing any more once listening was ended', async () => {
    const stop = await own.listen();
    await stop?.();
    await other.copy.announce(account, 'c1');
    expect(own.told).toEqual([]);
  });

  it('notices a gap between two announcements', async () => {
    await own.listen();
    await store.increment(cacheKeys.announcements(account));
    await other.copy.announce(account, 'c2');
    expect(own.told).toEqual(['missed']);
  });

  it('notices, when asked, that announcements did not arrive, and says so once', async () => {
    await own.listen();
    await store.increment(cacheKeys.announcements(account));
    expect(await own.copy.hasMissed(account)).toBe(true);
    expect(await own.copy.hasMissed(account)).toBe(false);
  });

  it('counts what was announced before it listened as known', async () => {
    await other.copy.announce(account, 'c1');
    await own.listen();
    expect(await own.copy.hasMissed(account)).toBe(false);
    await other.copy.announce(account, 'c2');
    expect(own.told).toEqual(['c2']);
  });

  it('looks once where the store was emptied, since what came after it may have been missed', async () => {
    await own.listen();
    await other.copy.announce(account, 'c1');
    await other.copy.announce(account, 'c2');
    await store.set(cacheKeys.announcements(account), '1');
    expect(await own.copy.hasMissed(account)).toBe(true);
    expect(await own.copy.hasMissed(account)).toBe(false);
  });

  it('has nothing to load and survives every call where the store is closed', async () => {
    await store.close();
    expect(await own.copy.load(account)).toBeUndefined();
    expect(await own.listen()).toBeUndefined();
    await own.copy.announce(account, 'c1');
    await own.copy.clear(account);
    expect(await own.copy.hasMissed(account)).toBe(false);
  });

  it('lacks a discovery that could not be saved until one is', async () => {
    expect(own.copy.lacksDiscovery(account)).toBe(false);
    await own.copy.saveAll(account, 1, []);
    expect(own.copy.lacksDiscovery(account)).toBe(false);
    await store.close();
    await own.copy.saveAll(account, 2, []);
    expect(own.copy.lacksDiscovery(account)).toBe(true);
    expect(own.copy.lacksDiscovery({ ...account, account: 'def' })).toBe(false);
  });
});
