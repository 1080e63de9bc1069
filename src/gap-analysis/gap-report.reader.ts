import { Injectable } from '@nestjs/common';
import { ProblemError } from '../common/problem';
import type { UpstreamAccount } from '../microshare/upstream-account';
import {
  decodeFindingCursor,
  decodeRunCursor,
  encodeFindingCursor,
  encodeRunCursor,
} from './gap-analysis.cursor';
import type { GapFindingQueryDto, GapRunQueryDto } from './gap-analysis.query';
import { type GapReportDto, toGapReportDto } from './gap-report.dto';
import { type AgedFindingFilter, type GapReport, matcherOf, pageOf } from './gap-report';
import { reportTable } from './gap-report.rows';
import { GapReportStore } from './gap-report.store';
import { compareRuns, type GapRun } from './gap-run';
import { type GapRunListDto, toGapRunDto } from './gap-run.dto';
import { GapRunStore } from './gap-run.store';
import type { GapTable } from './gap-table';

/** Answers questions about runs and their reports. */
@Injectable()
export class GapReportReader {
  constructor(
    private readonly runs: GapRunStore,
    private readonly reports: GapReportStore,
  ) {}

  /** @throws ProblemError `bad-request` for a cursor of another list */
  async list(account: UpstreamAccount, query: GapRunQueryDto): Promise<GapRunListDto> {
    const runs = await this.runs.list(account);
    const after = query.cursor === undefined ? undefined : decodeRunCursor(query.cursor);
    const rest = after === undefined ? runs : runs.filter((run) => compareRuns(after, run) < 0);
    const page = rest.slice(0, query.limit);
    const last = page.at(-1);
    return {
      runs: page.map(toGapRunDto),
      total_count: runs.length,
      next_cursor: last === undefined || rest.length === page.length ? null : encodeRunCursor(last),
    };
  }

  /** @throws ProblemError `not-found` for a run that is unknown, of another account, or not kept any more */
  async run(account: UpstreamAccount, id: string): Promise<GapRun> {
    const run = await this.runs.find(account, id);
    if (run === undefined) throw new ProblemError('not-found', 'there is no gap analysis run with this id');
    return run;
  }

  /**
   * The newest run with a report, or the one that an earlier page came from.
   * @throws ProblemError `not-found` when there is none yet, or the earlier one is not kept any more
   */
  async latest(account: UpstreamAccount, cursor: string | undefined): Promise<GapRun> {
    if (cursor !== undefined) return this.run(account, decodeFindingCursor(cursor).run);
    const run = await this.runs.latestSucceeded(account);
    if (run === undefined) throw new ProblemError('not-found', 'no gap analysis has succeeded yet');
    return run;
  }

  /** @throws ProblemError `bad-request` for a cursor of another report */
  async report(account: UpstreamAccount, run: GapRun, query: GapFindingQueryDto): Promise<GapReportDto> {
    const from = query.cursor === undefined ? 0 : decodeFindingCursor(query.cursor, run.id).from;
    const report = run.status === 'succeeded' ? await this.reports.load(account, run.id) : undefined;
    if (report === undefined) return toGapReportDto(run, undefined);
    const page = await pageOf(report, filterOf(run, query), from, query.limit);
    const nextCursor = page.next === null ? null : encodeFindingCursor({ run: run.id, from: page.next });
    return toGapReportDto(run, { head: report.head, page, nextCursor });
  }

  /**
   * All findings that the filters select, as a table.
   * @throws ProblemError `conflict` for a run without a report
   */
  async table(account: UpstreamAccount, run: GapRun, query: GapFindingQueryDto): Promise<GapTable> {
    const report = await this.whole(account, run);
    return reportTable(report, new Date(run.startedAt), matcherOf(filterOf(run, query)));
  }

  private async whole(account: UpstreamAccount, run: GapRun): Promise<GapReport> {
    const report = run.status === 'succeeded' ? await this.reports.load(account, run.id) : undefined;
    if (report === undefined) {
      const why = run.status === 'succeeded' ? 'it is not kept any more' : `the run is ${run.status}`;
      throw new ProblemError('conflict', `there is no report: ${why}`);
    }
    return report;
  }
}

function filterOf(
  { startedAt }: GapRun,
  { kind, customer, site, min_age_days: minAgeDays, max_age_days: maxAgeDays }: GapFindingQueryDto,
): AgedFindingFilter {
  return { kinds: kind ?? [], customer, site, minAgeDays, maxAgeDays, asOf: new Date(startedAt) };
}
