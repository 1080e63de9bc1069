import { hasRedisServer } from '../../support/redis-server';
import { ProcessPair, strikeCluster } from './process-pair';
import { ROUND_STEPS, type RoundStep } from './round-steps';
import { SideBySide } from './side-by-side';
import { type Strike, strikeReplica, type StrikeReport } from './strike-replica';

/** Pairs of processes at a time: they mostly wait. */
const PAIRS = 3;
const DEADLINE_MS = 180_000;

const STEPS: readonly RoundStep[] = Object.values(ROUND_STEPS);
const STRIKES: readonly Strike[] = [
  ...STEPS.flatMap((step): Strike[] => [
    { blow: 'is stopped for longer than its lease', step },
    { blow: 'is killed', step },
  ]),
  { blow: 'is stopped, and its write comes later still', step: ROUND_STEPS.writing },
];

const describeHere = hasRedisServer ? describe : describe.skip;

describeHere(`a replica that${hasRedisServer ? '' : ' [no redis-server on the PATH]'}`, () => {
  const strikes = new SideBySide<Strike, StrikeReport>(STRIKES);
  let pairs: readonly ProcessPair[] = [];

  beforeAll(async () => {
    const clusters = STRIKES.map((_, number) => strikeCluster(number));
    pairs = await Promise.all(Array.from({ length: PAIRS }, () => ProcessPair.start(clusters)));
    strikes.begin(
      pairs.map((pair) => (strike) => {
        const number = STRIKES.indexOf(strike);
        return strikeReplica(pair, strike, strikeCluster(number), number);
      }),
    );
  }, DEADLINE_MS);

  afterAll(async () => {
    await Promise.all(pairs.map((pair) => pair.close()));
  });

  it.each(STRIKES.map((strike) => [strike.blow, strike.step.name, strike] as const))(
    '%s, %s, costs no acknowledged change and makes none twice',
    async (_blow, _step, strike) => {
      const { shows } = strike.step;
      const expected: StrikeReport = { shown: shows, undone: shows.put === 'under way', problems: [] };
      expect(await strikes.resultOf(strike)).toEqual(expected);
    },
    DEADLINE_MS,
  );
});
