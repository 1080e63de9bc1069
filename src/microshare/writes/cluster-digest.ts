import { createHash } from 'node:crypto';
import type { Cluster, Device } from '@libs/domain';
import { fieldsOf } from './cluster-snapshot';

/** Of everything that we write of a cluster's devices, in any order: equal for what we sent and what upstream made of it. */
export function digestOf(cluster: Cluster): string {
  const slots = cluster.devices.map(slotOf).sort();
  return createHash('sha256').update(slots.join('\n')).digest('base64url');
}

/** A round takes the digest of what it read and of what it leaves: most devices are the same objects in both. */
const slots = new WeakMap<Device, string>();

function slotOf(device: Device): string {
  const known = slots.get(device);
  if (known !== undefined) return known;
  const slot = JSON.stringify([device.guid, fieldsOf(device)]);
  slots.set(device, slot);
  return slot;
}
