import { coverageOf, percentOf } from './coverage';
import { deviceOf, pointOf } from './records.fixture';
import { groupByReference } from './reference-groups';

describe('coverageOf', () => {
  it('counts active points per customer and site, in their order', () => {
    const points = [
      pointOf({ erpId: '1', reference: 'P_1', site: 'North' }),
      pointOf({ erpId: '2', reference: 'P_2', site: 'North' }),
      pointOf({ erpId: '3', reference: 'P_3', site: 'East' }),
      pointOf({ erpId: '4', reference: 'P_4', customer: 'Alder Hotels', site: 'North' }),
      pointOf({ erpId: '5', reference: 'P_5', archived: true }),
    ];
    const devices = [deviceOf({ erpReference: 'P_1' }), deviceOf({ guid: 'g2', erpReference: 'P_4' })];
    expect(coverageOf(groupByReference(points, devices))).toEqual([
      { customer: 'Alder Hotels', site: 'North', points: 1, covered: 1, percent: 100 },
      { customer: 'Harbour Foods', site: 'East', points: 1, covered: 0, percent: 0 },
      { customer: 'Harbour Foods', site: 'North', points: 2, covered: 1, percent: 50 },
    ]);
  });

  it('counts a point without reference as not covered', () => {
    const sides = groupByReference([pointOf({ reference: '' })], [deviceOf({ erpReference: '' })]);
    expect(coverageOf(sides)).toMatchObject([{ points: 1, covered: 0 }]);
  });

  it('makes one row of spellings that differ in case and surrounding spaces', () => {
    const sides = groupByReference(
      [pointOf({ erpId: '1' }), pointOf({ erpId: '2', reference: 'P_2', customer: ' harbour FOODS ' })],
      [],
    );
    expect(coverageOf(sides)).toMatchObject([{ customer: 'Harbour Foods', points: 2 }]);
  });
});

describe('percentOf', () => {
  it.each([
    [0, 0, 100],
    [1, 3, 33.3],
    [1, 1, 100],
    [99_999, 100_000, 99.9],
  ])('gives for %i of %i %f, never rounding up to all', (covered, points, percent) => {
    expect(percentOf(covered, points)).toBe(percent);
  });
});
