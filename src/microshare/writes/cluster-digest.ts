import type { Cluster } from '@libs/domain';
import { codesOf } from './device-codes';

/**
 * Of everything that we write of a cluster's devices, in any order: equal for what we sent and what upstream made of it.
 * Two differing clusters are taken for one as rarely as two sums of 64-bit hashes agree.
 */
export function digestOf({ devices }: Cluster): string {
  let [high, low] = [0, 0];
  for (const device of devices) {
    const codes = codesOf(device);
    high = (high + codes.high) >>> 0;
    low = (low + codes.low) >>> 0;
  }
  return `${devices.length}-${high}-${low}`;
}
