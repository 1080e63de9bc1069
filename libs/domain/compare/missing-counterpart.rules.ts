import type { Finding } from '../gap';
import { describeDevice, describePoint, finding, NO_FINDINGS } from './finding';
import { hasPoints, type ReferenceGroup } from './reference-groups';

/** An active point whose reference no rodent sensor carries; one finding per point. */
export function pointWithoutDevice(group: ReferenceGroup): readonly Finding[] {
  if (group.active.length === 0 || group.sensors.length > 0) return NO_FINDINGS;
  return group.active.map((point) =>
    finding({
      kind: 'point_without_device',
      reference: group.reference,
      points: [point],
      reason: `No trap carries the reference of inspection point ${describePoint(point)}.`,
      remedy:
        `If a trap stands there, enter ${group.reference} as its reference in Microshare; if not, create a device for ` +
        'the point. If the point is no longer inspected, archive it in the ERP.',
    }),
  );
}

/** A rodent sensor whose reference no point has, not even an archived one; one finding per device. */
export function deviceWithoutPoint(group: ReferenceGroup): readonly Finding[] {
  if (group.sensors.length === 0 || hasPoints(group)) return NO_FINDINGS;
  return group.sensors.map((device) =>
    finding({
      kind: 'device_without_point',
      reference: group.reference,
      devices: [device],
      reason: `The ERP has no inspection point with the reference of trap ${describeDevice(device)}.`,
      remedy:
        `Create an inspection point with the reference ${group.reference} in the ERP, or correct the reference of the ` +
        'trap in Microshare; if the trap is gone, remove the device.',
    }),
  );
}
