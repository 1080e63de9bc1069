import { type Device, type DeviceFields } from '@libs/domain';
import { rawCluster } from '../../../test/support/clusters';
import { applyChange } from './apply-change';
import { ClusterDraft } from './cluster-draft';
import type { DeviceChange } from './device-change';
import {
  type Contents,
  type Evidence,
  type Expectation,
  expectationOf,
  expectationOfRefusal,
  judge,
} from './expectation';

const BASE: DeviceFields = {
  customer: 'Harbour Foods',
  site: 'Dock Street Mill',
  area: 'Cellar',
  erpReference: 'HF_0001',
  placement: 'Internal',
  configuration: 'Glue',
  hardwareId: 'A1',
  status: 'active',
};
const NEW_BORN = Object.fromEntries(Object.keys(BASE).map((field) => [field, []]));

const create = (fields: Partial<DeviceFields> = {}): DeviceChange => ({
  kind: 'create',
  guid: 't1',
  fields: { ...BASE, ...fields },
  allowDuplicate: false,
  repeatable: true,
});
const update = (fields: Partial<DeviceFields>): DeviceChange => ({
  kind: 'update',
  guid: 't1',
  fields,
  allowDuplicate: false,
});
const remove: DeviceChange = { kind: 'delete', guid: 't1' };

/** A cluster with the device t1, or with none. */
function draftOf(fields: Partial<DeviceFields> | undefined): ClusterDraft {
  const draft = new ClusterDraft(rawCluster('c1', 'Traps', []));
  if (fields !== undefined) draft.add('t1', { ...BASE, ...fields });
  return draft;
}

const shown = (fields: Partial<DeviceFields> = {}): Device | undefined => draftOf(fields).find('t1');

const present = (
  fields: (Expectation & { kind: 'present' })['fields'],
  device: Partial<DeviceFields> = {},
  created = false,
): Expectation => ({ kind: 'present', guid: 't1', device: { ...BASE, ...device }, created, fields });
const absent: Expectation = { kind: 'absent', guid: 't1' };

/** What is expected after these changes, one after the other, to a cluster that begins with this device or without it. */
function expectedAfter(
  start: Partial<DeviceFields> | undefined,
  ...changes: readonly DeviceChange[]
): Expectation | undefined {
  const draft = draftOf(start);
  return changes.reduce<Expectation | undefined>(
    (earlier, change) => expectationOf(change, applyChange(draft, change), earlier),
    undefined,
  );
}

type Left = Readonly<Record<string, Partial<DeviceFields>>>;

/** Writes that would leave these clusters, each of devices by guid. */
const leaving = (...clusters: readonly Left[]): Contents => ({
  restores: (guid, field, value) => clusters.some((left) => left[guid]?.[field] === value),
  holds: (guid) => clusters.some((left) => guid in left),
  lacks: (guid) => clusters.some((left) => !(guid in left)),
});

const evidence = (known: Partial<Evidence> = {}): Evidence => ({
  recent: false,
  earlier: leaving(),
  later: leaving(),
  ...known,
});
const recent = evidence({ recent: true });
const earlier = (left: Left): Evidence => evidence({ earlier: leaving(left) });
const later = (left: Left): Evidence => evidence({ later: leaving(left) });

describe('expectationOf', () => {
  it.each<[string, Partial<DeviceFields> | undefined, readonly DeviceChange[], Expectation]>([
    ['every field of a device that is created', undefined, [create()], present(NEW_BORN, {}, true)],
    [
      'a created device as an update leaves it, and knows what the creation gave it',
      undefined,
      [create(), update({ area: 'Loft' })],
      present({ ...NEW_BORN, area: ['Cellar'] }, { area: 'Loft' }, true),
    ],
    [
      'only the fields that an update names, with the values that they had',
      {},
      [update({ area: 'Loft', status: 'inactive' })],
      present({ area: ['Cellar'], status: ['active'] }, { area: 'Loft', status: 'inactive' }),
    ],
    [
      'the last of several updates to a field, and knows all values before it',
      {},
      [update({ area: 'Loft' }), update({ area: 'Yard' })],
      present({ area: ['Cellar', 'Loft'] }, { area: 'Yard' }),
    ],
    [
      'a field as it was in the beginning when the last update says so, and knows what was between',
      {},
      [update({ area: 'Loft' }), update({ area: 'Cellar' })],
      present({ area: ['Cellar', 'Loft'] }),
    ],
    [
      'no value twice among those before',
      {},
      [update({ area: 'Loft' }), update({ area: 'Cellar' }), update({ area: 'Yard' })],
      present({ area: ['Cellar', 'Loft'] }, { area: 'Yard' }),
    ],
    [
      'the fields of several updates to different ones',
      {},
      [update({ area: 'Loft' }), update({ hardwareId: 'B2' })],
      present({ area: ['Cellar'], hardwareId: ['A1'] }, { area: 'Loft', hardwareId: 'B2' }),
    ],
    [
      'a field that an update names without changing it, with no value before',
      {},
      [update({ area: 'Cellar' })],
      present({ area: [] }),
    ],
    [
      'what an earlier update changed, when a later one changes nothing',
      {},
      [update({ area: 'Loft' }), update({ area: 'Loft', status: 'active' })],
      present({ area: ['Cellar'], status: [] }, { area: 'Loft' }),
    ],
    ['nothing of a device whose update names no field', {}, [update({})], present({})],
    ['the absence of a device that is deleted', {}, [remove], absent],
    ['the absence of one created before', undefined, [create(), remove], absent],
    ['the absence of one updated before', {}, [update({ area: 'Loft' }), remove], absent],
    [
      'the device again when it is created after its deletion, and nothing of its earlier life',
      { area: 'Yard' },
      [update({ area: 'Loft' }), remove, create()],
      present(NEW_BORN, {}, true),
    ],
    [
      'a created device still when its creation is repeated',
      undefined,
      [create(), create()],
      present(NEW_BORN, {}, true),
    ],
  ])('expects %s', (_, start, changes, expectation) => {
    expect(expectedAfter(start, ...changes)).toEqual(expectation);
  });
});

describe('expectationOfRefusal', () => {
  it.each<[string, DeviceChange, Partial<DeviceFields>, Partial<DeviceFields> | undefined, Expectation]>([
    ['the absence of a device that is gone', update({ area: 'Loft' }), {}, undefined, absent],
    [
      'the value that is there, and knows the one that was refused',
      update({ area: 'Loft' }),
      {},
      { area: 'Yard' },
      present({ area: ['Loft'] }, { area: 'Yard' }),
    ],
    ['the device that was not to be deleted', remove, {}, { area: 'Yard' }, present({}, { area: 'Yard' })],
  ])('expects %s', (_, change, before, now, expectation) => {
    const tried = applyChange(draftOf(before), change);
    const current = now === undefined ? undefined : shown(now);
    expect(expectationOfRefusal(change, tried, current)).toEqual(expectation);
  });

  it('expects the absence of a device whose creation was refused', () => {
    const tried = applyChange(draftOf(undefined), create());
    expect(expectationOfRefusal(create(), tried, undefined)).toEqual(absent);
  });

  it('has a refused update taken back when it arrives after all', () => {
    const tried = applyChange(draftOf({}), update({ area: 'Loft' }));
    const expectation = expectationOfRefusal(update({ area: 'Loft' }), tried, shown({ area: 'Yard' }));
    expect(judge(expectation, shown({ area: 'Loft' }), recent).repair).toMatchObject({
      fields: { area: 'Yard' },
    });
  });

  it('has a device created again when its refused deletion arrives after all', () => {
    const expectation = expectationOfRefusal(remove, applyChange(draftOf({}), remove), shown());
    expect(judge(expectation, undefined, earlier({})).repair).toMatchObject({ kind: 'create', fields: BASE });
  });
});

describe('judge', () => {
  const loft = present({ area: ['Cellar'] }, { area: 'Loft' });
  const born = present(NEW_BORN, {}, true);
  const everything = evidence({ recent: true, earlier: leaving({}, { t1: BASE }) });

  it.each<[string, Expectation, Device | undefined, Evidence]>([
    ['the value is there', loft, shown({ area: 'Loft' }), everything],
    ['only fields we do not answer for differ', loft, shown({ area: 'Loft', status: 'lost' }), everything],
    ['the deleted device is away', absent, undefined, everything],
    ['the created device is there', born, shown(), everything],
  ])('counts as met and keeps watching when %s', (_, expectation, current, known) => {
    const judgement = judge(expectation, current, known);
    expect(judgement.repair).toBeUndefined();
    expect(judgement.left).toBe(expectation);
  });

  const toLoft = { kind: 'update', guid: 't1', fields: { area: 'Loft' }, allowDuplicate: true } as const;
  const again = { ...create(), allowDuplicate: true };
  it.each<[string, Expectation, Device | undefined, Evidence, DeviceChange]>([
    ['a value from before returns while a write is recent', loft, shown(), recent, toLoft],
    [
      'any of several values from before returns',
      present({ area: ['Yard', 'Cellar'] }, { area: 'Loft' }),
      shown({ area: 'Yard' }),
      recent,
      toLoft,
    ],
    [
      'an earlier write would leave the value, though it was not known from before',
      loft,
      shown({ area: 'Yard' }),
      earlier({ t1: { area: 'Yard' } }),
      toLoft,
    ],
    [
      'an earlier write of long ago would leave the value from before',
      loft,
      shown(),
      earlier({ t1: BASE }),
      toLoft,
    ],
    ['a deleted device returns while a write is recent', absent, shown(), recent, remove],
    ['a deleted device returns that an earlier write holds', absent, shown(), earlier({ t1: BASE }), remove],
    ['a created device is gone while a write is recent', born, undefined, recent, again],
    ['a created device is gone that an earlier write lacks', born, undefined, earlier({}), again],
    [
      'an updated device is gone that an earlier write lacks',
      loft,
      undefined,
      earlier({}),
      { ...create({ area: 'Loft' }), allowDuplicate: true },
    ],
  ])('counts as undone when %s', (_, expectation, current, known, repair) => {
    const judgement = judge(expectation, current, known);
    expect(judgement.repair).toEqual(repair);
    expect(judgement.left).toBe(expectation);
  });

  it.each<[string, Expectation, Device | undefined, Evidence]>([
    ['a deleted device returns by no write of ours', absent, shown(), evidence()],
    ['a deleted device returns that no earlier write holds', absent, shown(), earlier({ t2: BASE })],
    ['a created device is gone by no write of ours', born, undefined, evidence()],
    ['a created device is gone that every earlier write holds', born, undefined, earlier({ t1: BASE })],
    ['a device that we did not create is gone while a write is recent', loft, undefined, recent],
  ])('counts as superseded, with nothing left to expect, when %s', (_, expectation, current, known) => {
    expect(judge(expectation, current, known)).toEqual({ repair: undefined, left: undefined });
  });

  it.each<[string, Device | undefined, Evidence]>([
    ['shows a new value while a write is recent', shown({ area: 'Yard' }), recent],
    ['shows the value from before and no write of ours can have done it', shown(), evidence()],
    [
      'shows a value that an earlier write would leave in another field only',
      shown({ area: 'Yard' }),
      earlier({ t1: { site: 'Yard' } }),
    ],
    [
      'shows a value that an earlier write would leave in another device only',
      shown({ area: 'Yard' }),
      earlier({ t1: BASE, t2: { area: 'Yard' } }),
    ],
  ])('counts a field as superseded, and answers for it no more, when it %s', (_, current, known) => {
    expect(judge(loft, current, known)).toEqual({
      repair: undefined,
      left: present({}, { area: current?.area ?? '' }),
    });
  });

  it('judges field by field: repairs what was undone, leaves what somebody changed, adopts what we meant', () => {
    const expectation = present(
      { area: ['Cellar'], status: ['active'], hardwareId: ['A1'], site: ['Old Mill'] },
      { area: 'Loft', status: 'inactive', hardwareId: 'B2' },
    );
    const current = shown({ area: 'Cellar', status: 'maintenance', hardwareId: 'C3' });
    const known = evidence({ recent: true, later: leaving({ t1: { hardwareId: 'C3' } }) });
    expect(judge(expectation, current, known)).toEqual({
      repair: toLoft,
      left: present(
        { area: ['Cellar'], hardwareId: ['A1', 'B2'], site: ['Old Mill'] },
        { area: 'Loft', status: 'maintenance', hardwareId: 'C3' },
      ),
    });
  });

  it.each<[string, Expectation, Device | undefined, Left, Expectation]>([
    [
      'a value, even one from before',
      loft,
      shown(),
      { t1: BASE },
      present({ area: ['Cellar', 'Loft'] }, { area: 'Cellar' }),
    ],
    ['a deletion', born, undefined, {}, absent],
    ['a creation', absent, shown({ area: 'Yard' }), { t1: BASE }, present(NEW_BORN, { area: 'Yard' }, true)],
  ])(
    'takes over what a later write meant, against earlier ones: %s',
    (_, expectation, current, left, next) => {
      const known = { ...everything, later: leaving(left) };
      expect(judge(expectation, current, known)).toEqual({ repair: undefined, left: next });
    },
  );

  it('repairs to the value taken over when the one we answered for before returns', () => {
    const { left } = judge(loft, shown({ area: 'Yard' }), later({ t1: { area: 'Yard' } }));
    if (left === undefined) throw new Error('nothing is left to expect');
    expect(judge(left, shown({ area: 'Loft' }), recent).repair).toMatchObject({ fields: { area: 'Yard' } });
  });

  it.each<[string, Expectation, Device | undefined, Evidence]>([
    ['an update', loft, shown(), recent],
    ['a creation', born, undefined, recent],
    ['a deletion', absent, shown(), recent],
  ])('is met again once its repair is applied: %s', (_, expectation, current, known) => {
    const draft = draftOf(current === undefined ? undefined : {});
    const { repair } = judge(expectation, draft.find('t1'), known);
    if (repair === undefined) throw new Error('nothing is to be repaired');
    applyChange(draft, repair);
    expect(judge(expectation, draft.find('t1'), known)).toEqual({ repair: undefined, left: expectation });
  });
});
