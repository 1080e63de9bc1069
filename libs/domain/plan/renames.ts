import { isLegalReference } from '../compare/illegal-reference.rule';
import type { GroupedSides, ReferenceGroup } from '../compare/reference-groups';
import { type Device, isPlanned, normalizeHardwareId } from '../device';
import type { InspectionPoint } from '../inspection-point';
import { foldReference } from '../vocabulary';

/** A point and the device that belongs to it under another reference. */
export interface Rename {
  readonly point: InspectionPoint;
  readonly device: Device;
  readonly evidence: string;
  /** The same number for all that exchange their references with each other. */
  readonly exchange?: number;
}

/** A point that seems to have a device under another reference, but not for certain. */
export interface UnclearRename {
  readonly point: InspectionPoint;
  /** Any of which may be the one: nothing else may happen to them either. */
  readonly devices: readonly Device[];
  readonly reason: string;
}

export interface Renames {
  readonly certain: readonly Rename[];
  readonly unclear: readonly UnclearRename[];
}

/**
 * Points without a device whose device carries another reference: the same hardware id stands on both, or the two
 * references are the same but for capitals and spaces. Only what is single on both sides and legal in the ERP is certain.
 * @param keepsHardware a device that stands at a point of its own keeps its hardware id, and so contests it
 */
export function findRenames(sides: GroupedSides, hardware: HardwareIndex, keepsHardware: boolean): Renames {
  const certain: Rename[] = [];
  const unclear: UnclearRename[] = [];
  const loose = looseSensors(sides);
  const isBare = ({ reference }: InspectionPoint): boolean =>
    (sides.groups.get(reference.trim())?.sensors.length ?? 0) === 0;
  const spellings = byFoldedReference(sides, loose);
  for (const group of sides.groups.values()) {
    const [point, second] = group.active;
    if (point === undefined || second !== undefined || group.sensors.length > 0) continue;
    if (!isLegalReference(group.reference)) continue;
    const atHardware = isPlanned(point.deviceEui)
      ? []
      : hardware.devices(point.deviceEui).filter((each) => keepsHardware || loose.has(each));
    const [device] = atHardware;
    if (device !== undefined && hardware.points(point.deviceEui).filter(isBare).length > 1) {
      unclear.push({
        point,
        devices: atHardware,
        reason: `several inspection points have the hardware ${point.deviceEui}`,
      });
    } else if (device !== undefined && atHardware.length > 1) {
      unclear.push({
        point,
        devices: atHardware,
        reason: `several devices have its hardware id ${point.deviceEui}`,
      });
    } else if (device !== undefined && loose.has(device)) {
      const was =
        device.erpReference.trim() === '' ? 'no reference' : `the reference "${device.erpReference}"`;
      certain.push({
        point,
        device,
        evidence: `the hardware ${device.id} of this inspection point carries ${was}`,
      });
    } else if (device === undefined) {
      spelling(point, group, spellings.get(foldReference(group.reference)), certain, unclear);
    }
  }
  return withoutRivals(certain, unclear);
}

/** Which records have a hardware id; ids that mean "none" are in neither. */
export class HardwareIndex {
  private readonly byDevice = new Map<string, Device[]>();
  private readonly byPoint = new Map<string, InspectionPoint[]>();

  /** @param points those that count: active ones */
  constructor(devices: readonly Device[], points: readonly InspectionPoint[]) {
    for (const device of devices) add(this.byDevice, device.id, device);
    for (const point of points) if (!point.archived) add(this.byPoint, point.deviceEui, point);
  }

  devices(hardwareId: string): readonly Device[] {
    return this.byDevice.get(normalizeHardwareId(hardwareId)) ?? [];
  }

  points(hardwareId: string): readonly InspectionPoint[] {
    return this.byPoint.get(normalizeHardwareId(hardwareId)) ?? [];
  }
}

function add<T>(index: Map<string, T[]>, hardwareId: string, record: T): void {
  if (isPlanned(hardwareId)) return;
  const key = normalizeHardwareId(hardwareId);
  const list = index.get(key);
  if (list === undefined) index.set(key, [record]);
  else list.push(record);
}

/** Rodent sensors, alone with their reference, that no active point has. */
function looseSensors({ groups, sensorsWithoutReference }: GroupedSides): ReadonlySet<Device> {
  const loose = new Set(sensorsWithoutReference);
  for (const { active, sensors } of groups.values()) {
    const [device] = sensors;
    if (device !== undefined && active.length === 0 && sensors.length === 1) loose.add(device);
  }
  return loose;
}

interface Spellings {
  readonly points: number;
  readonly devices: readonly Device[];
}

function byFoldedReference(
  { groups }: GroupedSides,
  loose: ReadonlySet<Device>,
): ReadonlyMap<string, Spellings> {
  const spellings = new Map<string, { points: number; devices: Device[] }>();
  for (const { reference, active, archived, sensors } of groups.values()) {
    const key = foldReference(reference);
    const known = spellings.get(key) ?? { points: 0, devices: [] };
    spellings.set(key, known);
    if (sensors.length === 0) known.points += active.length;
    const [device] = sensors;
    // What an archived point still names exactly is that point's device.
    if (archived.length === 0 && device !== undefined && loose.has(device)) known.devices.push(device);
  }
  return spellings;
}

function spelling(
  point: InspectionPoint,
  { reference }: ReferenceGroup,
  found: Spellings | undefined,
  certain: Rename[],
  unclear: UnclearRename[],
): void {
  const [device, second] = found?.devices ?? [];
  if (device === undefined) return;
  if (second !== undefined || found?.points !== 1) {
    unclear.push({
      point,
      devices: found?.devices ?? [],
      reason: `several records are written almost like ${reference}`,
    });
  } else if (!isPlanned(point.deviceEui) && !isPlanned(device.id)) {
    // Both name hardware, and not the same: alike in spelling alone.
    unclear.push({
      point,
      devices: [device],
      reason: `the device "${device.erpReference}" is written alike but has other hardware, ${device.id}`,
    });
  } else {
    const evidence = `the device carries "${device.erpReference}", the same but for capitals or spaces`;
    certain.push({ point, device, evidence });
  }
}

/** A device that several points claim, for certain or not, is certain for none of them. */
function withoutRivals(found: readonly Rename[], unclear: readonly UnclearRename[]): Renames {
  const claims = new Map<Device, number>();
  const claimed = [...found.map(({ device }) => device), ...unclear.flatMap(({ devices }) => devices)];
  for (const device of claimed) claims.set(device, (claims.get(device) ?? 0) + 1);
  const isAlone = ({ device }: Rename): boolean => claims.get(device) === 1;
  const rivals = found.filter((rename) => !isAlone(rename));
  return {
    certain: found.filter(isAlone),
    unclear: [
      ...unclear,
      ...rivals.map(({ point, device }) => ({
        point,
        devices: [device],
        reason: `the device ${device.guid} could belong to several inspection points`,
      })),
    ],
  };
}
