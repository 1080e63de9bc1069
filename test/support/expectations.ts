import type { Device, DeviceFields } from '@libs/domain';
import { applyChange } from '../../src/microshare/writes/apply-change';
import { ClusterDraft } from '../../src/microshare/writes/cluster-draft';
import type { DeviceChange } from '../../src/microshare/writes/device-change';
import {
  type Contents,
  type Evidence,
  type Expectation,
  expectationOf,
} from '../../src/microshare/writes/expectation';
import { rawCluster } from './clusters';

export const BASE: DeviceFields = {
  customer: 'Harbour Foods',
  site: 'Dock Street Mill',
  area: 'Cellar',
  erpReference: 'HF_0001',
  placement: 'Internal',
  configuration: 'Glue',
  hardwareId: 'A1',
  status: 'active',
};
export const NEW_BORN = Object.fromEntries(Object.keys(BASE).map((field) => [field, []]));

export const create = (fields: Partial<DeviceFields> = {}): DeviceChange => ({
  kind: 'create',
  guid: 't1',
  fields: { ...BASE, ...fields },
  allowDuplicate: false,
  repeatable: true,
});
export const update = (fields: Partial<DeviceFields>): DeviceChange => ({
  kind: 'update',
  guid: 't1',
  fields,
  allowDuplicate: false,
});
export const remove: DeviceChange = { kind: 'delete', guid: 't1' };

/** A cluster with the device t1, or with none. */
export function draftOf(fields: Partial<DeviceFields> | undefined): ClusterDraft {
  const draft = new ClusterDraft(rawCluster('c1', 'Traps', []));
  if (fields !== undefined) draft.add('t1', { ...BASE, ...fields });
  return draft;
}

export const shown = (fields: Partial<DeviceFields> = {}): Device | undefined => draftOf(fields).find('t1');

export const present = (
  fields: (Expectation & { kind: 'present' })['fields'],
  device: Partial<DeviceFields> = {},
  created = false,
): Expectation => ({ kind: 'present', guid: 't1', device: { ...BASE, ...device }, created, fields });
export const absent: Expectation = { kind: 'absent', guid: 't1' };

/** What is expected after these changes, one after the other, to a cluster that begins with this device or without it. */
export function expectedAfter(
  start: Partial<DeviceFields> | undefined,
  ...[first, ...others]: readonly [DeviceChange, ...DeviceChange[]]
): Expectation {
  const draft = draftOf(start);
  return others.reduce(
    (earlier, change) => expectationOf(change, applyChange(draft, change), earlier),
    expectationOf(first, applyChange(draft, first), undefined),
  );
}

export type Left = Readonly<Record<string, Partial<DeviceFields>>>;

/** Writes that would leave these clusters, each of devices by guid. */
export const leaving = (...clusters: readonly Left[]): Contents => ({
  restores: (guid, field, value) => clusters.some((left) => left[guid]?.[field] === value),
  holds: (guid) => clusters.some((left) => guid in left),
  lacks: (guid) => clusters.some((left) => !(guid in left)),
});

export const evidence = (known: Partial<Evidence> = {}): Evidence => ({
  recent: false,
  earlier: leaving(),
  later: leaving(),
  ...known,
});
export const recent = evidence({ recent: true });
export const earlier = (left: Left): Evidence => evidence({ earlier: leaving(left) });
export const later = (left: Left): Evidence => evidence({ later: leaving(left) });
