import type { Device, DeviceFields } from '@libs/domain';
import type { UpstreamAccount } from '../upstream-account';
import type { ChangeResult, DeviceChange } from './device-change';

type Values = Partial<Readonly<Record<keyof DeviceFields, string>>>;

/**
 * What acknowledged changes made of one device, kept while a write that was sent before them may still arrive and undo
 * them. Several changes to a device become one expectation.
 */
export type Expectation =
  | { readonly kind: 'present'; readonly guid: string; readonly device: DeviceFields }
  | { readonly kind: 'fields'; readonly guid: string; readonly before: Values; readonly after: Values }
  | { readonly kind: 'absent'; readonly guid: string };

/** An expectation with whose account it is applied again. */
export interface RecordedExpectation {
  readonly expectation: Expectation;
  readonly account: UpstreamAccount;
}

/** What to expect of the device after this change, given what was expected before; undefined when it changed nothing. */
export function expectationOf(
  result: ChangeResult,
  earlier: Expectation | undefined,
): Expectation | undefined {
  const { before, after, updatedFields } = result;
  const guid = (after ?? before)?.guid;
  if (guid === undefined || before === after) return earlier;
  if (after === null) return { kind: 'absent', guid };
  if (before === null || earlier?.kind === 'present')
    return { kind: 'present', guid, device: fieldsOf(after) };
  const was = earlier?.kind === 'fields' ? earlier : { before: {}, after: {} };
  return {
    kind: 'fields',
    guid,
    before: { ...pick(before, updatedFields), ...was.before },
    after: { ...was.after, ...pick(after, updatedFields) },
  };
}

/**
 * What upstream shows of an expectation. `undone`: exactly the state before the change, as a late write restores it.
 * `superseded`: something else, which only a person or another system can have made of it.
 */
export function judge(
  expectation: Expectation,
  current: Device | undefined,
): 'met' | 'undone' | 'superseded' {
  switch (expectation.kind) {
    case 'present':
      return current === undefined ? 'undone' : 'met';
    case 'absent':
      return current === undefined ? 'met' : 'undone';
    case 'fields': {
      if (current === undefined) return 'superseded';
      const shown = pick(current, Object.keys(expectation.after) as (keyof DeviceFields)[]);
      if (equal(shown, expectation.after)) return 'met';
      return equal(shown, expectation.before) ? 'undone' : 'superseded';
    }
  }
}

/** The change that makes an undone expectation true again. */
export function repairOf(expectation: Expectation): DeviceChange {
  const { guid } = expectation;
  switch (expectation.kind) {
    case 'present':
      return { kind: 'create', guid, fields: expectation.device, allowDuplicate: true, repeatable: true };
    case 'absent':
      return { kind: 'delete', guid };
    case 'fields':
      return { kind: 'update', guid, fields: expectation.after, allowDuplicate: true };
  }
}

function fieldsOf(device: Device): DeviceFields {
  const { id, customer, site, area, erpReference, placement, configuration, status } = device;
  return { customer, site, area, erpReference, placement, configuration, hardwareId: id, status };
}

function pick(device: Device, fields: readonly (keyof DeviceFields)[]): Values {
  const all = fieldsOf(device);
  return Object.fromEntries(fields.map((field) => [field, all[field]]));
}

function equal(a: Values, b: Values): boolean {
  return (Object.keys(b) as (keyof DeviceFields)[]).every((field) => a[field] === b[field]);
}
