import type { Device, DeviceFields } from '@libs/domain';
import type { UpstreamAccount } from '../upstream-account';
import { fieldsOf, WRITTEN_FIELDS } from './cluster-snapshot';
import type { ChangeResult, DeviceChange } from './device-change';

/** The values that a field is known to have had before the one we answer for; most fields have none. */
type EarlierValues = Partial<Readonly<Record<keyof DeviceFields, readonly string[]>>>;

/**
 * What acknowledged changes made of one device, kept while a write that was sent before them may still arrive and undo
 * them. Several changes to a device become one expectation.
 */
export type Expectation =
  | {
      readonly kind: 'present';
      readonly guid: string;
      readonly device: DeviceFields;
      /** It did not exist before. */
      readonly created: boolean;
      /** The fields we answer for; the others may become what they like. */
      readonly fields: EarlierValues;
    }
  | { readonly kind: 'absent'; readonly guid: string };

/** An expectation with whose account it is applied again, and since when it holds, in epoch milliseconds. */
export interface RecordedExpectation {
  readonly expectation: Expectation;
  readonly account: UpstreamAccount;
  readonly at: number;
}

/** What is known of the writes that may have made a cluster what it is now. */
export interface Evidence {
  /** There is such a write at all, so that a state we know from before may come from it. */
  readonly recent: boolean;
  /** One of them would leave this value in this field of the device. */
  restores(guid: string, field: keyof DeviceFields, value: string): boolean;
  /** One of them holds the device. */
  holds(guid: string): boolean;
  /** One of them does not hold the device. */
  lacks(guid: string): boolean;
}

/**
 * What to expect of the device after this change, given what was expected before. A change that changed nothing is
 * answered for as well: its caller was told that the device is so.
 */
export function expectationOf(
  change: DeviceChange,
  { before, after }: ChangeResult,
  earlier: Expectation | undefined,
): Expectation {
  if (after === null) return { kind: 'absent', guid: change.guid };
  const known = earlier?.kind === 'present' ? earlier : undefined;
  const device = fieldsOf(after);
  const was = before === null ? undefined : fieldsOf(before);
  const fields: Record<string, readonly string[]> = was === undefined ? {} : { ...known?.fields };
  const named = change.kind === 'update' ? WRITTEN_FIELDS.filter((f) => change.fields[f] !== undefined) : [];
  for (const field of was === undefined ? WRITTEN_FIELDS : named) {
    const values = known?.fields[field] ?? [];
    const previous = was?.[field];
    fields[field] =
      previous === undefined || previous === device[field] ? values : [...new Set([...values, previous])];
  }
  const created = was === undefined || known?.created === true;
  return { kind: 'present', guid: change.guid, device, created, fields };
}

/**
 * What to expect after a refusal of a change that an earlier, doubtful write may still make: that it stays unmade.
 * @param tried what that write would make of the device
 */
export function expectationOfRefusal(
  change: DeviceChange,
  tried: ChangeResult,
  current: Device | undefined,
): Expectation {
  if (current === undefined) return { kind: 'absent', guid: change.guid };
  const result = { ...tried, before: tried.after ?? current, after: current };
  return expectationOf(change, result, undefined);
}

/** What upstream shows of an expectation, and what has to be done. */
export interface Judgement {
  /** The change that makes it true again; undefined where it is, or where somebody else has moved on from it. */
  readonly repair: DeviceChange | undefined;
  /** What is left to expect; undefined where nothing is. The same object where nothing has changed about it. */
  readonly left: Expectation | undefined;
}

/**
 * Tells what a late write has undone from what somebody else has changed: a late write brings back values that the
 * device had before, or that the write was announced with. Anything else is somebody's doing, and stays.
 */
export function judge(expectation: Expectation, current: Device | undefined, evidence: Evidence): Judgement {
  const { guid } = expectation;
  if (expectation.kind === 'absent') {
    if (current === undefined) return { repair: undefined, left: expectation };
    const undone = evidence.recent || evidence.holds(guid);
    return undone ? { repair: { kind: 'delete', guid }, left: expectation } : NOTHING;
  }
  const { device, created, fields } = expectation;
  if (current === undefined) {
    const undone = (created && evidence.recent) || evidence.lacks(guid);
    if (!undone) return NOTHING;
    return {
      repair: { kind: 'create', guid, fields: device, allowDuplicate: true, repeatable: true },
      left: expectation,
    };
  }
  const shown = fieldsOf(current);
  const wrong = WRITTEN_FIELDS.filter((f) => fields[f] !== undefined && shown[f] !== device[f]);
  if (wrong.length === 0) return { repair: undefined, left: expectation };
  const undone = wrong.filter(
    (f) =>
      (evidence.recent && fields[f]?.includes(shown[f]) === true) || evidence.restores(guid, f, shown[f]),
  );
  const superseded = wrong.filter((f) => !undone.includes(f));
  return {
    repair:
      undone.length === 0
        ? undefined
        : { kind: 'update', guid, fields: pick(device, undone), allowDuplicate: true },
    left: superseded.length === 0 ? expectation : without(expectation, superseded, shown),
  };
}

const NOTHING: Judgement = { repair: undefined, left: undefined };

function without(
  expectation: Expectation & { readonly kind: 'present' },
  superseded: readonly (keyof DeviceFields)[],
  shown: DeviceFields,
): Expectation {
  const left = Object.entries(expectation.fields).filter(
    ([field]) => !superseded.includes(field as keyof DeviceFields),
  );
  return {
    ...expectation,
    device: { ...expectation.device, ...pick(shown, superseded) },
    fields: Object.fromEntries(left),
  };
}

function pick(device: DeviceFields, fields: readonly (keyof DeviceFields)[]): Partial<DeviceFields> {
  return Object.fromEntries(fields.map((field) => [field, device[field]]));
}
