import { readFileSync } from 'node:fs';
import { type MeasuredTable, NOISE, regressions } from './regression';

const COMMITTED = `# Results

## Reads of 2000

| what         | bare | ratio |
| ------------ | ---: | ----: |
| list of 2000 |  411 | 0.900 |
| not modified |  500 | 0.800 |

## Writes

| what   | ms | ratio |
| ------ | -: | ----: |
| create | 10 |  1.02 |
`;

const reads = (...rows: [what: string, ratio: number][]): MeasuredTable => ({
  title: 'Reads of 200',
  rows: rows.map(([what, ratio]) => ({ what, ratio })),
  better: 'more',
});

describe('regressions', () => {
  it('are ratios that are worse than the committed ones by more than noise', () => {
    const few = reads(['list of 200', (0.9 / NOISE) * 0.99], ['not modified', (0.8 / NOISE) * 1.01]);
    expect(regressions(COMMITTED, [few])).toEqual([
      'Reads of 200, list of 200: a ratio of 0.356, where the results have 0.9',
    ]);
    const slow: MeasuredTable = { title: 'Writes', rows: [{ what: 'create', ratio: 2.7 }], better: 'less' };
    expect(regressions(COMMITTED, [slow])).toEqual([
      'Writes, create: a ratio of 2.70, where the results have 1.02',
    ]);
  });

  it('are no better ratios, and none that the results do not have', () => {
    expect(regressions(COMMITTED, [reads(['list of 200', 9], ['another', 0.01])])).toEqual([]);
    expect(regressions('', [reads(['list of 200', 0.01])])).toEqual([]);
  });

  it.each(['Reads from a warm cache, 64 connections', 'Writes, beside a bare GET and PUT of the cluster'])(
    'are looked for in the committed table "%s"',
    (title) => {
      const committed = readFileSync('bench/results.md', 'utf8');
      const table: MeasuredTable = {
        title,
        rows: [{ what: 'page of 50, one customer', ratio: 0.01 }],
        better: 'more',
      };
      const create: MeasuredTable = { title, rows: [{ what: 'create', ratio: 100 }], better: 'less' };
      expect(regressions(committed, [table, create])).toHaveLength(1);
    },
  );
});
