import { hasRedisServer } from '../../support/redis-server';
import { ProcessPair, type StrikeCluster, strikeCluster } from './process-pair';
import { SideBySide } from './side-by-side';
import { type StoreStrike, storeStrikes, strikeStore, type StoreStrikeReport } from './strike-store';

/** Pairs of processes at a time: they mostly wait. */
const PAIRS = 2;
const DEADLINE_MS = 180_000;

const STRIKES = storeStrikes();

/** Those of one strike, one for each round that it catches. */
function clustersOf(strike: StoreStrike): readonly StrikeCluster[] {
  const number = STRIKES.indexOf(strike);
  return strike.caught.map((_, i) => strikeCluster(number * strike.caught.length + i));
}

const describeHere = hasRedisServer ? describe : describe.skip;

describeHere(`a Redis that${hasRedisServer ? '' : ' [no redis-server on the PATH]'}`, () => {
  const strikes = new SideBySide<StoreStrike, StoreStrikeReport>(STRIKES);
  let pairs: readonly ProcessPair[] = [];

  beforeAll(async () => {
    const clusters = STRIKES.flatMap(clustersOf);
    pairs = await Promise.all(Array.from({ length: PAIRS }, () => ProcessPair.start(clusters)));
    strikes.begin(
      pairs.map((pair) => (strike) => strikeStore(pair, strike, clustersOf(strike), STRIKES.indexOf(strike))),
    );
  }, DEADLINE_MS);

  afterAll(async () => {
    await Promise.all(pairs.map((pair) => pair.close()));
  });

  it.each(
    STRIKES.map((strike) => [strike.blow.name, strike.caught.map(({ step }) => step.name), strike] as const),
  )(
    '%s, with rounds %j, costs no acknowledged change and makes none twice',
    async (_blow, _steps, strike) => {
      const shown = Object.fromEntries(strike.caught.map(({ step }) => [step.name, step.shows]));
      expect(await strikes.resultOf(strike)).toEqual({ shown, undone: true, problems: [] });
    },
    DEADLINE_MS,
  );
});
