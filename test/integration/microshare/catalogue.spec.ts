import type { Cluster } from '@libs/domain';
import { devicesOf } from '@libs/microshare-client';
import type { MicroshareSimulator } from '@libs/simulators';
import { Logger } from '@nestjs/common';
import { cacheKeys } from '../../../src/cache/cache-keys';
import { HARBOUR_TRAPS, HOTEL_TRAPS, smallFleet } from '../../support/clusters';
import { eventually } from '../../support/eventually';
import { fakeTheDate } from './support/fake-date';
import { Replica, startOwnMicroshare } from './support/replica';
import { describeOnEveryStore, type SharedStore } from './support/stores';

const ALL = smallFleet().length;

describeOnEveryStore('the catalogue of an account', (startStore) => {
  let shared: SharedStore;
  let microshare: MicroshareSimulator;
  let first: Replica;
  let replicas: Replica[];

  /** A process that starts beside, or after, the first one. */
  function another(): Replica {
    const replica = new Replica(microshare, shared.connect());
    replicas.push(replica);
    return replica;
  }

  beforeAll(() => {
    Logger.overrideLogger(false);
  });
  beforeEach(async () => {
    fakeTheDate();
    shared = startStore();
    microshare = await startOwnMicroshare({ clusters: smallFleet() });
    replicas = [];
    first = another();
    await first.open();
    await eventually(async () => {
      const stored = await first.store.hashGetAll(cacheKeys.mapping(first.account));
      expect(stored.size).toBe(ALL + 1);
    });
    microshare.forgetCalls();
  });
  afterEach(async () => {
    jest.useRealTimers();
    for (const replica of replicas) replica.close();
    await microshare.close();
    await shared.dispose(first.account);
  });

  /** Everything is older than that many seconds from now on. */
  function age(seconds: number): void {
    jest.setSystemTime(Date.now() + seconds * 1000);
  }

  function setArea(clusterId: string, guid: string, area: string): void {
    microshare.editCluster(clusterId, (cluster) => ({
      ...cluster,
      data: {
        ...cluster.data,
        devices: devicesOf(cluster).map((device) =>
          device.guid === guid
            ? { ...device, meta: { location: (device.meta?.location ?? []).with(2, area) } }
            : device,
        ),
      },
    }));
  }

  /** The cluster as a write of ours leaves it, one area changed. */
  function asWritten(replica: Replica, clusterId: string, area: string): Cluster {
    const cluster = replica.catalogue.view(replica.account).index.cluster(clusterId);
    if (cluster === undefined) throw new Error(`no cluster ${clusterId}`);
    const devices = [...cluster.devices.values()].map((device) => ({ ...device, area }));
    return { summary: cluster.summary, devices };
  }

  const everyArea = (replica: Replica, clusterId: string): string[] => [
    ...new Set(Object.values(replica.areas(clusterId))),
  ];

  it('starts from what is stored, without asking upstream', async () => {
    const restarted = await another().open();
    expect(restarted.areas(HARBOUR_TRAPS)).toEqual(first.areas(HARBOUR_TRAPS));
    expect(restarted.clusterIds()).toEqual(first.clusterIds());
    expect(microshare.count()).toBe(0);
  });

  it.each<[string, () => Promise<void>]>([
    ['is gone', () => first.store.delete(cacheKeys.cluster(first.account, HOTEL_TRAPS))],
    [
      'lacks a device',
      () => first.store.hashDelete(cacheKeys.cluster(first.account, HOTEL_TRAPS), 'd:trap-4'),
    ],
  ])('reads alone what is stored of a cluster when that %s', async (_, damage) => {
    await damage();
    const restarted = await another().open();
    expect(microshare.count('discovery')).toBe(0);
    expect(microshare.calls('read').map(({ path }) => path)).toEqual([expect.stringContaining(HOTEL_TRAPS)]);
    expect(restarted.areas(HOTEL_TRAPS)).toEqual({ 'trap-4': 'Kitchen' });
  });

  it('starts cold where what is stored cannot be read', async () => {
    await first.store.hashReplace(cacheKeys.mapping(first.account), new Map([['#', 'of another release']]));
    const restarted = await another().open();
    expect(restarted.clusterIds()).toEqual(first.clusterIds());
    expect(microshare.count('discovery')).toBe(1);
  });

  it('serves what has expired, with its age, while one refresh runs', async () => {
    microshare.takes({ readMs: 50 });
    setArea(HOTEL_TRAPS, 'trap-4', 'Cellar');
    age(301);
    for (let i = 0; i < 20; i += 1) {
      expect(first.catalogue.view(first.account).ageSeconds).toBeGreaterThanOrEqual(301);
    }
    expect(first.areas(HOTEL_TRAPS)).toEqual({ 'trap-4': 'Kitchen' });
    await eventually(() => {
      expect(first.areas(HOTEL_TRAPS)).toEqual({ 'trap-4': 'Cellar' });
      expect(first.catalogue.view(first.account).ageSeconds).toBeLessThan(60);
    });
    expect(microshare.count('read')).toBe(ALL);
    expect(microshare.count('discovery')).toBe(0);
    expect(first.catalogue.status(first.account).stale_hits).toBeGreaterThanOrEqual(20);
  });

  it('discovers again once the mapping has expired, and shows clusters that were added', async () => {
    age(3601);
    expect(first.clusterIds()).toHaveLength(ALL);
    await eventually(() => {
      expect(microshare.count('discovery')).toBe(1);
      expect(first.catalogue.status(first.account).discovering).toBeNull();
    });
    expect(microshare.count('read')).toBe(0);
  });

  it('goes on with what it knows while upstream fails, and says why', async () => {
    microshare.answers(503, { text: 'Service Unavailable' });
    age(301);
    expect(first.clusterIds()).toHaveLength(ALL);
    await eventually(() => {
      expect(first.catalogue.status(first.account).last_error).toMatch(/microshare/);
    });
    expect(first.clusterIds()).toHaveLength(ALL);
  });

  it('serves nothing older than the limit', () => {
    age(604_801);
    expect(() => first.catalogue.view(first.account)).toThrow(/more than CACHE_STALE_LIMIT_S \(604800\)/);
  });

  it.each<[string, 'discoveryMs' | 'readMs', number]>([
    ['discovery', 'discoveryMs', 3601],
    ['reading of one cluster', 'readMs', 301],
  ])('lets no %s that was under way undo a write', async (_, delay, seconds) => {
    microshare.takes({ [delay]: 150 });
    age(seconds);
    const refreshed = first.readAll(seconds - 1);
    await microshare.received(delay === 'readMs' ? 'read' : 'discovery');
    await first.catalogue.written(first.account, asWritten(first, HARBOUR_TRAPS, 'Written'));
    await refreshed;
    expect(everyArea(first, HARBOUR_TRAPS)).toEqual(['Written']);
    const restarted = await another().open();
    expect(everyArea(restarted, HARBOUR_TRAPS)).toEqual(['Written']);
  });

  it.each<[string, number]>([
    ['a discovery', 3601],
    ['a reading that does not find it', 301],
  ])('lets a cluster go that was deleted upstream, by %s', async (_, seconds) => {
    microshare.removeCluster(HOTEL_TRAPS);
    age(seconds);
    await first.readAll(seconds - 1);
    expect(first.clusterIds()).not.toContain(HOTEL_TRAPS);
    expect(first.catalogue.view(first.account).index.byGuid('trap-4')).toEqual([]);
    expect((await another().open()).clusterIds()).toEqual(first.clusterIds());
  });

  it('takes sudden emptiness for an outage, until it is cleared', async () => {
    for (const id of first.clusterIds()) microshare.removeCluster(id);
    age(3601);
    await expect(first.readAll(0)).rejects.toThrow(/shows no cluster at all where 4 are known/);
    expect(first.clusterIds()).toHaveLength(ALL);
    await first.catalogue.clear(first.account);
    await first.served();
    expect(first.clusterIds()).toEqual([]);
  });

  it('serves nothing after a clear until the discovery is complete, and stores nothing either', async () => {
    microshare.takes({ discoveryMs: 100 });
    await first.catalogue.clear(first.account);
    expect(() => first.catalogue.view(first.account)).toThrow(/not been discovered yet/);
    expect(await first.store.hashGetAll(cacheKeys.mapping(first.account))).toEqual(new Map());
    await first.served();
    expect(first.clusterIds()).toHaveLength(ALL);
  });

  it('shows the writes of one replica on the other, without asking upstream', async () => {
    const second = await another().open();
    await first.catalogue.written(first.account, asWritten(first, HARBOUR_TRAPS, 'By the first'));
    await eventually(() => {
      expect(everyArea(second, HARBOUR_TRAPS)).toEqual(['By the first']);
    });
    age(1);
    await second.catalogue.written(second.account, asWritten(second, HARBOUR_TRAPS, 'By the second'));
    await eventually(() => {
      expect(everyArea(first, HARBOUR_TRAPS)).toEqual(['By the second']);
    });
    expect(microshare.count()).toBe(0);
  });

  it('shows devices that another replica created and deleted', async () => {
    const second = await another().open();
    const { summary, devices } = asWritten(first, HOTEL_TRAPS, 'Kitchen');
    const [trap] = devices;
    if (trap === undefined) throw new Error('no trap');
    const added = { ...trap, guid: 'trap-5', erpReference: 'GH_MH_0005' };
    await first.catalogue.written(first.account, { summary, devices: [trap, added] });
    await eventually(() => {
      expect(second.catalogue.view(second.account).index.byReference('GH_MH_0005')).toHaveLength(1);
    });
    age(1);
    await first.catalogue.written(first.account, { summary, devices: [added] });
    await eventually(() => {
      expect(Object.keys(second.areas(HOTEL_TRAPS))).toEqual(['trap-5']);
    });
    expect(Object.keys((await another().open()).areas(HOTEL_TRAPS))).toEqual(['trap-5']);
  });

  it('shows a cluster that another replica was the first to write', async () => {
    const second = await another().open();
    const { summary: known } = asWritten(first, HOTEL_TRAPS, '');
    const summary = { ...known, id: '66f0a1b2c3d4e5f607182999', deviceCount: 0 };
    await first.catalogue.written(first.account, { summary, devices: [] });
    await eventually(() => {
      expect(second.clusterIds()).toContain(summary.id);
    });
  });
});
