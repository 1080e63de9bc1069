import type { Device } from '../device';
import type { Finding } from '../gap';
import type { InspectionPoint } from '../inspection-point';
import { describeDevice, describePoint, finding } from './finding';

/** An active point without a reference. Expects one that has none. */
export function pointWithoutReference(point: InspectionPoint): Finding {
  return finding({
    kind: 'point_without_reference',
    reference: '',
    points: [point],
    reason: `Inspection point ${describePoint(point)} has no reference, so no trap can be matched with it.`,
    remedy: 'Enter a reference for the inspection point in the ERP (A-Z, 0-9 and _, 3 to 50 characters).',
  });
}

/** A rodent sensor without a reference. Expects one that has none. */
export function deviceWithoutReference(device: Device): Finding {
  return finding({
    kind: 'device_without_reference',
    reference: '',
    devices: [device],
    reason: `Trap ${describeDevice(device)} has no reference, so it belongs to no inspection point.`,
    remedy: 'Enter the reference of its inspection point for the device in Microshare.',
  });
}
