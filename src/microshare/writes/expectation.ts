import { type Device, type DeviceFields, deviceFieldsOf } from '@libs/domain';
import type { RawDevice } from '@libs/microshare-client';
import type { UpstreamAccount } from '../upstream-account';
import type { ChangeResult, DeviceChange } from './device-change';
import { WRITTEN_FIELDS } from './device-codes';

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

/** An expectation with whose account it is applied again, and under which lease of which store it was recorded. */
export interface RecordedExpectation extends Recorded {
  readonly expectation: Expectation;
  readonly account: UpstreamAccount;
  /** The device as it was when this was recorded, with the fields that nobody here knows. */
  readonly raw?: RawDevice | undefined;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** Orders what is recorded: by the fencing token, among those that one store has given since it was last emptied. */
export interface Recorded {
  readonly fence: number;
  /** Since when the store remembered, in epoch milliseconds. */
  readonly since: number;
}

/** What announced writes would leave in a cluster. */
export interface Contents {
  /** One of them has this value in this field of the device. */
  restores(guid: string, field: keyof DeviceFields, value: string): boolean;
  /** One of them holds the device. */
  holds(guid: string): boolean;
  /** One of them does not hold the device. */
  lacks(guid: string): boolean;
}

/** What is known, as to one expectation, of the writes that may have made a cluster what it is now. */
export interface Evidence {
  /** There is one that knew nothing of the expectation, so that a state from before may come from it. */
  readonly recent: boolean;
  /** Those that knew nothing of the expectation: what they brought back has been undone. */
  readonly earlier: Contents;
  /** Those that were made of what the expectation says: what they changed was meant. */
  readonly later: Contents;
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
  const device = deviceFieldsOf(after);
  const was = before === null ? undefined : deviceFieldsOf(before);
  const fields: Record<string, readonly string[]> = was === undefined ? {} : { ...known?.fields };
  for (const field of answeredFor(change)) {
    const values = known?.fields[field] ?? [];
    const previous = was?.[field];
    fields[field] =
      previous === undefined || previous === device[field] ? values : [...new Set([...values, previous])];
  }
  // A repeated creation that finds its device has made it before: what undoes that leaves no device.
  const found = change.kind === 'create' && before === after;
  const created = was === undefined || found || known?.created === true;
  return { kind: 'present', guid: change.guid, device, created, fields };
}

/** A creation is told with the whole device, an update with the fields it names; a refused deletion names none. */
function answeredFor(change: DeviceChange): readonly (keyof DeviceFields)[] {
  if (change.kind === 'delete') return [];
  return change.kind === 'create'
    ? WRITTEN_FIELDS
    : WRITTEN_FIELDS.filter((f) => change.fields[f] !== undefined);
}

/**
 * What to expect after a refusal of a change that an earlier, doubtful write may still make: that it stays unmade.
 * @param tried what that write would make of the device
 */
export function expectationOfRefusal(
  change: DeviceChange,
  tried: ChangeResult,
  current: Device | undefined,
  earlier: Expectation | undefined,
): Expectation {
  if (current === undefined) return { kind: 'absent', guid: change.guid };
  const result = { ...tried, before: tried.after ?? current, after: current };
  return expectationOf(change, result, earlier);
}

/**
 * One expectation from what two replicas remember of a device. The later one is right where they differ; it may not have
 * known the fields that the earlier one answers for as well.
 */
export function merged(one: RecordedExpectation, other: RecordedExpectation): RecordedExpectation {
  const [earlier, later] = one.at <= other.at ? [one, other] : [other, one];
  const [was, is] = [earlier.expectation, later.expectation];
  if (was.kind === 'absent' || is.kind === 'absent') return later;
  const alone = WRITTEN_FIELDS.filter((f) => was.fields[f] !== undefined && is.fields[f] === undefined);
  const fields = { ...was.fields, ...is.fields };
  for (const field of WRITTEN_FIELDS) {
    const values = [...(was.fields[field] ?? []), ...(is.fields[field] ?? [])];
    if (fields[field] !== undefined) fields[field] = [...new Set(values)];
  }
  const device = { ...is.device, ...pick(was.device, alone) };
  return { ...later, expectation: { ...is, device, created: is.created || was.created, fields } };
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
    if (evidence.later.holds(guid)) return { repair: undefined, left: movedTo(guid, current) };
    const undone = evidence.recent || evidence.earlier.holds(guid);
    return undone ? { repair: { kind: 'delete', guid }, left: expectation } : NOTHING;
  }
  const { device, created, fields } = expectation;
  if (current === undefined) {
    if (evidence.later.lacks(guid)) return { repair: undefined, left: { kind: 'absent', guid } };
    const undone = (created && evidence.recent) || evidence.earlier.lacks(guid);
    if (!undone) return NOTHING;
    return {
      repair: { kind: 'create', guid, fields: device, allowDuplicate: true, repeatable: true },
      left: expectation,
    };
  }
  const shown = deviceFieldsOf(current);
  const wrong = WRITTEN_FIELDS.filter((f) => fields[f] !== undefined && shown[f] !== device[f]);
  if (wrong.length === 0) return { repair: undefined, left: expectation };
  const meant = wrong.filter((f) => evidence.later.restores(guid, f, shown[f]));
  const undone = wrong.filter(
    (f) =>
      !meant.includes(f) &&
      ((evidence.recent && fields[f]?.includes(shown[f]) === true) ||
        evidence.earlier.restores(guid, f, shown[f])),
  );
  const superseded = wrong.filter((f) => !undone.includes(f) && !meant.includes(f));
  return {
    repair:
      undone.length === 0
        ? undefined
        : { kind: 'update', guid, fields: pick(device, undone), allowDuplicate: true },
    left: moved(expectation, shown, meant, superseded),
  };
}

const NOTHING: Judgement = { repair: undefined, left: undefined };

/** Answers for the values shown where one of our writes meant them, and no more for those that somebody else has changed. */
function moved(
  expectation: Expectation & { readonly kind: 'present' },
  shown: DeviceFields,
  meant: readonly (keyof DeviceFields)[],
  superseded: readonly (keyof DeviceFields)[],
): Expectation {
  if (meant.length === 0 && superseded.length === 0) return expectation;
  const { device, fields } = expectation;
  const left = Object.entries(fields).filter(([field]) => !superseded.includes(field as keyof DeviceFields));
  const grown = meant.map((field) => [field, [...(fields[field] ?? []), device[field]]] as const);
  return {
    ...expectation,
    device: { ...device, ...pick(shown, [...meant, ...superseded]) },
    fields: { ...Object.fromEntries(left), ...Object.fromEntries(grown) },
  };
}

/** A device that was to be absent, and that a doubtful creation of ours has made after all. */
function movedTo(guid: string, current: Device): Expectation {
  const fields = Object.fromEntries(WRITTEN_FIELDS.map((field) => [field, []]));
  return { kind: 'present', guid, device: deviceFieldsOf(current), created: true, fields };
}

function pick(device: DeviceFields, fields: readonly (keyof DeviceFields)[]): Partial<DeviceFields> {
  return Object.fromEntries(fields.map((field) => [field, device[field]]));
}
