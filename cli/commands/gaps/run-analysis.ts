import { setTimeout as pause } from 'node:timers/promises';
import type { GapReportDto, Trapline } from '../../../clients/typescript/src/index.ts';
import { CommandFailure } from '../../errors';
import { progressBar } from '../../output/progress';
import type { Session } from '../../session';
import { GAP_KINDS, type GapKind, KIND_WORDS } from './gap-filters';

const POLL_MS = 500;
const PAGED = new Set(['findings', 'next_cursor', 'total_count']);

export async function runAnalysis(
  session: Session,
  { wait }: { readonly wait: boolean },
): Promise<undefined> {
  const { output } = session;
  const trapline = await session.trapline();
  const { data: run, status } = await trapline.POST('/api/v1/erp/gap-analysis/runs');
  if (!wait) {
    if (output.json) await output.document(run);
    else await output.lines([`${status === 202 ? 'Started' : 'Under way already'}: ${run.id}`]);
    return undefined;
  }
  const report = await untilEnded(session, trapline, run.id);
  if (report.status === 'failed') {
    throw new CommandFailure(
      report.error ?? 'the comparison has failed',
      '`trapline doctor` shows what is wrong.',
    );
  }
  if (output.json) {
    // Findings come in pages, from `gaps list`.
    await output.document(Object.fromEntries(Object.entries(report).filter(([name]) => !PAGED.has(name))));
  } else await output.lines(summaryLines(report, session));
  return undefined;
}

async function untilEnded(session: Session, trapline: Trapline, id: string): Promise<GapReportDto> {
  const progress = progressBar(session.host, 'comparing');
  const began = Date.now();
  try {
    for (;;) {
      const { data } = await trapline.GET('/api/v1/erp/gap-analysis/runs/{id}', {
        params: { path: { id }, query: { limit: 1 } },
      });
      if (data.status !== 'running') return data;
      // How long it takes is not known: the bar fills ever more slowly.
      const seconds = (Date.now() - began) / 1000;
      progress.at(Math.round(100 * (1 - 10 / (10 + seconds))), 100, `comparing, ${Math.round(seconds)} s`);
      await pause(POLL_MS, undefined, { signal: session.signal });
    }
  } finally {
    progress.end();
  }
}

interface Coverage {
  readonly customer: string;
  readonly points: number;
  readonly covered: number;
}

function summaryLines({ totals, counts, coverage, difference }: GapReportDto, { output }: Session): string[] {
  if (totals === null || coverage === null) throw new CommandFailure('the run has no report');
  const found = GAP_KINDS.map((kind) => [kind, counts?.[kind] ?? 0] as const).filter(
    ([, count]) => count > 0,
  );
  const kinds = output.table<readonly [GapKind, number]>([
    { title: 'Finding', value: ([kind]) => KIND_WORDS[kind] },
    { title: 'Count', value: ([, count]) => count, align: 'right', format: () => 'yellow' },
  ]);
  const customers = output.table<Coverage>([
    { title: 'Customer', value: ({ customer }) => (customer === '' ? '(no customer)' : customer) },
    { title: 'Points', value: ({ points }) => points, align: 'right' },
    { title: 'Covered', value: ({ covered }) => covered, align: 'right' },
    { title: '%', value: ({ points, covered }) => ((covered / points) * 100).toFixed(1), align: 'right' },
  ]);
  const { opened = [], closed = [] } = difference ?? {};
  return [
    output.style(
      'bold',
      `${totals.coverage_percent} % of ${totals.active_points} inspection points are covered; ${totals.findings} findings.`,
    ),
    `Since the run before: ${opened.length} new, ${closed.length} gone.`,
    ...(found.length === 0 ? [] : ['', ...kinds.lines(found)]),
    '',
    ...customers.lines(byCustomer(coverage)),
  ];
}

function byCustomer(coverage: readonly Coverage[]): Coverage[] {
  const sums = new Map<string, Coverage>();
  for (const { customer, points, covered } of coverage) {
    const sum = sums.get(customer) ?? { customer, points: 0, covered: 0 };
    sums.set(customer, { customer, points: sum.points + points, covered: sum.covered + covered });
  }
  return [...sums.values()].filter(({ points }) => points > 0);
}
