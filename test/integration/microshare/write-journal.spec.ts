import { randomUUID } from 'node:crypto';
import type { Cluster } from '@libs/domain';
import { Redis } from 'ioredis';
import { RedisCacheStore } from '../../../src/cache/drivers/redis/redis-cache.store';
import type { Configuration } from '../../../src/config/configuration';
import { loadConfiguration } from '../../../src/config/load-configuration';
import { type ClusterLease, ClusterLeases } from '../../../src/microshare/writes/cluster-lease';
import type { RecordedExpectation } from '../../../src/microshare/writes/expectation';
import type { OpenJournal } from '../../../src/microshare/writes/journal-state';
import { WriteJournal } from '../../../src/microshare/writes/write-journal';
import { toCluster } from '../../../src/microshare/cluster.mapper';
import { rawCluster } from '../../support/clusters';
import { describeWithRedis } from '../../support/redis';

const configuration: Configuration = loadConfiguration({
  MICROSHARE_API_URL: 'http://127.0.0.1:9',
  MICROSHARE_AUTH_URL: 'http://127.0.0.1:9',
  MICROSHARE_CLIENT_ID: 'client',
  MICROSHARE_USERNAME: 'service',
  MICROSHARE_PASSWORD: 'not used',
  SESSION_SECRET: 'a secret for tests that is long enough',
});

describeWithRedis('the journals of two replicas', (url) => {
  let store: RedisCacheStore;
  let redis: Redis;
  let leases: ClusterLeases;
  let first: WriteJournal;
  let second: WriteJournal;
  let open: OpenJournal;

  beforeEach(() => {
    store = new RedisCacheStore({ url });
    redis = new Redis(url);
    leases = new ClusterLeases(store, configuration);
    [first, second] = [new WriteJournal(store, configuration), new WriteJournal(store, configuration)];
    // A tenant per test: its keys are nobody else's.
    open = {
      address: { id: 'c1', recType: 'io.microshare.trap.packed' },
      account: { tenant: randomUUID(), account: 'a1' },
    };
  });

  afterEach(async () => {
    await forget();
    await Promise.all([store.close(), redis.quit()]);
  });

  /** The store loses all of the tenant, as one that was restarted. */
  async function forget(): Promise<void> {
    const keys = await redis.keys(`trapline:${open.account.tenant}:*`);
    if (keys.length > 0) await redis.unlink(...keys);
  }

  async function leased<T>(work: (lease: ClusterLease) => Promise<T>): Promise<T> {
    const lease = await leases.acquire(open.account.tenant, open.address.id);
    try {
      return await work(lease);
    } finally {
      await lease.release();
    }
  }

  const expectationOf = (guid: string, lease: ClusterLease): readonly [string, RecordedExpectation] => [
    guid,
    {
      expectation: { kind: 'absent', guid },
      account: open.account,
      fence: lease.fence,
      since: 0,
      at: Date.now(),
    },
  ];

  /** What one replica expects from now on, in place of what was expected before. */
  const expecting = (journal: WriteJournal, ...guids: readonly string[]): Promise<boolean> =>
    leased(async (lease) => {
      const state = await journal.load(open, lease);
      const expectations = new Map(guids.map((guid) => expectationOf(guid, lease)));
      return journal.record(open, lease, state, expectations, { looking: false, sure: false });
    });

  const expected = (journal: WriteJournal): Promise<readonly string[]> =>
    leased(async (lease) => [...(await journal.load(open, lease)).expectations.keys()]);

  it('tell an emptied store what the other replica expected', async () => {
    await expecting(first, 't1');
    expect(await expected(second)).toEqual(['t1']);
    await forget();
    expect(await second.open(open.account.tenant)).toEqual([open]);
    expect(await expected(second)).toEqual(['t1']);
    expect(await expected(new WriteJournal(store, configuration))).toEqual(['t1']);
  });

  it('do not tell it what the other replica has dropped since', async () => {
    await expecting(first, 't1');
    expect(await expected(second)).toEqual(['t1']);
    await expecting(first);
    expect(await second.open(open.account.tenant)).toEqual([]);
    await forget();
    expect(await expected(second)).toEqual([]);
  });

  it('tell it what one has recorded after the other had dropped everything', async () => {
    await expecting(first, 't1');
    await expected(second);
    await expecting(first);
    await expecting(second, 't2');
    expect(await second.open(open.account.tenant)).toEqual([open]);
    await forget();
    expect(await expected(second)).toEqual(['t2']);
  });

  it('count what they tell it as known to the writes that follow', async () => {
    await expecting(first, 't1');
    await forget();
    await first.remind(open.account.tenant);
    const empty = toCluster(rawCluster(open.address.id, 'Traps', [])) as Cluster;
    await leased(async (lease) => {
      await first.load(open, lease);
      expect(await first.intend(open, lease, empty)).toBe(true);
      await first.doubt(open, lease, empty, 'unknown');
    });
    await leased(async (lease) => {
      const { expectations, evidenceFor } = await second.load(open, lease);
      const { earlier, later } = evidenceFor(expectations.get('t1') as RecordedExpectation);
      expect([earlier.lacks('t1'), later.lacks('t1')]).toEqual([false, true]);
    });
  });
});
