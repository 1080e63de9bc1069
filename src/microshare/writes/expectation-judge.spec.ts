import type { Device } from '@libs/domain';
import {
  absent,
  BASE,
  create,
  draftOf,
  earlier,
  evidence,
  expectedAfter,
  later,
  leaving,
  type Left,
  NEW_BORN,
  present,
  recent,
  remove,
  shown,
} from '../../../test/support/expectations';
import { applyChange } from './apply-change';
import type { DeviceChange } from './device-change';
import { type Evidence, type Expectation, judge } from './expectation';

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

  it('makes a device again that a repeated creation found, when a write from before that creation undoes it', () => {
    const expectation = expectedAfter({}, create());
    expect(judge(expectation, undefined, recent).repair).toEqual(again);
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
