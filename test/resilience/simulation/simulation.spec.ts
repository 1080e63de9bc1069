import { Logger } from '@nestjs/common';
import { writeSync } from 'node:fs';
import { type Simulation, simulate, type Trouble, TROUBLES } from './simulate';

/** Histories of each kind; `SIMULATION_SEEDS` asks for more. */
const HISTORIES = Number(process.env.SIMULATION_SEEDS ?? 60);
const FIRST_SEED = Number(process.env.SIMULATION_SEED ?? Date.now() % 1_000_000_000);

beforeAll(() => {
  Logger.overrideLogger(false);
});

describe('two replicas in virtual time, on a platform that answers late, wrongly or not at all', () => {
  jest.setTimeout(60_000 + HISTORIES * 2_000);

  it.each<Trouble>(TROUBLES)(
    `lose no acknowledged change and make none twice; beside it: %s`,
    async (trouble) => {
      const results: Simulation[] = [];
      for (let i = 0; i < HISTORIES; i += 1) results.push(await simulate(FIRST_SEED + i, trouble));
      const bad = results.filter(({ problems }) => problems.length > 0);
      for (const one of bad) writeSync(1, `${reportOf(one)}\n`);
      expect(bad.map(({ seed, problems }) => ({ seed, problems }))).toEqual([]);
      const told = results.flatMap(({ operations }) => operations.map((one) => one.told));
      expect(told.filter((one) => one === 'acknowledged').length).toBeGreaterThan(HISTORIES * 5);
      expect(results.some(({ repaired }) => repaired > 0)).toBe(true);
    },
  );

  it('takes the same course from the same seed', async () => {
    const first = await simulate(FIRST_SEED, 'replicas stop');
    expect(await simulate(FIRST_SEED, 'replicas stop')).toEqual(first);
  });
});

function reportOf({ seed, trouble, problems, operations }: Simulation): string {
  const concerned = operations.filter(({ device }) => problems.some((one) => one.includes(device)));
  return [
    `simulation: seed ${seed}, ${trouble}: ${problems.join('; ')}`,
    ...concerned.map(
      ({ kind, device, fields, start, end, told }) =>
        `  [${start}-${end}] ${kind} ${device} ${JSON.stringify(fields)}: ${told}`,
    ),
    `  again: SIMULATION_SEED=${seed} SIMULATION_SEEDS=1 npx jest test/resilience/simulation`,
  ].join('\n');
}
