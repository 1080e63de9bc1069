import type { Coverage, Finding, FindingDifference } from '@libs/domain';

/** A finding, and since when the runs have found it: ISO 8601 UTC, the start of the first of them. */
export interface AgedFinding extends Finding {
  readonly firstSeenAt: string;
}

/** What a report holds beside its findings. */
export interface ReportHead {
  /** How many findings there are. */
  readonly size: number;
  readonly coverage: readonly Coverage[];
  readonly difference: FindingDifference & {
    /** `null` where no earlier run had a report; all findings are then new. */
    readonly previousRunId: string | null;
  };
}

/** A stored report; findings are unpacked part by part as they are read. */
export interface GapReport {
  readonly head: ReportHead;
  /** The findings from this place on, with their places, in the report's order. */
  findings(from?: number): AsyncIterable<readonly [place: number, finding: AgedFinding]>;
}

export interface FindingFilter {
  /** Any of these; empty = all. */
  readonly kinds: readonly string[];
  /** Compared without case and surrounding spaces; undefined = all. */
  readonly customer?: string | undefined;
  readonly site?: string | undefined;
}

/** The filter of a report; ages are those at the time of its run, so that they never change. */
export interface AgedFindingFilter extends FindingFilter {
  /** Start of the run. */
  readonly asOf: Date;
  /** Whole days, both inclusive; undefined = any. */
  readonly minAgeDays?: number | undefined;
  readonly maxAgeDays?: number | undefined;
}

export interface FindingPage {
  readonly findings: readonly AgedFinding[];
  /** Place from which the next page goes on; `null` after the last one. */
  readonly next: number | null;
  /** How many match in the whole report. */
  readonly total: number;
}

/** A test for findings that the filter lets through. */
export function matcherOf(filter: AgedFindingFilter): (finding: AgedFinding) => boolean {
  const { asOf, minAgeDays = 0, maxAgeDays = Infinity } = filter;
  const anyAge = minAgeDays === 0 && maxAgeDays === Infinity;
  const kinds = new Set<string>(filter.kinds);
  const customer = folded(filter.customer);
  const site = folded(filter.site);
  return (finding) =>
    (kinds.size === 0 || kinds.has(finding.kind)) &&
    (customer === undefined || customer === folded(finding.customer)) &&
    (site === undefined || site === folded(finding.site)) &&
    (anyAge || isBetween(daysBetween(new Date(finding.firstSeenAt), asOf), minAgeDays, maxAgeDays));
}

/** One page of the matching findings. Reports never change, so that pages neither repeat nor leave out. */
export async function pageOf(
  report: GapReport,
  filter: AgedFindingFilter,
  from: number,
  limit: number,
): Promise<FindingPage> {
  const matches = matcherOf(filter);
  const everything = lacksConditions(filter);
  const findings: AgedFinding[] = [];
  let next: number | null = null;
  let total = 0;
  for await (const [place, finding] of report.findings(everything ? from : 0)) {
    if (!matches(finding)) continue;
    total += 1;
    if (place < from) continue;
    if (findings.length < limit) findings.push(finding);
    else next ??= place;
    // Matches have to be counted to the end; without a condition their number is known.
    if (everything && next !== null) break;
  }
  return { findings, next, total: everything ? report.head.size : total };
}

function lacksConditions({ kinds, customer, site, minAgeDays, maxAgeDays }: AgedFindingFilter): boolean {
  const ofAnyAge = (minAgeDays ?? 0) === 0 && maxAgeDays === undefined;
  return ofAnyAge && kinds.length === 0 && customer === undefined && site === undefined;
}

/** Whole days from one moment to a later one. */
export function daysBetween(from: Date, to: Date): number {
  return Math.max(0, Math.floor((to.getTime() - from.getTime()) / 86_400_000));
}

function isBetween(value: number, least: number, most: number): boolean {
  return value >= least && value <= most;
}

function folded(text: string | undefined): string | undefined {
  return text?.trim().toLowerCase();
}
