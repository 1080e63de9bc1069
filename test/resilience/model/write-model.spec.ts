import { type Exploration, explore } from './explore';
import { AS_BUILT, type Design, type World } from './write-model';

const TWO: Omit<World, 'design'> = { replicas: 2, rounds: 2, crashes: 1, emptied: 0, outages: 0 };

const inWorld = (world: Omit<World, 'design'>, design: Partial<Design> = {}): Exploration =>
  explore({ ...world, design: { ...AS_BUILT, ...design } });

describe('the model of the write path', () => {
  jest.setTimeout(120_000);

  it.each<[string, Omit<World, 'design'>]>([
    ['two replicas, pauses, late PUTs and a crash', TWO],
    ['two replicas and a store that is emptied', { ...TWO, crashes: 0, emptied: 1 }],
  ])('loses no acknowledged change: %s', (_case, world) => {
    const { counterexample, states, ends } = inWorld(world);
    expect(counterexample).toBeUndefined();
    expect(states).toBeGreaterThan(10_000);
    expect(ends).toBeGreaterThan(100);
  });

  it.each<[string, Partial<Design>, Omit<World, 'design'>]>([
    ['writes are not announced', { announces: false }, TWO],
    ['what is acknowledged in danger is not recorded', { records: false }, TWO],
    ['nobody reminds an emptied store', { remembers: false }, { ...TWO, crashes: 0, emptied: 1 }],
    [
      "the replica's own clock stands in for the store",
      { asksStore: false },
      { ...TWO, crashes: 0, emptied: 1, outages: 1 },
    ],
  ])('loses one, and shows how, when %s', (_case, design, world) => {
    const { counterexample = [] } = inWorld(world, design);
    expect(counterexample).not.toEqual([]);
    expect(counterexample.filter((step) => / answers$|cannot reach/.test(step))).not.toEqual([]);
  });
});
