import { Injectable } from '@nestjs/common';
import { compareSides, differenceTo, type Finding } from '@libs/domain';
import { Configuration } from '../config/configuration';
import type { UpstreamAccount } from '../microshare/upstream-account';
import { type GapChange, GapClosing } from './gap-closing';
import { type ClosedGap, storable } from './gap-life';
import { GapOrigins } from './gap-origins';
import { GapReportStore } from './gap-report.store';
import type { RunningRun, SucceededRun } from './gap-run';
import { GapRunStore } from './gap-run.store';
import { SideReader } from './side-reader';

export const RUN_STEPS = ['reading', 'comparing', 'storing'] as const;
export type RunStep = (typeof RUN_STEPS)[number];

export interface RunDifference {
  readonly opened: readonly Finding[];
  /** Ids of findings of the report before. */
  readonly closed: readonly string[];
}

interface Analysis {
  readonly ended: SucceededRun;
  readonly difference: RunDifference;
}

/** Makes the report of a run: reads both sides, compares them, stores what was found and what has gone. */
@Injectable()
export class GapAnalyser {
  constructor(
    private readonly runs: GapRunStore,
    private readonly reports: GapReportStore,
    private readonly sides: SideReader,
    private readonly origins: GapOrigins,
    private readonly configuration: Configuration,
  ) {}

  /**
   * Nothing is stored before both sides are complete, and the run counts as succeeded only once its report is stored.
   * `progressed` is called as each step begins. Throws what the signal was aborted with.
   * @throws SideFailure when a side cannot be read completely
   * @throws DatabaseUnavailableError when the database that keeps the reports is away
   */
  async analyse(
    run: RunningRun,
    account: UpstreamAccount,
    signal: AbortSignal,
    progressed: (step: RunStep) => void,
  ): Promise<Analysis> {
    progressed('reading');
    const { points, devices, pointsAsOf, devicesAsOf } = await this.sides.read(account, signal);
    progressed('comparing');
    const { findings, counts, coverage, totals, plannedSince } = compareSides({
      points,
      devices,
      plannedSince: await this.reports.plannedSince(account),
      now: new Date(),
      plannedMaxDays: this.configuration.gapAnalysis.plannedMaxDays,
    });
    const openSince = await this.reports.openSince(account);
    const previous = await this.runs.latestSucceeded(account);
    const changed = differenceTo(
      new Set(openSince.keys()),
      findings.map(({ id }) => ({ id: storable(id) })),
    );
    const difference = { previousRunId: previous?.id ?? null, ...changed };
    progressed('storing');
    const aged = findings.map((finding) => ({
      ...finding,
      firstSeenAt: openSince.get(storable(finding.id)) ?? run.startedAt,
    }));
    const ended: SucceededRun = {
      ...run,
      status: 'succeeded',
      endedAt: new Date().toISOString(),
      pointsAsOf: pointsAsOf.toISOString(),
      devicesAsOf: devicesAsOf.toISOString(),
      counts,
      totals,
    };
    await this.reports.complete(
      account,
      {
        run: ended,
        head: { size: findings.length, coverage, difference },
        findings: aged,
        closed: await this.closedGaps(account, previous, changed.closed, new GapClosing(points, devices)),
        plannedSince,
      },
      () => {
        signal.throwIfAborted();
      },
    );
    const opened = new Set(difference.opened);
    return {
      ended,
      difference: {
        opened: findings.filter(({ id }) => opened.has(storable(id))),
        closed: difference.closed,
      },
    };
  }

  /** Gaps that are gone, with what has changed of their records since the report before, and by what. */
  private async closedGaps(
    account: UpstreamAccount,
    previous: SucceededRun | undefined,
    ids: readonly string[],
    closing: GapClosing,
  ): Promise<readonly ClosedGap[]> {
    const changes = new Map<string, readonly GapChange[]>();
    const wanted = new Set(ids);
    const report =
      previous === undefined || ids.length === 0 ? undefined : await this.reports.load(account, previous.id);
    if (report !== undefined) {
      for await (const [, finding] of report.findings()) {
        const id = storable(finding.id);
        if (wanted.has(id)) changes.set(id, closing.changesOf(finding));
      }
    }
    const since = new Date(previous?.startedAt ?? 0);
    const origins = changes.size === 0 ? undefined : await this.origins.of(account, changes, since);
    return ids.map((id) => ({
      findingId: id,
      changes: changes.get(id) ?? [],
      origins: origins?.get(id) ?? [],
    }));
  }
}
