import { SeededRandom } from './seeded-random';

it('gives the same sequence for the same seed', () => {
  const draw = (seed: number): readonly unknown[] => {
    const random = new SeededRandom(seed);
    return [
      random.next(),
      random.between(1, 6),
      random.hex(24),
      random.uuid(),
      random.shuffled([1, 2, 3, 4]),
    ];
  };
  expect(draw(5)).toEqual(draw(5));
  expect(draw(6)).not.toEqual(draw(5));
});

it('keeps to its bounds and reaches both ends', () => {
  const random = new SeededRandom(1);
  const drawn = new Set(Array.from({ length: 500 }, () => random.between(-1, 1)));
  expect(drawn).toEqual(new Set([-1, 0, 1]));
});

it('writes ids in their forms, and no id twice', () => {
  const random = new SeededRandom(1);
  const uuids = Array.from({ length: 2_000 }, () => random.uuid());
  expect(new Set(uuids).size).toBe(uuids.length);
  for (const uuid of uuids)
    expect(uuid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(random.hex(5)).toMatch(/^[0-9a-f]{5}$/);
});
