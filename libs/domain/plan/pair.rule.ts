import { deviceVersion } from '../device-version';
import type { DeviceFields } from '../device';
import { changeKind, changeRisk } from './change-kind';
import { decide, type Difference, differencesOf, type Pair } from './differences';
import { unfitValues } from './fitness';
import type { PlannedAction, PlanValues } from './plan-action';
import type { ClusterFor, Verdict } from './plan-input';
import { capital } from './sentence';
import { pointVersion } from './point-version';
import { subjectOf } from './subject';
import type { SyncPolicy } from './sync-policy';

interface PairContext {
  readonly policy: SyncPolicy;
  readonly clusterFor: ClusterFor;
  /** True for a hardware id that the ERP has at several inspection points: it cannot be at all of them. */
  readonly isHardwareRepeated: (hardwareId: string) => boolean;
}

const WORDS: Readonly<Partial<Record<keyof DeviceFields, string>>> = {
  hardwareId: 'hardware id',
  erpReference: 'reference',
};

/**
 * What the device of an inspection point needs so that it fits: at most one action, named after the weightiest of its
 * parts, and a word on every difference that the policy leaves alone.
 * @param rename the reference to take over, with how it is known that the two belong together
 */
export function fitDevice(
  pair: Pair,
  context: PairContext,
  rename?: { readonly reference: string; readonly evidence: string; readonly exchange?: number | undefined },
): readonly Verdict[] {
  const { policy, isHardwareRepeated } = context;
  const verdicts: Verdict[] = [];
  const taken: Difference[] = [];
  for (const difference of differencesOf(pair)) {
    const decision = decide(difference, pair, policy);
    if (decision === 'skip') verdicts.push(leftAlone(pair, difference, policy));
    if (decision !== 'erp' || difference.inErp === '') continue;
    if (difference.owned === 'hardware_id' && isHardwareRepeated(difference.inErp)) {
      verdicts.push(skip(pair, `the ERP has the hardware ${difference.inErp} at several inspection points`));
    } else taken.push(difference);
  }
  if (taken.length === 0 && rename === undefined) return verdicts;
  const after: Record<string, string> = Object.fromEntries(taken.map(({ field, inErp }) => [field, inErp]));
  if (rename !== undefined) after['erpReference'] = rename.reference;
  const unfit = unfitValues(after);
  if (unfit.length > 0)
    return [...verdicts, skip(pair, `what the ERP says cannot stand: ${unfit.join('; ')}`)];
  return [...verdicts, fitting(pair, context, taken, after, rename)];
}

function fitting(
  pair: Pair,
  { clusterFor }: PairContext,
  taken: readonly Difference[],
  fields: Partial<DeviceFields>,
  rename: { readonly evidence: string; readonly exchange?: number | undefined } | undefined,
): Verdict {
  const { point, device } = pair;
  const place = { customer: fields.customer ?? device.customer, site: fields.site ?? device.site };
  const relocated = fields.customer !== undefined || fields.site !== undefined;
  const choice = relocated ? clusterFor(place) : undefined;
  const target = choice !== undefined && 'clusterId' in choice ? choice.clusterId : device.clusterId;
  const moves = target !== device.clusterId;
  const kind = changeKind(fields, moves);
  const names = Object.keys(fields) as (keyof DeviceFields)[];
  const before: PlanValues = Object.fromEntries(
    names.map((name) => [name, name === 'hardwareId' ? device.id : device[name]]),
  );
  const sentences = taken.map(
    ({ field, inErp, onDevice }) =>
      `the ERP says ${WORDS[field] ?? field} "${inErp}", the device "${onDevice}"`,
  );
  if (rename !== undefined) sentences.unshift(rename.evidence);
  if (moves) sentences.push(`${place.customer}, ${place.site} is served by another cluster`);
  const action: PlannedAction = {
    kind,
    risk: changeRisk(kind, fields),
    reason: `${capital(sentences.join('; '))}.`,
    ...subjectOf(point, device),
    clusterId: device.clusterId,
    before: moves ? { ...before, clusterId: device.clusterId } : before,
    after: moves ? { ...fields, clusterId: target } : fields,
    deviceVersion: deviceVersion(device),
    pointVersion: pointVersion(point),
    ...(rename?.exchange !== undefined && { exchange: rename.exchange }),
  };
  return { action };
}

function leftAlone(pair: Pair, { field, inErp, onDevice }: Difference, { conflict }: SyncPolicy): Verdict {
  const why = conflict === 'skip' ? 'the policy leaves conflicts alone' : 'the other side was changed last';
  return skip(pair, `the ERP says ${WORDS[field] ?? field} "${inErp}", the device "${onDevice}", and ${why}`);
}

function skip({ point, device }: Pair, reason: string): Verdict {
  return { skipped: { ...subjectOf(point, device), kind: 'update', reason: `${capital(reason)}.` } };
}
