import { type MicroshareSimulator, startMicroshareSimulator } from '@libs/simulators';
import { Redis } from 'ioredis';
import { RedisServer } from '../../support/redis-server';
import { settingsFor } from '../../support/trapline';
import { NO_ODOO } from '../chaos/replica-pair';
import { freshCluster } from '../chaos/shared-clusters';
import { RedisGate } from './redis-gate';
import { ReplicaProcess } from './replica-process';

export const LEASE_MS = 1_200;

/**
 * Deadlines are longer than it takes to strike, so that a round stays in the step it was caught in, and no write comes later
 * than the settings say it can.
 */
const SETTINGS = {
  ERP_ADAPTER: 'none',
  SESSION_SECRET: 'one secret for both replicas of a test',
  WRITE_LEASE_MS: String(LEASE_MS),
  WRITE_DOUBT_S: '120',
  MICROSHARE_READ_TIMEOUT_MS: '1500',
  MICROSHARE_WRITE_TIMEOUT_MS: '1500',
  RETRY_ATTEMPTS: '2',
  BREAKER_RESET_MS: '150',
  CACHE_DEVICE_TTL_S: '300',
};

/** A cluster that one strike has to itself. */
export interface StrikeCluster {
  readonly id: string;
  /** What the references of its devices begin with. */
  readonly prefix: string;
}

export function strikeCluster(number: number): StrikeCluster {
  return {
    id: `66f0a1b2c3d4e5f607${number.toString(16).padStart(6, '0')}`,
    prefix: `S${number}`,
  };
}

/** One of two replicas, with the gate through which it reaches Redis. */
export class GatedReplica {
  private process: Promise<ReplicaProcess> | undefined;

  constructor(
    readonly gate: RedisGate,
    private readonly settings: Readonly<Record<string, string>>,
  ) {}

  /** The process that runs; starts one where there is none. */
  running(): Promise<ReplicaProcess> {
    this.process ??= ReplicaProcess.start({ ...this.settings, REDIS_URL: this.gate.url });
    return this.process;
  }

  async kill(): Promise<void> {
    const running = this.process;
    this.process = undefined;
    await (await running)?.kill();
  }
}

/** Two replicas in processes of their own, on one Microshare and one Redis, which is theirs as well. */
export class ProcessPair {
  private constructor(
    readonly microshare: MicroshareSimulator,
    readonly redis: RedisServer,
    /** Past the gates. */
    readonly client: Redis,
    readonly replicas: readonly [GatedReplica, GatedReplica],
  ) {}

  static async start(clusters: readonly StrikeCluster[]): Promise<ProcessPair> {
    const redis = await RedisServer.start();
    const microshare = await startMicroshareSimulator({
      clusters: clusters.map(({ id, prefix }) => freshCluster(id, prefix, prefix)),
    });
    const settings = settingsFor(microshare, NO_ODOO, SETTINGS);
    const replica = async (): Promise<GatedReplica> =>
      new GatedReplica(await RedisGate.open(redis.port), settings);
    const replicas = [await replica(), await replica()] as const;
    const pair = new ProcessPair(microshare, redis, new Redis(redis.url), replicas);
    await Promise.all(replicas.map((one) => one.running()));
    return pair;
  }

  async close(): Promise<void> {
    await Promise.all(this.replicas.map((one) => one.kill()));
    this.client.disconnect();
    await Promise.all([
      this.redis.kill(),
      this.microshare.close(),
      ...this.replicas.map(({ gate }) => gate.close()),
    ]);
  }
}
