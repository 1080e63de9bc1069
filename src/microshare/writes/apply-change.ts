import { type Device, type DeviceFields, deviceVersion } from '@libs/domain';
import { ProblemError } from '../../common/problem';
import type { ClusterDraft } from './cluster-draft';
import type { ChangeResult, DeviceChange } from './device-change';

/**
 * Applies one change to the draft, or throws and leaves it as it was.
 * @throws ProblemError `not-found`, `conflict` or `precondition-failed`
 */
export function applyChange(draft: ClusterDraft, change: DeviceChange): ChangeResult {
  const current = draft.find(change.guid);
  switch (change.kind) {
    case 'create':
      return create(draft, change, current);
    case 'update':
      return update(draft, change, current);
    case 'delete':
      return remove(draft, change, current);
  }
}

function create(
  draft: ClusterDraft,
  change: DeviceChange & { kind: 'create' },
  current: Device | undefined,
): ChangeResult {
  if (current !== undefined && change.repeatable) {
    return { cluster: draft.summary, before: current, after: current, updatedFields: [] };
  }
  if (current !== undefined) {
    throw new ProblemError('conflict', `a device with the guid ${change.guid} exists already`, {
      extensions: { existing: linkTo(current) },
    });
  }
  if (!change.allowDuplicate) refuseDuplicate(draft, change.fields.erpReference, change.guid);
  const { guid, fields, like } = change;
  const after = like === undefined ? draft.add(guid, fields) : draft.restore(guid, like, fields);
  return { cluster: draft.summary, before: null, after, updatedFields: [] };
}

function update(
  draft: ClusterDraft,
  change: DeviceChange & { kind: 'update' },
  current: Device | undefined,
): ChangeResult {
  const before = present(change.guid, current);
  expectVersion(before, change.expectedVersion);
  const updatedFields = (Object.keys(change.fields) as (keyof DeviceFields)[]).filter(
    (field) => change.fields[field] !== undefined && change.fields[field] !== valueOf(before, field),
  );
  if (updatedFields.length === 0) return { cluster: draft.summary, before, after: before, updatedFields };
  const { erpReference } = change.fields;
  if (erpReference !== undefined && updatedFields.includes('erpReference') && !change.allowDuplicate) {
    refuseDuplicate(draft, erpReference, change.guid);
  }
  const fields = Object.fromEntries(updatedFields.map((field) => [field, change.fields[field]]));
  return { cluster: draft.summary, before, after: draft.edit(change.guid, fields), updatedFields };
}

function remove(
  draft: ClusterDraft,
  change: DeviceChange & { kind: 'delete' },
  current: Device | undefined,
): ChangeResult {
  const before = present(change.guid, current);
  expectVersion(before, change.expectedVersion);
  draft.remove(change.guid);
  return { cluster: draft.summary, before, after: null, updatedFields: [] };
}

function present(guid: string, device: Device | undefined): Device {
  if (device !== undefined) return device;
  throw new ProblemError('not-found', `there is no device with the guid ${guid}`);
}

function expectVersion(device: Device, expected: string | undefined): void {
  const current = deviceVersion(device);
  if (expected === undefined || expected === current) return;
  throw new ProblemError('precondition-failed', 'the device has changed since it was read; read it again', {
    extensions: { expected_version: expected, current_version: current },
  });
}

function refuseDuplicate(draft: ClusterDraft, reference: string, guid: string): void {
  const other = draft.otherWithReference(reference, guid);
  if (other === undefined) return;
  throw duplicateReference(other);
}

/** The refusal of a reference that `other` has already. */
export function duplicateReference(other: Device): ProblemError {
  return new ProblemError(
    'conflict',
    `the erp_reference ${other.erpReference} is already used by the device ${other.guid}; ` +
      'use another one, or send allow_duplicate: true',
    {
      errors: [{ field: 'erp_reference', message: 'is used by another device', value: other.erpReference }],
      extensions: { existing: linkTo(other) },
    },
  );
}

function linkTo(device: Device): { guid: string; href: string } {
  return { guid: device.guid, href: `/api/v1/devices/${encodeURIComponent(device.guid)}` };
}

function valueOf(device: Device, field: keyof DeviceFields): string {
  return field === 'hardwareId' ? device.id : device[field];
}
