import { sameText } from '../compare/location-differs.rules';
import { type GroupedSides, unambiguousPair } from '../compare/reference-groups';
import { type Device, type DeviceFields, isPlanned } from '../device';
import type { InspectionPoint } from '../inspection-point';
import type { HardwareIndex, Rename } from './renames';

const PLACES = ['customer', 'site', 'area'] as const;

/**
 * Points that have exchanged their references in the ERP, two or a ring of them: each has a device by its reference, while
 * its hardware and its place are those of the next one's. The devices stay where they are, and get the references; all
 * have to lie in one cluster, since only one write can exchange what is unique.
 * @param toFields the device that should stand at a point
 */
export function findExchanges(
  sides: GroupedSides,
  hardware: HardwareIndex,
  toFields: (point: InspectionPoint) => DeviceFields,
): readonly Rename[] {
  const next = new Map<string, Rename>();
  for (const group of sides.groups.values()) {
    const pair = unambiguousPair(group);
    const device = pair && deviceAt(pair.point, hardware);
    if (pair === undefined || device === undefined || device === pair.device) continue;
    const wanted = toFields(pair.point);
    if (device.clusterId !== pair.device.clusterId || isAt(wanted, pair.device) || !isAt(wanted, device))
      continue;
    const evidence = `the hardware ${device.id} and the place of this inspection point are those of the device with the reference "${device.erpReference}"`;
    next.set(group.reference, { point: pair.point, device, evidence });
  }
  const found: Rename[] = [];
  const seen = new Set<string>();
  for (const start of next.keys()) {
    const ring: Rename[] = [];
    let at = start;
    for (let rename = next.get(at); rename !== undefined && !seen.has(at); rename = next.get(at)) {
      seen.add(at);
      ring.push(rename);
      at = rename.device.erpReference.trim();
    }
    // Hardware is at one point, so that a way either ends or comes back to where it began.
    if (ring.length > 0 && at === start) {
      const exchange = found.length;
      found.push(...ring.map((rename) => ({ ...rename, exchange })));
    }
  }
  return found;
}

/** The one device with the hardware of this point, which no other point has. */
function deviceAt({ deviceEui }: InspectionPoint, hardware: HardwareIndex): Device | undefined {
  if (isPlanned(deviceEui) || hardware.points(deviceEui).length !== 1) return undefined;
  const [device, second] = hardware.devices(deviceEui);
  return second === undefined ? device : undefined;
}

function isAt(wanted: DeviceFields, device: Device): boolean {
  return PLACES.every((place) => wanted[place] === '' || sameText(wanted[place], device[place]));
}
