import { type MicroshareSimulator, startMicroshareSimulator } from '@libs/simulators';
import { WriteJournal } from '../../../src/microshare/writes/write-journal';
import { eventually } from '../../support/eventually';
import { RedisServer } from '../../support/redis-server';
import { KEYS, startTrapline, type Trapline } from '../../support/trapline';
import { type Snapshot } from './history';
import { freshClusters, snapshotsOf } from './shared-clusters';

/** Longest time by which a fault delays a write, in milliseconds. Within `WRITE_DOUBT_S` of its writer giving up. */
export const SLOWEST_WRITE_MS = 700;

/** Everything short, so that a history meets every deadline there is. */
const SETTINGS = {
  ERP_ADAPTER: 'none',
  WRITE_LEASE_MS: '500',
  WRITE_DOUBT_S: '3',
  MICROSHARE_AUTH_TIMEOUT_MS: '250',
  MICROSHARE_READ_TIMEOUT_MS: '250',
  MICROSHARE_WRITE_TIMEOUT_MS: '250',
  RETRY_ATTEMPTS: '2',
  RETRY_BASE_MS: '5',
  RETRY_MAX_MS: '50',
  BREAKER_RESET_MS: '150',
  CACHE_DEVICE_TTL_S: '300',
};

/** Two replicas on one Microshare and one Redis of their own, which a history may ill-treat and leaves well. */
export class ReplicaPair {
  private constructor(
    readonly microshare: MicroshareSimulator,
    readonly redis: RedisServer,
    readonly replicas: readonly [Trapline, Trapline],
  ) {}

  static async start(): Promise<ReplicaPair> {
    const redis = await RedisServer.start();
    const microshare = await startMicroshareSimulator({ clusters: freshClusters(0) });
    const settings = { ...SETTINGS, REDIS_URL: redis.url };
    const first = await startTrapline({ settings, beside: { microshare, odoo: NO_ODOO } });
    const second = await startTrapline({ settings, beside: { microshare, odoo: NO_ODOO } });
    return new ReplicaPair(microshare, redis, [first, second]);
  }

  async close(): Promise<void> {
    await Promise.all(this.replicas.map((replica) => replica.close()));
    await Promise.all([this.microshare.close(), this.redis.kill()]);
  }

  /** Puts devices of this history's own in place of the last one's, and waits until both replicas know them. */
  async reset(history: number): Promise<readonly Snapshot[]> {
    for (const cluster of freshClusters(history)) {
      this.microshare.editCluster(cluster.id as string, (stored) => ({
        ...stored,
        data: cluster.data ?? {},
      }));
    }
    this.microshare.forgetCalls();
    await this.agree();
    return snapshotsOf(this.microshare);
  }

  /** Everything works again; waits until nothing is under way any more and nothing is left to look after. */
  async recover(): Promise<void> {
    this.microshare.recovers();
    this.redis.thaw();
    await this.delayedWritesArrived();
    for (const { app } of this.replicas) {
      const journal = app.get(WriteJournal, { strict: false });
      await eventually(async () => {
        const open = await journal.open('default');
        if (open.length > 0) throw new Error(`still open: ${JSON.stringify(open)}`);
      }, 40_000);
    }
  }

  /** Waits until both replicas, having read everything anew, list what upstream holds. */
  async agree(): Promise<void> {
    for (const replica of this.replicas) {
      await eventually(async () => {
        const { status } = await replica.call('POST', '/api/v1/devices/cache/refresh', { key: KEYS.admin });
        const { json } = await replica.call('GET', '/api/v1/devices');
        const listed = (json.devices as { guid: string; area: string; id: string }[]).map(lineOf).sort();
        const held = this.held();
        if (status !== 202 || listed.join() !== held.join()) {
          throw new Error(`a replica lists ${listed.join()}, upstream holds ${held.join()}`);
        }
      }, 20_000);
    }
  }

  private held(): readonly string[] {
    return snapshotsOf(this.microshare)
      .map(({ guid, fields }) => lineOf({ guid, area: fields['area'] ?? '', id: fields['id'] ?? '' }))
      .sort();
  }

  /** The slowest write is that much later than it came in. */
  private async delayedWritesArrived(): Promise<void> {
    await eventually(() => {
      const last = this.microshare.calls('write').at(-1)?.at ?? 0;
      if (Date.now() < last + SLOWEST_WRITE_MS + 50) throw new Error('a delayed write can still arrive');
    });
  }
}

/** The histories are about Microshare alone; with `ERP_ADAPTER=none` only the shape of the setting is needed. */
export const NO_ODOO = { url: 'http://127.0.0.1:9', database: 'none' } as Trapline['odoo'];

function lineOf({ guid, area, id }: { guid: string; area: string; id: string }): string {
  return `${guid}/${area}/${id}`;
}
