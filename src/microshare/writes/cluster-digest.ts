import { createHash } from 'node:crypto';
import type { Cluster } from '@libs/domain';
import { fieldsOf } from './cluster-snapshot';

/** Of everything that we write of a cluster's devices, in any order: equal for what we sent and what upstream made of it. */
export function digestOf(cluster: Cluster): string {
  const slots = cluster.devices.map((device) => JSON.stringify([device.guid, fieldsOf(device)])).sort();
  return createHash('sha256').update(slots.join('\n')).digest('base64url');
}
