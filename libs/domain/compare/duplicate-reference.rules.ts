import type { Finding } from '../gap';
import { finding, listDevices, listPoints, NO_FINDINGS } from './finding';
import type { ReferenceGroup } from './reference-groups';

/**
 * Several active points with one reference. Archived points do not count: a point archived and created anew under its
 * old reference is normal, and the active one is then meant.
 */
export function referenceOnSeveralPoints(group: ReferenceGroup): readonly Finding[] {
  if (group.active.length < 2) return NO_FINDINGS;
  return [
    finding({
      kind: 'reference_on_several_points',
      reference: group.reference,
      points: group.active,
      devices: group.sensors,
      reason: `${group.active.length} inspection points share the reference ${group.reference}: ${listPoints(group.active)}.`,
      remedy:
        'In the ERP, give each inspection point its own reference, or archive the ones that are not real.',
    }),
  ];
}

/** Several rodent sensors with one reference, whatever their status. */
export function referenceOnSeveralDevices(group: ReferenceGroup): readonly Finding[] {
  if (group.sensors.length < 2) return NO_FINDINGS;
  return [
    finding({
      kind: 'reference_on_several_devices',
      reference: group.reference,
      points: group.active.length > 0 ? group.active : group.archived,
      devices: group.sensors,
      reason: `${group.sensors.length} traps share the reference ${group.reference}: ${listDevices(group.sensors)}.`,
      remedy:
        'In Microshare, give each trap the reference of its own inspection point, or remove the ones that are gone.',
    }),
  ];
}
