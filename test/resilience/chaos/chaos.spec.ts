import { writeSync } from 'node:fs';
import { hasRedisServer } from '../../support/redis-server';
import type { Operation, Told } from './history';
import { ReplicaPair } from './replica-pair';
import { type HistoryResult, type HistorySize, runHistory } from './run-history';

/** Histories in all; each takes about a second of changes and some of recovery. */
const HISTORIES = Number(process.env.CHAOS_SEEDS ?? 200);
const FIRST_SEED = Number(process.env.CHAOS_SEED ?? Date.now() % 1_000_000_000);
/** Pairs of replicas at a time: they mostly wait. */
const PAIRS = Math.min(HISTORIES, Number(process.env.CHAOS_PAIRS ?? 5));
const LONG = process.env.CHAOS_LONG === 'true';

const SIZE: HistorySize = LONG
  ? { clients: 8, changes: 25, faultsWithinMs: 4000 }
  : { clients: 5, changes: 5, faultsWithinMs: 700 };
const DEADLINE_MS = 120_000 + HISTORIES * (LONG ? 30_000 : 6_000);

const describeHere = hasRedisServer ? describe : describe.skip;

describeHere(`two replicas under faults${hasRedisServer ? '' : ' [no redis-server on the PATH]'}`, () => {
  it(
    `lose no acknowledged change and make none twice, in ${HISTORIES} random histories`,
    async () => {
      say(`chaos: seeds ${FIRST_SEED} to ${FIRST_SEED + HISTORIES - 1}`);
      const results = await runAll();
      const bad = results.filter(({ problems }) => problems.length > 0);
      for (const result of bad) say(reportOf(result));
      say(`chaos: ${summaryOf(results.flatMap(({ history }) => history.operations))}`);
      expect(bad.map(({ seed, problems }) => ({ seed, problems }))).toEqual([]);
      expect(results).toHaveLength(HISTORIES);
    },
    DEADLINE_MS,
  );
});

/** Each pair takes the next seed when it is done with one. */
async function runAll(): Promise<HistoryResult[]> {
  const results: HistoryResult[] = [];
  let next = 0;
  const lane = async (): Promise<void> => {
    const pair = await ReplicaPair.start();
    try {
      while (next < HISTORIES) {
        const seed = FIRST_SEED + next;
        next += 1;
        results.push(await inSeed(seed, runHistory(pair, seed, SIZE)));
      }
    } finally {
      await pair.close();
    }
  };
  await Promise.all(Array.from({ length: PAIRS }, lane));
  return results;
}

async function inSeed<T>(seed: number, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw new Error(`seed ${seed} did not come to its end; ${howToRepeat(seed)}`, { cause: error });
  }
}

function reportOf({ seed, problems, history, faults }: HistoryResult): string {
  const concerned = history.operations.filter(({ device }) => problems.some((one) => one.includes(device)));
  return [
    `chaos: seed ${seed}: ${problems.join('; ')}`,
    ...faults.map((fault) => `  ${fault}`),
    ...concerned.map((one) => `  ${lineOf(one)}`),
    `  ${howToRepeat(seed)}`,
  ].join('\n');
}

function lineOf({ kind, device, fields, start, end, told }: Operation): string {
  return `[${start}-${end}] ${kind} ${device} ${JSON.stringify(fields)}: ${told}`;
}

/** The seed fixes clients and faults; how they interleave is up to the machine, so a rare order may take some runs. */
function howToRepeat(seed: number): string {
  const long = LONG ? 'CHAOS_LONG=true ' : '';
  return `again: ${long}CHAOS_SEED=${seed} CHAOS_SEEDS=1 npx jest test/resilience/chaos/chaos.spec.ts`;
}

function summaryOf(operations: readonly Operation[]): string {
  const count = (told: Told): number => operations.filter((one) => one.told === told).length;
  return (
    `${operations.length} changes, of them ${count('acknowledged')} acknowledged, ${count('refused')} refused, ` +
    `${count('not_made')} certainly not made, ${count('unknown')} unknown`
  );
}

/** Past Jest, which would put a stack below every line; needed to see the seeds of a run that was ended. */
function say(line: string): void {
  writeSync(1, `${line}\n`);
}
