import type { MicroshareSimulator } from '@libs/simulators';
import { cacheKeys } from '../../../src/cache/cache-keys';
import type { RedisGate } from './redis-gate';

const TENANT = 'default';

/** Where a round is caught: at the gate of the replica it runs on, or upstream, and on which cluster. */
export interface Trap {
  readonly gate: RedisGate;
  readonly microshare: MicroshareSimulator;
  readonly cluster: string;
}

/** The key of the right to write the cluster. */
export function leaseOf(cluster: string): string {
  return cacheKeys.writeLease(TENANT, cluster);
}

export function journalOf(cluster: string): string {
  return cacheKeys.writeJournal(TENANT, cluster);
}
