import { compareText } from '../compare/finding';
import {
  groupByReference,
  hasPoints,
  type ReferenceGroup,
  unambiguousPair,
} from '../compare/reference-groups';
import type { Device } from '../device';
import type { InspectionPoint } from '../inspection-point';
import { foldReference } from '../vocabulary';
import { ambiguity } from './ambiguous.rules';
import { retireDevice } from './archive.rule';
import { createDevice } from './create.rule';
import { createPoint } from './create-point.rule';
import { fitDevice } from './pair.rule';
import { findExchanges } from './exchanges';
import type { ActionKind, PlannedAction, SkippedAction } from './plan-action';
import type { PlanInput, SyncPlan, Verdict } from './plan-input';
import { findRenames, HardwareIndex, type Rename } from './renames';
import { capital } from './sentence';
import { subjectOf } from './subject';
import { tellErp } from './write-back.rule';
import { inTurn } from './write-back.order';

/**
 * What has to be done so that the sides fit, by the policy. Both sides must be complete: what is missing here is missing.
 * A record takes part in at most one action per side; what is ambiguous in none. The result does not depend on the order
 * of the input. Linear in the sizes of both sides, but for sorting the result.
 */
export function planSides(input: PlanInput): SyncPlan {
  const planner = new Planner(input);
  const verdicts = [...planner.run()];
  const actions = verdicts.flatMap((verdict) => ('action' in verdict ? [verdict.action] : []));
  const skipped = verdicts.flatMap((verdict) => ('skipped' in verdict ? [verdict.skipped] : []));
  return { actions: together(actions.sort(compareActions)), skipped: skipped.sort(compareSkipped) };
}

/** How much of the data a plan touches: actions, of the records on the larger side; 0..100, rounded up. */
export function touchedPercent(actions: number, points: number, devices: number): number {
  const records = Math.max(points, devices);
  return records === 0 ? 0 : Math.min(100, Math.ceil((actions * 100) / records));
}

class Planner {
  private readonly sides: ReturnType<typeof groupByReference>;
  private readonly hardware: HardwareIndex;
  private readonly otherReferences: ReadonlySet<string>;

  /** What every rule may ask. */
  private readonly context: Parameters<typeof fitDevice>[1] &
    Parameters<typeof createDevice>[2] &
    Parameters<typeof retireDevice>[1] &
    Parameters<typeof tellErp>[1] &
    Parameters<typeof createPoint>[1];

  private readonly writeBacks: Verdict[] = [];

  constructor(private readonly input: PlanInput) {
    const { points, devices, policy, clusterFor, refusesNewPoints, otherwiseIn } = input;
    this.sides = groupByReference(points, devices);
    this.hardware = new HardwareIndex(devices, points);
    this.otherReferences = new Set(
      devices.flatMap((each) => (each.deviceType === 'rodent_sensor' ? [] : [each.erpReference.trim()])),
    );
    const pointsLike = new Set(
      policy.createPoints ? points.map((each) => foldReference(each.reference)) : [],
    );
    this.context = {
      policy,
      clusterFor,
      refusesNewPoints,
      isLikePoint: (reference) => pointsLike.has(foldReference(reference)),
      isHardwareAtPoint: (id) => this.hardware.points(id).length > 0,
      isHardwareOnSeveral: (id) => this.hardware.devices(id).length > 1,
      otherwiseIn,
      isReferenceTaken: (reference) => this.otherReferences.has(reference),
      isHardwareTaken: (id) => policy.owners.hardware_id === 'iot' && this.hardware.devices(id).length > 0,
      isHardwareRepeated: (id) => policy.owners.hardware_id === 'erp' && this.hardware.points(id).length > 1,
      isHardwareShared: (id) => policy.owners.hardware_id === 'iot' && this.hardware.devices(id).length > 1,
    };
  }

  *run(): Iterable<Verdict> {
    const { direction, policy } = this.input;
    const down = direction !== 'to_erp';
    const keepsHardware = policy.owners.hardware_id === 'iot';
    const renames =
      policy.owners.reference === 'erp' ? findRenames(this.sides, this.hardware, keepsHardware) : NO_RENAMES;
    const renamed = new Set<InspectionPoint | Device>();
    const exchanged =
      policy.owners.reference === 'erp' && keepsHardware
        ? findExchanges(this.sides, this.hardware, this.input.toFields)
        : [];
    for (const rename of [...renames.certain, ...exchanged]) {
      renamed.add(rename.point).add(rename.device);
      if (down) yield* this.rename(rename);
    }
    for (const { point, devices, reason } of renames.unclear) {
      for (const record of [point, ...devices]) renamed.add(record);
      if (down) yield skippedPoint('rename', point, `${reason}.`);
    }
    if (down) {
      for (const point of this.sides.pointsWithoutReference) {
        yield skippedPoint('create', point, 'The inspection point has no reference.');
      }
    }
    for (const group of this.sides.groups.values()) {
      if (hasPoints(group)) yield* this.group(group, renamed);
    }
    yield* inTurn(this.writeBacks, this.hardware);
    if (direction !== 'to_microshare' && policy.createPoints) yield* this.newPoints(renamed);
  }

  private *newPoints(renamed: ReadonlySet<InspectionPoint | Device>): Iterable<Verdict> {
    const wanted = ({ status }: Device): boolean => status !== 'inactive';
    for (const device of this.sides.sensorsWithoutReference) {
      if (wanted(device) && !renamed.has(device)) yield createPoint(device, this.context);
    }
    const groups = [...this.sides.groups.values()].sort((a, b) => compareText(a.reference, b.reference));
    for (const group of groups) {
      const [device, second] = group.sensors;
      if (hasPoints(group) || device === undefined) continue;
      if (second !== undefined) {
        const skipped = ambiguity(group);
        if (skipped !== undefined) yield { skipped };
      } else if (wanted(device) && !renamed.has(device)) {
        yield createPoint(device, this.context);
      }
    }
  }

  private *group(group: ReferenceGroup, renamed: ReadonlySet<InspectionPoint | Device>): Iterable<Verdict> {
    const { direction } = this.input;
    const [point] = group.active;
    const [device] = group.sensors;
    if (point === undefined && (device === undefined || renamed.has(device))) return;
    const unclear = ambiguity(group);
    if (unclear !== undefined) {
      yield { skipped: unclear };
      return;
    }
    const pair = unambiguousPair(group);
    if (pair !== undefined) {
      if (renamed.has(pair.point)) return;
      const both = { ...pair, wanted: this.input.toFields(pair.point) };
      const verdicts = direction === 'to_erp' ? [] : fitDevice(both, this.context);
      yield* verdicts;
      if (direction !== 'to_microshare') {
        this.writeBacks.push(...tellErp(both, this.context, statusAfter(both.device, verdicts)));
      }
    } else if (direction === 'to_erp') {
      return;
    } else if (point === undefined) {
      yield* retireDevice(group, this.context);
    } else if (!renamed.has(point)) {
      yield createDevice(point, this.input.toFields(point), this.context);
    }
  }

  private rename({ point, device, evidence, exchange }: Rename): readonly Verdict[] {
    const reference = point.reference.trim();
    const pair = { point, device, wanted: this.input.toFields(point) };
    if (this.otherReferences.has(reference)) {
      return [skippedPoint('rename', point, `A device that is no trap has the reference ${reference}.`)];
    }
    const verdicts = fitDevice(pair, this.context, { reference, evidence, exchange });
    const { direction } = this.input;
    if (direction === 'both' && verdicts.some((verdict) => 'action' in verdict)) {
      this.writeBacks.push(...tellErp(pair, this.context, statusAfter(device, verdicts)));
    }
    return verdicts;
  }
}

/** What the ERP is to hear of a device's status: the one that it has once the plan is applied. */
function statusAfter(device: Device, verdicts: readonly Verdict[]): string {
  for (const verdict of verdicts) {
    if ('action' in verdict && verdict.action.after?.status !== undefined) return verdict.action.after.status;
  }
  return device.status;
}

const NO_RENAMES = { certain: [], unclear: [] } as const;

function skippedPoint(kind: ActionKind, point: InspectionPoint, reason: string): Verdict {
  return { skipped: { ...subjectOf(point, undefined), kind, reason: capital(reason) } };
}

/** What can only be done at once stands together, where the first of it stood. */
function together(actions: readonly PlannedAction[]): readonly PlannedAction[] {
  const exchanges = new Map<number, PlannedAction[]>();
  for (const action of actions) {
    if (action.exchange === undefined) continue;
    const known = exchanges.get(action.exchange);
    if (known === undefined) exchanges.set(action.exchange, [action]);
    else known.push(action);
  }
  if (exchanges.size === 0) return actions;
  return actions.flatMap((action) => {
    const members = action.exchange === undefined ? undefined : exchanges.get(action.exchange);
    if (members === undefined) return [action];
    return members[0] === action ? members : [];
  });
}

/** Write-backs have no cluster and keep their order: one may need what another gives up. */
function compareActions(a: PlannedAction, b: PlannedAction): number {
  if (a.clusterId === null && b.clusterId === null) return 0;
  return (
    compareText(a.clusterId ?? '', b.clusterId ?? '') ||
    compareText(a.erpReference, b.erpReference) ||
    compareText(a.guid ?? '', b.guid ?? '') ||
    compareText(a.erpId ?? '', b.erpId ?? '')
  );
}

function compareSkipped(a: SkippedAction, b: SkippedAction): number {
  return (
    compareText(a.erpReference, b.erpReference) ||
    compareText(a.erpId ?? '', b.erpId ?? '') ||
    compareText(a.guid ?? '', b.guid ?? '') ||
    compareText(a.reason, b.reason)
  );
}
