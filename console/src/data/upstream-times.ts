import { trapline } from '../api.ts';
import { Resource } from './resource.ts';

/** How calls of one operation to a connected system went, since the server started. */
export interface CallTimes {
  readonly system: string;
  readonly operation: string;
  readonly calls: number;
  /** In seconds. */
  readonly sum: number;
  /** Upper bound in seconds of the fastest 95 %; Infinity above the last bound that is counted. */
  readonly p95: number;
}

/** One look at the times, and when it was. */
export interface TimesSample {
  readonly at: number;
  readonly times: readonly CallTimes[];
}

const KEPT = 240;

/** What was seen while the page was open, oldest first; one look after the other gives the chart. */
export const upstreamTimes = new Resource<readonly TimesSample[]>(async (before) => {
  const { data } = await trapline.GET('/metrics', { parseAs: 'text', headers: { Accept: 'text/plain' } });
  return [...(before ?? []), { at: Date.now() / 1000, times: timesIn(data) }].slice(-KEPT);
});

const LINE = /^upstream_call_seconds_(bucket|sum|count)\{([^}]*)\} (\S+)$/gm;

interface Histogram {
  readonly buckets: [number, number][];
  sum: number;
  calls: number;
}

/** Reads the histogram of upstream calls out of the Prometheus text format. */
export function timesIn(text: string): readonly CallTimes[] {
  const found = new Map<string, Histogram>();
  for (const [, part, labelText = '', value = ''] of text.matchAll(LINE)) {
    const labels = labelsOf(labelText);
    const key = `${labels.get('system') ?? ''}\n${labels.get('operation') ?? ''}`;
    const histogram = found.get(key) ?? { buckets: [], sum: 0, calls: 0 };
    found.set(key, histogram);
    if (part === 'sum') histogram.sum += Number(value);
    else if (part === 'count') histogram.calls += Number(value);
    else histogram.buckets.push([boundOf(labels.get('le') ?? ''), Number(value)]);
  }
  return [...found].map(([key, { buckets, sum, calls }]) => {
    const [system = '', operation = ''] = key.split('\n');
    const p95 = buckets.sort(([a], [b]) => a - b).find(([, count]) => count >= calls * 0.95)?.[0] ?? Infinity;
    return { system, operation, calls, sum, p95 };
  });
}

function labelsOf(text: string): ReadonlyMap<string, string> {
  return new Map([...text.matchAll(/(\w+)="([^"]*)"/g)].map(([, name = '', value = '']) => [name, value]));
}

function boundOf(text: string): number {
  return text === '+Inf' ? Infinity : Number(text);
}
