import type { TimesSample } from '../../data/upstream-times.ts';

/** What the chart draws: moments in seconds, and per operation the mean time of the calls since the look before. */
export interface Series {
  readonly operations: readonly string[];
  readonly data: readonly (readonly (number | null)[])[];
}

/** Where nothing was called between two looks there is no value. The first look has none before it. */
export function meansOver(samples: readonly TimesSample[]): Series {
  const operations = [...new Set(samples.flatMap(({ times }) => times.map(({ operation }) => operation)))];
  const lines = operations.map((operation) =>
    samples.map((sample, i) => {
      if (i === 0) return null;
      const now = totals(sample, operation);
      const before = totals(samples[i - 1], operation);
      const calls = now.calls - before.calls;
      return calls > 0 ? (now.sum - before.sum) / calls : null;
    }),
  );
  return { operations, data: [samples.map(({ at }) => at), ...lines] };
}

function totals(sample: TimesSample | undefined, operation: string): { calls: number; sum: number } {
  const own = sample?.times.filter((each) => each.operation === operation) ?? [];
  return {
    calls: own.reduce((all, { calls }) => all + calls, 0),
    sum: own.reduce((all, { sum }) => all + sum, 0),
  };
}
