import type { Device } from '../device';
import type { InspectionPoint } from '../inspection-point';

/**
 * All records that carry one reference, as both sides write it (trimmed, otherwise exact). Only rodent sensors are
 * grouped: a gateway's fourth location layer is its own name, and of unknown devices we do not know what it means, so
 * neither stands at an inspection point, even where the text happens to be the reference of one.
 */
export interface ReferenceGroup {
  readonly reference: string;
  readonly active: readonly InspectionPoint[];
  readonly archived: readonly InspectionPoint[];
  readonly sensors: readonly Device[];
}

/** Both sides, sorted by reference, and what has none. */
export interface GroupedSides {
  readonly groups: ReadonlyMap<string, ReferenceGroup>;
  /** Active points only: an archived point needs no reference. */
  readonly pointsWithoutReference: readonly InspectionPoint[];
  readonly sensorsWithoutReference: readonly Device[];
}

/** Groups both sides by reference in one pass over each. */
export function groupByReference(
  points: readonly InspectionPoint[],
  devices: readonly Device[],
): GroupedSides {
  const groups = new Map<string, GrowingGroup>();
  const pointsWithoutReference: InspectionPoint[] = [];
  const sensorsWithoutReference: Device[] = [];
  for (const point of points) {
    const reference = point.reference.trim();
    if (reference !== '') {
      const group = groupOf(groups, reference);
      if (point.archived) group.archived = append(group.archived, point);
      else group.active = append(group.active, point);
    } else if (!point.archived) pointsWithoutReference.push(point);
  }
  for (const device of devices) {
    if (device.deviceType !== 'rodent_sensor') continue;
    const reference = device.erpReference.trim();
    if (reference === '') {
      sensorsWithoutReference.push(device);
    } else {
      const group = groupOf(groups, reference);
      group.sensors = append(group.sensors, device);
    }
  }
  return { groups, pointsWithoutReference, sensorsWithoutReference };
}

/** The one point and the one sensor of a reference; undefined where either is missing, archived or not alone. */
export function unambiguousPair(
  group: ReferenceGroup,
): { readonly point: InspectionPoint; readonly device: Device } | undefined {
  const [point] = group.active;
  const [device] = group.sensors;
  if (point === undefined || device === undefined) return undefined;
  return group.active.length === 1 && group.sensors.length === 1 ? { point, device } : undefined;
}

/** True where the ERP knows the reference, be it of an archived point only. */
export function hasPoints(group: ReferenceGroup): boolean {
  return group.active.length > 0 || group.archived.length > 0;
}

interface GrowingGroup {
  readonly reference: string;
  active: InspectionPoint[];
  archived: InspectionPoint[];
  sensors: Device[];
}

/** Shared by all groups: most lists stay empty, and a hundred thousand empty arrays would be felt. */
const EMPTY: never[] = [];

function append<T>(list: T[], item: T): T[] {
  if (list.length === 0) return [item];
  list.push(item);
  return list;
}

function groupOf(groups: Map<string, GrowingGroup>, reference: string): GrowingGroup {
  let group = groups.get(reference);
  if (group === undefined) {
    group = { reference, active: EMPTY, archived: EMPTY, sensors: EMPTY };
    groups.set(reference, group);
  }
  return group;
}
