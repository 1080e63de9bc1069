import type { Finding } from '../gap';
import { REFERENCE_PATTERN } from '../vocabulary';
import { finding, NO_FINDINGS } from './finding';
import type { ReferenceGroup } from './reference-groups';

/** True for a reference that may stand on both sides. */
export function isLegalReference(reference: string): boolean {
  return REFERENCE_PATTERN.test(reference);
}

/**
 * A reference that breaks the shared pattern: one finding with every active point and sensor that carries it, since
 * they have to change together. One that only archived points carry hurts nobody.
 */
export function illegalReference(group: ReferenceGroup): readonly Finding[] {
  if (isLegalReference(group.reference)) return NO_FINDINGS;
  if (group.active.length === 0 && group.sensors.length === 0) return NO_FINDINGS;
  return [
    finding({
      kind: 'illegal_reference',
      reference: group.reference,
      points: group.active,
      devices: group.sensors,
      reason: `The reference "${group.reference}" may only hold A-Z, 0-9 and _, 3 to 50 characters.`,
      remedy: `Choose a legal reference and enter it ${places(group)}.`,
    }),
  ];
}

function places(group: ReferenceGroup): string {
  if (group.sensors.length === 0) return 'for the inspection point in the ERP';
  if (group.active.length === 0) return 'for the device in Microshare';
  return 'on both sides: for the inspection point in the ERP and for the device in Microshare';
}
