import type { Finding } from '../gap';
import { finding, NO_FINDINGS } from './finding';
import { type ReferenceGroup, unambiguousPair } from './reference-groups';

/** Device statuses that claim something. `pending` and words we do not know fit any status in the ERP. */
const TELLING = new Set(['active', 'inactive', 'maintenance']);

/**
 * The sides state different statuses for an unambiguous pair. Upstream leaves devices `pending` that have long been
 * reporting, so that `pending` contradicts nothing.
 */
export function statusDiffers(group: ReferenceGroup): readonly Finding[] {
  const pair = unambiguousPair(group);
  if (pair === undefined || pair.device.status === pair.point.status) return NO_FINDINGS;
  if (!TELLING.has(pair.device.status)) return NO_FINDINGS;
  return [
    finding({
      kind: 'status_differs',
      reference: group.reference,
      points: [pair.point],
      devices: [pair.device],
      reason: `For ${group.reference} the ERP says "${pair.point.status}", the trap is marked "${pair.device.status}".`,
      remedy: `Set the device to "${pair.point.status}" in Microshare, or correct the inspection point in the ERP.`,
    }),
  ];
}
