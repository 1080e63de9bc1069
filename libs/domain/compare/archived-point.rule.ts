import type { Finding } from '../gap';
import { finding, listDevices, NO_FINDINGS } from './finding';
import type { ReferenceGroup } from './reference-groups';

/** Only archived points carry the reference, and a sensor with it is anything but `inactive`. */
export function archivedPointLiveDevice(group: ReferenceGroup): readonly Finding[] {
  if (group.archived.length === 0 || group.active.length > 0) return NO_FINDINGS;
  const live = group.sensors.filter((device) => device.status !== 'inactive');
  if (live.length === 0) return NO_FINDINGS;
  return [
    finding({
      kind: 'archived_point_live_device',
      reference: group.reference,
      points: group.archived,
      devices: live,
      reason: `Inspection point ${group.reference} is archived in the ERP, but its trap is not inactive: ${listDevices(live)}.`,
      remedy:
        'If the point is no longer inspected, collect the trap and set the device to inactive in Microshare; if it is, ' +
        'restore the inspection point in the ERP.',
    }),
  ];
}
