import { devicesOf } from '@libs/microshare-client';
import type { MicroshareSimulator } from '@libs/simulators';
import { Logger } from '@nestjs/common';
import { Redis } from 'ioredis';
import { cacheKeys } from '../../../src/cache/cache-keys';
import { RedisCacheStore } from '../../../src/cache/drivers/redis/redis-cache.store';
import { HARBOUR_TRAPS, HOTEL_TRAPS, smallFleet } from '../../support/clusters';
import { eventually } from '../../support/eventually';
import { hasRedisServer, RedisServer } from '../../support/redis-server';
import { UnreliableStore } from '../platform/support/unreliable-store';
import { Replica, startOwnMicroshare } from './support/replica';

let microshare: MicroshareSimulator;
let replicas: Replica[];

beforeAll(() => {
  Logger.overrideLogger(false);
});
beforeEach(async () => {
  replicas = [];
  microshare = await startOwnMicroshare({ clusters: smallFleet() });
});
afterEach(async () => {
  for (const replica of replicas) replica.close();
  await microshare.close();
});

function replicaOn(store: Replica['store']): Promise<Replica> {
  const replica = new Replica(microshare, store);
  replicas.push(replica);
  return replica.open();
}

/** Changes every device of a cluster upstream. */
function setAreas(clusterId: string, area: string): void {
  microshare.editCluster(clusterId, (cluster) => ({
    ...cluster,
    data: {
      ...cluster.data,
      devices: devicesOf(cluster).map((device) => ({
        ...device,
        meta: { location: (device.meta?.location ?? []).with(2, area) },
      })),
    },
  }));
}

const areas = (replica: Replica, clusterId: string): string[] => [
  ...new Set(Object.values(replica.areas(clusterId))),
];

describe('while the store cannot be reached', () => {
  let unreliable: UnreliableStore;
  let replica: Replica;

  beforeEach(async () => {
    unreliable = new UnreliableStore();
    replica = await replicaOn(unreliable.store);
  });

  async function unavailable(): Promise<number> {
    return (await replica.metrics.cacheUnavailable.get()).values[0]?.value ?? 0;
  }

  it('reads, refreshes and discovers from memory, and counts what it could not store', async () => {
    unreliable.reachable = false;
    setAreas(HOTEL_TRAPS, 'Cellar');
    await replica.discover();
    expect(areas(replica, HOTEL_TRAPS)).toEqual(['Cellar']);
    expect(await unavailable()).toBeGreaterThan(0);
  });

  it('starts without it, by discovery', async () => {
    unreliable.reachable = false;
    const cold = await replicaOn(unreliable.store);
    expect(cold.clusterIds()).toEqual(replica.clusterIds());
  });

  it.each<[string, () => Promise<void>]>([
    ['a discovery', () => rediscover()],
    ['the reading of single clusters', () => replica.readAll(0)],
  ])('stores as a whole what was missed of %s, as soon as it can', async (_, read) => {
    unreliable.reachable = false;
    setAreas(HARBOUR_TRAPS, 'Changed meanwhile');
    await read();
    unreliable.reachable = true;
    microshare.editCluster(HARBOUR_TRAPS, (cluster) => ({ ...cluster, name: 'Harbour Foods | Renamed' }));
    await replica.readAll(0);

    microshare.forgetCalls();
    const restarted = await replicaOn(unreliable.store);
    expect(areas(restarted, HARBOUR_TRAPS)).toEqual(['Changed meanwhile']);
    expect(restarted.catalogue.view(restarted.account).index.cluster(HARBOUR_TRAPS)?.summary.name).toBe(
      'Harbour Foods | Renamed',
    );
    expect(microshare.count()).toBe(0);
  });

  async function rediscover(): Promise<void> {
    const before = replica.catalogue.status(replica.account).last_discovery;
    replica.catalogue.refresh(replica.account);
    await eventually(() => {
      const { last_discovery, discovering } = replica.catalogue.status(replica.account);
      expect(discovering).toBeNull();
      expect(last_discovery).not.toBe(before);
      expect(areas(replica, HARBOUR_TRAPS)).toEqual(['Changed meanwhile']);
    });
  }

  it('keeps a write, and has it in the store with the next one', async () => {
    const cluster = replica.catalogue.view(replica.account).index.cluster(HOTEL_TRAPS);
    if (cluster === undefined) throw new Error('no cluster');
    const written = (area: string) => ({
      summary: cluster.summary,
      devices: [...cluster.devices.values()].map((device) => ({ ...device, area })),
    });
    unreliable.reachable = false;
    await replica.catalogue.written(replica.account, written('Missed'));
    expect(areas(replica, HOTEL_TRAPS)).toEqual(['Missed']);
    unreliable.reachable = true;
    await replica.catalogue.written(replica.account, written('Missed'));
    expect(areas(await replicaOn(unreliable.store), HOTEL_TRAPS)).toEqual(['Missed']);
  });
});

const suite = hasRedisServer ? describe : describe.skip;

suite(`Redis comes back empty${hasRedisServer ? '' : ' [no redis-server on the PATH]'}`, () => {
  let server: RedisServer;
  let stores: RedisCacheStore[];

  beforeEach(async () => {
    server = await RedisServer.start();
    stores = [];
  });
  afterEach(async () => {
    await Promise.all(stores.map((store) => store.close()));
    await server.kill();
  });

  function connect(): RedisCacheStore {
    const store = new RedisCacheStore({ url: server.url, timeoutMs: 500 });
    stores.push(store);
    return store;
  }

  it('shows the writes of one replica on the other, also while its connections last', async () => {
    const [replica, other] = [await replicaOn(connect()), await replicaOn(connect())];
    const client = new Redis(server.url);
    await client.flushall();
    await client.quit();
    const cluster = replica.catalogue.view(replica.account).index.cluster(HARBOUR_TRAPS);
    if (cluster === undefined) throw new Error('no cluster');
    const [first, ...rest] = [...cluster.devices.values()];
    if (first === undefined) throw new Error('no device');
    const written = { summary: cluster.summary, devices: [{ ...first, area: 'Since' }, ...rest] };
    await replica.catalogue.written(replica.account, written);
    await eventually(() => {
      expect(other.areas(HARBOUR_TRAPS)[first.guid]).toBe('Since');
    }, 2_000);
    microshare.forgetCalls();
    const restarted = await replicaOn(connect());
    expect(restarted.areas(HARBOUR_TRAPS)[first.guid]).toBe('Since');
    expect(microshare.count('discovery')).toBe(0);
  });

  it('serves throughout, and a replica started afterwards needs no discovery', async () => {
    const store = connect();
    const replica = await replicaOn(store);
    await server.kill();
    await eventually(() => expect(store.ping()).rejects.toThrow());
    setAreas(HARBOUR_TRAPS, 'Changed meanwhile');
    await replica.discover();
    expect(areas(replica, HARBOUR_TRAPS)).toEqual(['Changed meanwhile']);

    await server.start();
    await eventually(() => store.ping());
    replica.catalogue.refresh(replica.account);
    await eventually(async () => {
      const stored = await Promise.all(
        replica.clusterIds().map((id) => store.hashGetAll(cacheKeys.cluster(replica.account, id))),
      );
      expect(stored.every((fields) => fields.size > 0)).toBe(true);
    });
    microshare.forgetCalls();
    expect(areas(await replicaOn(connect()), HARBOUR_TRAPS)).toEqual(['Changed meanwhile']);
    expect(microshare.count('discovery')).toBe(0);
  });
});
