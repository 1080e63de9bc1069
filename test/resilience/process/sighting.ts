import { devicesOf } from '@libs/microshare-client';
import type { Redis } from 'ioredis';
import { snapshotOf } from '../chaos/shared-clusters';
import { journalOf, leaseOf, type Trap } from './trap';

/** What Redis and upstream show of a replica's round on a cluster: from outside, whatever the replica believes. */
export interface Sighting {
  readonly lease: 'its own' | "another's" | 'nobody has it';
  /** Its write is in the journal. */
  readonly announced: boolean;
  readonly put: 'not sent' | 'under way' | 'applied';
}

/** @param device the reference of the device that the round creates: where upstream holds it, its write was applied */
export async function sight(
  redis: Redis,
  { gate, microshare, cluster }: Trap,
  device: string,
): Promise<Sighting> {
  const key = leaseOf(cluster);
  const [value, journal] = await Promise.all([redis.get(key), redis.hkeys(journalOf(cluster))]);
  const own = value !== null && gate.hasSeen((words) => words[1] === key && words[2] === value);
  const held = microshare.cluster(cluster);
  const sent = microshare.calls('write').some(({ path }) => path.endsWith(`/${cluster}`));
  const isApplied = held !== undefined && devicesOf(held).some((raw) => snapshotOf(raw).device === device);
  return {
    lease: own ? 'its own' : value === null ? 'nobody has it' : "another's",
    announced: journal.includes(`i:${value ?? ''}`),
    put: isApplied ? 'applied' : sent ? 'under way' : 'not sent',
  };
}
