import type { DeviceFields } from '@libs/domain';
import {
  absent,
  create,
  draftOf,
  earlier,
  expectedAfter,
  NEW_BORN,
  present,
  recent,
  BASE,
  remove,
  shown,
  update,
} from '../../../test/support/expectations';
import { applyChange } from './apply-change';
import type { DeviceChange } from './device-change';
import {
  type Expectation,
  expectationOfRefusal,
  judge,
  merged,
  type RecordedExpectation,
} from './expectation';

describe('expectationOf', () => {
  it.each<
    [string, Partial<DeviceFields> | undefined, readonly [DeviceChange, ...DeviceChange[]], Expectation]
  >([
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
    [
      'every field of a device that a repeated creation finds, and that it was not there before',
      { area: 'Loft' },
      [create()],
      present(NEW_BORN, { area: 'Loft' }, true),
    ],
    [
      'what was before an update, when the creation is repeated after it',
      {},
      [update({ area: 'Loft' }), create()],
      present({ ...NEW_BORN, area: ['Cellar'] }, { area: 'Loft' }, true),
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
    expect(expectationOfRefusal(change, tried, current, undefined)).toEqual(expectation);
  });

  it('expects the device of somebody else that a refused creation met, and not that we made it', () => {
    const tried = applyChange(draftOf(undefined), create());
    expect(expectationOfRefusal(create(), tried, shown({ area: 'Yard' }), undefined)).toEqual(
      present({ ...NEW_BORN, area: ['Cellar'] }, { area: 'Yard' }),
    );
  });

  it('expects the absence of a device whose creation was refused', () => {
    const tried = applyChange(draftOf(undefined), create());
    expect(expectationOfRefusal(create(), tried, undefined, undefined)).toEqual(absent);
  });

  it('goes on expecting what was acknowledged before', () => {
    const tried = applyChange(draftOf({}), update({ area: 'Loft' }));
    const quay = present({ site: ['Mill'] }, { site: 'Quay' });
    expect(expectationOfRefusal(update({ area: 'Loft' }), tried, shown({ site: 'Quay' }), quay)).toEqual(
      present({ area: ['Loft'], site: ['Mill'] }, { site: 'Quay' }),
    );
  });

  it('has a refused update taken back when it arrives after all', () => {
    const tried = applyChange(draftOf({}), update({ area: 'Loft' }));
    const expectation = expectationOfRefusal(
      update({ area: 'Loft' }),
      tried,
      shown({ area: 'Yard' }),
      undefined,
    );
    expect(judge(expectation, shown({ area: 'Loft' }), recent).repair).toMatchObject({
      fields: { area: 'Yard' },
    });
  });

  it('has a device created again when its refused deletion arrives after all', () => {
    const expectation = expectationOfRefusal(remove, applyChange(draftOf({}), remove), shown(), undefined);
    expect(judge(expectation, undefined, earlier({})).repair).toMatchObject({ kind: 'create', fields: BASE });
  });
});

describe('merged', () => {
  const recorded = (at: number, expectation: Expectation): RecordedExpectation => ({
    expectation,
    account: { tenant: 'default', account: 'a' },
    at,
    fence: at,
    since: 0,
  });
  const loft = present({ area: ['Cellar'] }, { area: 'Loft' });
  const quay = present({ site: ['Mill'] }, { site: 'Quay' });

  it.each<[string, Expectation, Expectation, Expectation]>([
    [
      'answers for the fields of both',
      loft,
      quay,
      present({ area: ['Cellar'], site: ['Mill'] }, { area: 'Loft', site: 'Quay' }),
    ],
    [
      'takes the later value of a field of both, and knows every value from before',
      loft,
      present({ area: ['Loft'] }, { area: 'Yard' }),
      present({ area: ['Cellar', 'Loft'] }, { area: 'Yard' }),
    ],
    ['takes the later one where that is a deletion', loft, absent, absent],
    ['takes the later one where the earlier is a deletion', absent, loft, loft],
  ])('%s', (_, earlierOne, laterOne, together) => {
    const [one, other] = [recorded(1, earlierOne), recorded(2, laterOne)];
    expect(merged(one, other)).toEqual(recorded(2, together));
    expect(merged(other, one)).toEqual(recorded(2, together));
  });
});
