import { type GapKind, GAP_KINDS } from '@libs/domain';
import type { AgedFinding } from '../gap-analysis/gap-report';
import type { SucceededRun } from '../gap-analysis/gap-run';
import type { PassedThreshold } from '../gap-analysis/gap-thresholds';

export interface ReportMail {
  readonly subject: string;
  readonly text: string;
}

/** What a mail about a run is made of. */
export interface ReportMailFacts {
  readonly run: SucceededRun;
  readonly opened: number;
  readonly closed: number;
  /** Gaps that the run found first, as many as are named. */
  readonly newGaps: readonly AgedFinding[];
  /** Empty for a digest. */
  readonly passed: readonly PassedThreshold[];
}

/** The mail in plain text. What people have written into records stands in lines of its own, in quotation marks. */
export function reportMail({ run, opened, closed, newGaps, passed }: ReportMailFacts): ReportMail {
  const { totals, counts } = run;
  const coverage = `${totals.coveragePercent} % covered`;
  const subject =
    passed.length === 0
      ? `Trapline: ${totals.findings} gaps, ${coverage}`
      : `Trapline: ${passed.map(inWords).join('; ')}`;
  const lines = [
    ...passed.map((each) => `${inWords(each)}.`),
    `${totals.coveredPoints} of ${totals.activePoints} inspection points have a trap: ${coverage}.`,
    `${totals.findings} gaps are open; ${opened} are new, ${closed} are gone since the run before.`,
    '',
    ...GAP_KINDS.filter((kind) => counts[kind] > 0).map((kind) => `${counts[kind]}  ${kindInWords(kind)}`),
    ...(newGaps.length > 0 ? ['', 'New:', ...newGaps.map(lineOf)] : []),
    ...(opened > newGaps.length && newGaps.length > 0 ? [`and ${opened - newGaps.length} more`] : []),
    '',
    `Run ${run.id}, started ${run.startedAt}.`,
    `GET /api/v1/erp/gap-analysis/runs/${run.id} has the whole report.`,
  ];
  return { subject, text: lines.join('\n') };
}

function inWords({ threshold, limit, value }: PassedThreshold): string {
  return threshold === 'coverage_below'
    ? `coverage is ${value} %, below ${limit} %`
    : `${value} new gaps, more than ${limit}`;
}

function kindInWords(kind: GapKind): string {
  return kind.replaceAll('_', ' ');
}

function lineOf({ kind, reason }: AgedFinding): string {
  return `- ${kindInWords(kind)}: ${reason.replace(/\s+/g, ' ')}`;
}
