import { Injectable } from '@nestjs/common';
import { Configuration } from '../config/configuration';
import type { UpstreamAccount } from '../microshare/upstream-account';
import type { SucceededRun } from './gap-run';
import { GapTrendStore } from './gap-trend.store';

export interface PassedThreshold {
  readonly threshold: 'coverage_below' | 'new_gaps_above';
  readonly limit: number;
  readonly value: number;
}

/** Which of the limits in the settings a run has passed. */
@Injectable()
export class GapThresholds {
  constructor(
    private readonly trends: GapTrendStore,
    private readonly configuration: Configuration,
  ) {}

  /**
   * Coverage counts when it falls below its limit, not while it stays there.
   * @param opened how many gaps the run found first
   * @throws DatabaseUnavailableError
   */
  async passedBy(
    account: UpstreamAccount,
    { startedAt, totals }: SucceededRun,
    opened: number,
  ): Promise<readonly PassedThreshold[]> {
    const { coverageBelow, newAbove } = this.configuration.gapAnalysis.alert;
    const passed: PassedThreshold[] = [];
    if (coverageBelow !== undefined && totals.coveragePercent < coverageBelow) {
      const before = await this.coverageBefore(account, startedAt);
      if (before === undefined || before >= coverageBelow) {
        passed.push({ threshold: 'coverage_below', limit: coverageBelow, value: totals.coveragePercent });
      }
    }
    if (newAbove !== undefined && opened > newAbove) {
      passed.push({ threshold: 'new_gaps_above', limit: newAbove, value: opened });
    }
    return passed;
  }

  private async coverageBefore(account: UpstreamAccount, startedAt: string): Promise<number | undefined> {
    const { totals } = await this.trends.trend(account, {
      from: new Date(0),
      to: new Date(startedAt),
      interval: 'run',
      limit: 1,
    });
    return totals.at(-1)?.coveragePercent;
  }
}
