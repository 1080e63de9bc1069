import type { Device } from '../device';
import { type Coverage, type Finding, GAP_KINDS, type GapKind } from '../gap';
import type { InspectionPoint } from '../inspection-point';
import { archivedPointLiveDevice } from './archived-point.rule';
import { coverageOf, percentOf } from './coverage';
import { referenceOnSeveralDevices, referenceOnSeveralPoints } from './duplicate-reference.rules';
import { compareDevices, compareText } from './finding';
import { illegalReference } from './illegal-reference.rule';
import { areaDiffers, customerDiffers, siteDiffers } from './location-differs.rules';
import { deviceWithoutPoint, pointWithoutDevice } from './missing-counterpart.rules';
import { deviceWithoutReference, pointWithoutReference } from './missing-reference.rules';
import { nearMatches } from './near-match.rule';
import { awaitsHardware, plannedSinceMs, plannedTooLong } from './planned-too-long.rule';
import { groupByReference, type ReferenceGroup } from './reference-groups';
import { statusDiffers } from './status-differs.rule';

export interface ComparisonInput {
  /** Every inspection point of the ERP, archived ones included. */
  readonly points: readonly InspectionPoint[];
  /** Every device, of whatever type. */
  readonly devices: readonly Device[];
  /** Device guid -> ISO 8601 UTC at which an earlier comparison first saw it planned. */
  readonly plannedSince: ReadonlyMap<string, string>;
  readonly now: Date;
  readonly plannedMaxDays: number;
}

export interface ComparisonTotals {
  readonly activePoints: number;
  readonly archivedPoints: number;
  readonly rodentSensors: number;
  readonly gateways: number;
  readonly unknownDevices: number;
  /** Active points with a rodent sensor of exactly their reference. */
  readonly coveredPoints: number;
  /** 0..100, one decimal, rounded down; 100 where there are no active points. */
  readonly coveragePercent: number;
  readonly findings: number;
}

export interface Comparison {
  /** By kind (in the order of `GAP_KINDS`), then reference, then id; ids are unique. */
  readonly findings: readonly Finding[];
  /** Every kind is there, with 0 where nothing was found. */
  readonly counts: Readonly<Record<GapKind, number>>;
  readonly coverage: readonly Coverage[];
  readonly totals: ComparisonTotals;
  /** To hand to the next comparison; holds the positions that are planned now and no others. */
  readonly plannedSince: ReadonlyMap<string, string>;
}

/** Rules that look at one reference at a time, in the order in which their kinds are listed. */
const GROUP_RULES: readonly ((group: ReferenceGroup) => readonly Finding[])[] = [
  referenceOnSeveralPoints,
  referenceOnSeveralDevices,
  customerDiffers,
  siteDiffers,
  areaDiffers,
  archivedPointLiveDevice,
  statusDiffers,
];

/**
 * Compares the two sides, each of which must be complete. The key is the point's reference and the device's fourth
 * location layer: trimmed, otherwise exact. Only rodent sensors stand at inspection points. The result does not depend
 * on the order of the input. Linear in the sizes of both sides, but for sorting the findings.
 */
export function compareSides(input: ComparisonInput): Comparison {
  const sides = groupByReference(input.points, input.devices);
  const planned = plannedPositions(input);
  const near = nearMatches(sides.groups.values());
  const findings: Finding[] = [
    ...sides.pointsWithoutReference.map(pointWithoutReference),
    ...sides.sensorsWithoutReference.map(deviceWithoutReference),
    ...near.findings,
    ...planned.findings,
  ];
  const add = (found: readonly Finding[]): void => {
    for (const each of found) findings.push(each);
  };
  for (const group of sides.groups.values()) {
    if (!near.explained.has(group)) {
      add(pointWithoutDevice(group));
      add(deviceWithoutPoint(group));
    }
    if (!near.spellingsMended.has(group)) add(illegalReference(group));
    for (const rule of GROUP_RULES) add(rule(group));
  }
  const coverage = coverageOf(sides);
  return {
    findings: withUniqueIds(findings.sort(compareFindings)),
    counts: countKinds(findings),
    coverage,
    totals: totalsOf(input, coverage, findings.length),
    plannedSince: planned.since,
  };
}

function plannedPositions({ devices, plannedSince, now, plannedMaxDays }: ComparisonInput): {
  readonly findings: readonly Finding[];
  readonly since: ReadonlyMap<string, string>;
} {
  const findings: Finding[] = [];
  const since = new Map<string, string>();
  for (const device of devices) {
    if (!awaitsHardware(device)) continue;
    const sinceMs = plannedSinceMs(device, plannedSince.get(device.guid), now);
    const at = new Date(sinceMs).toISOString();
    const known = since.get(device.guid);
    if (known === undefined || at < known) since.set(device.guid, at);
    const found = plannedTooLong(device, sinceMs, now, plannedMaxDays);
    if (found !== undefined) findings.push(found);
  }
  return { findings, since };
}

const KIND_ORDER: ReadonlyMap<GapKind, number> = new Map(GAP_KINDS.map((kind, index) => [kind, index]));

function compareFindings(a: Finding, b: Finding): number {
  return (
    (KIND_ORDER.get(a.kind) ?? 0) - (KIND_ORDER.get(b.kind) ?? 0) ||
    compareText(a.reference, b.reference) ||
    compareText(a.id, b.id) ||
    compareFirstDevices(a, b)
  );
}

function compareFirstDevices(a: Finding, b: Finding): number {
  const [first] = a.devices;
  const [second] = b.devices;
  return first === undefined || second === undefined ? 0 : compareDevices(first, second);
}

/** Guids are not enforced to be unique upstream: findings on two devices with one guid are numbered. Expects them sorted. */
function withUniqueIds(findings: readonly Finding[]): readonly Finding[] {
  let repeats = 0;
  return findings.map((each, index) => {
    repeats = each.id === findings[index - 1]?.id ? repeats + 1 : 0;
    return repeats === 0 ? each : { ...each, id: `${each.id}:${repeats + 1}` };
  });
}

function countKinds(findings: readonly Finding[]): Readonly<Record<GapKind, number>> {
  const counts = Object.fromEntries(GAP_KINDS.map((kind) => [kind, 0])) as Record<GapKind, number>;
  for (const each of findings) counts[each.kind] += 1;
  return counts;
}

function totalsOf(input: ComparisonInput, coverage: readonly Coverage[], findings: number): ComparisonTotals {
  const types = { rodent_sensor: 0, gateway: 0, unknown: 0 };
  for (const device of input.devices) types[device.deviceType] += 1;
  const activePoints = coverage.reduce((sum, row) => sum + row.points, 0);
  const coveredPoints = coverage.reduce((sum, row) => sum + row.covered, 0);
  return {
    activePoints,
    archivedPoints: input.points.length - activePoints,
    rodentSensors: types.rodent_sensor,
    gateways: types.gateway,
    unknownDevices: types.unknown,
    coveredPoints,
    coveragePercent: percentOf(coveredPoints, activePoints),
    findings,
  };
}
