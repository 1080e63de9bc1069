import { Redis } from 'ioredis';
import { ClusterLeases } from '../../../src/microshare/writes/cluster-lease';
import { WriteJournal } from '../../../src/microshare/writes/write-journal';
import { smallFleet } from '../../support/clusters';
import { describeWithRedis } from '../../support/redis';
import { eventually } from '../../support/eventually';
import { startTrapline, type Trapline } from '../../support/trapline';

/** A database of its own in the test Redis: keys of an application cannot be told apart by a prefix. */
const DATABASE = 10;
const GUID = 'trap-1';

describeWithRedis('a doubtful write of each of two replicas to one device', (redisUrl) => {
  const url = new URL(redisUrl === '' ? 'redis://127.0.0.1:6379' : redisUrl);
  url.pathname = `/${DATABASE}`;
  const settings = {
    REDIS_URL: url.toString(),
    SESSION_SECRET: 'one secret for all replicas of a test',
    WRITE_DOUBT_S: '3',
    MICROSHARE_WRITE_TIMEOUT_MS: '1000',
  };
  let first: Trapline;
  let second: Trapline;

  beforeEach(async () => {
    const redis = new Redis(url.toString());
    await redis.flushdb();
    await redis.quit();
    first = await startTrapline({ microshare: { clusters: smallFleet() }, settings });
    second = await startTrapline({ beside: first, settings });
  });

  afterEach(async () => {
    jest.restoreAllMocks();
    await second.close();
    await first.close();
  });

  it('keeps both changes when one is made between the write and the read-back of the other', async () => {
    const { microshare } = first;
    microshare.appliesBut(504, { operation: 'write', times: 2 });
    const between = beforeReadBack(second, () =>
      first.call('PATCH', `/api/v1/devices/${GUID}`, { body: { site: 'Quay' } }),
    );
    const answer = await second.call('PATCH', `/api/v1/devices/${GUID}`, { body: { status: 'inactive' } });
    expect([answer.status, (await between).status]).toEqual([200, 200]);
    await journalIsEmpty(first, second);
    const held = microshare.devices().find(({ guid }) => guid === GUID);
    expect([held?.meta?.location?.[1], held?.status]).toEqual(['Quay', 'inactive']);
  });
});

/** Lets something happen after the replica's next write and before it may look what has become of it. */
function beforeReadBack<T>({ app }: Trapline, act: () => Promise<T>): Promise<T> {
  const leases = app.get(ClusterLeases, { strict: false });
  const acquire = leases.acquire.bind(leases);
  return new Promise((resolve, reject) => {
    let asked = 0;
    jest.spyOn(leases, 'acquire').mockImplementation(async (...where) => {
      asked += 1;
      if (asked === 2) await act().then(resolve, reject);
      return acquire(...where);
    });
  });
}

async function journalIsEmpty(...replicas: readonly Trapline[]): Promise<void> {
  for (const { app } of replicas) {
    const journal = app.get(WriteJournal, { strict: false });
    await eventually(async () => {
      expect(await journal.open('default')).toEqual([]);
    }, 10_000);
  }
}
