import type { Device } from '../device';
import type { Finding, GapKind } from '../gap';
import type { InspectionPoint } from '../inspection-point';

export interface FindingParts {
  readonly kind: GapKind;
  readonly reference: string;
  readonly points?: readonly InspectionPoint[];
  readonly devices?: readonly Device[];
  readonly reason: string;
  readonly remedy: string;
}

/** What a rule returns where all is well. */
export const NO_FINDINGS: readonly Finding[] = [];

/**
 * Builds a finding whose content does not depend on the order in which the records came. Customer and site are the
 * ERP's where it says something, else the device's.
 */
export function finding(parts: FindingParts): Finding {
  const points = sorted(parts.points ?? [], comparePoints);
  const devices = sorted(parts.devices ?? [], compareDevices);
  return {
    id: findingId(parts.kind, parts.reference, points, devices),
    kind: parts.kind,
    reference: parts.reference,
    customer: firstText(points, devices, 'customer'),
    site: firstText(points, devices, 'site'),
    points,
    devices,
    reason: parts.reason,
    remedy: parts.remedy,
  };
}

/** `HF_0001 "Bait box 1" (Mill, Intake)`: how a planner finds the record again. */
export function describePoint(point: InspectionPoint): string {
  const name = point.name.trim() === '' ? `record ${point.erpId}` : `"${point.name.trim()}"`;
  return [point.reference.trim(), name, place(point)].filter((part) => part !== '').join(' ');
}

/** `HF_0001 (Mill, Intake) in cluster "Mill traps"`. */
export function describeDevice(device: Device): string {
  const parts = [device.erpReference.trim(), place(device), `in cluster "${device.clusterName}"`];
  return parts.filter((part) => part !== '').join(' ');
}

/** Several descriptions in the order of the records' ids, so that the sentence is the same on every run. */
export function listPoints(points: readonly InspectionPoint[]): string {
  return sorted(points, comparePoints).map(describePoint).join('; ');
}

export function listDevices(devices: readonly Device[]): string {
  return sorted(devices, compareDevices).map(describeDevice).join('; ');
}

/** Order by code units: the same on every machine, whatever its locale. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** By guid; guids are not enforced to be unique upstream, so cluster and hardware decide among equals. */
export function compareDevices(a: Device, b: Device): number {
  return compareText(a.guid, b.guid) || compareText(a.clusterId, b.clusterId) || compareText(a.id, b.id);
}

/** By the ERP's id, which is unique there. */
export function comparePoints(a: InspectionPoint, b: InspectionPoint): number {
  return compareText(a.erpId, b.erpId);
}

function sorted<T>(items: readonly T[], compare: (a: T, b: T) => number): readonly T[] {
  return items.length < 2 ? items : [...items].sort(compare);
}

function findingId(
  kind: GapKind,
  reference: string,
  points: readonly InspectionPoint[],
  devices: readonly Device[],
): string {
  const erpIds = points.map((point) => escape(point.erpId)).join(',');
  const guids = devices.map((device) => escape(device.guid)).join(',');
  return `${kind}:${escape(reference)}:${erpIds}:${guids}`;
}

/** Keeps the separators of an id unambiguous, whatever text the sides hold. */
function escape(text: string): string {
  return text.replace(/[%:,]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}

function place(record: { readonly site: string; readonly area: string }): string {
  const layers = [record.site.trim(), record.area.trim()].filter((layer) => layer !== '');
  return layers.length === 0 ? '' : `(${layers.join(', ')})`;
}

function firstText(
  points: readonly InspectionPoint[],
  devices: readonly Device[],
  layer: 'customer' | 'site',
): string {
  for (const record of [...points, ...devices]) {
    const text = record[layer].trim();
    if (text !== '') return text;
  }
  return '';
}
