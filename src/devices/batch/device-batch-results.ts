import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Device } from '@libs/domain';
import type { Problem } from '../../common/problem';

/** What became of one item. */
export interface ItemResult {
  readonly index: number;
  /** The status that the call for one device would have had. */
  readonly status: number;
  /** As it is now, or was before its deletion; null for a failure and in a dry run. */
  readonly device: Device | null;
  readonly problem?: Problem;
}

export interface BatchSummary {
  readonly total: number;
  readonly succeeded: number;
  readonly failed: number;
  /** How many items had each status. */
  readonly by_status: Readonly<Record<string, number>>;
}

/** Results that have settled since they were last asked for. */
export interface SettledResults {
  readonly results: readonly ItemResult[];
  /** Some of them come from a round of writes that has ended. */
  readonly round: boolean;
}

/** Results of a batch between those who settle them and the one who passes them on. Each is handed out once. */
export class BatchResults {
  private waiting: ItemResult[] = [];
  private round = false;
  private readonly byStatus = new Map<number, number>();
  private settledCount = 0;
  private wake: () => void = () => undefined;

  /** @param total how many will be settled */
  constructor(readonly total: number) {}

  /** Everything has settled and been taken. */
  get isOver(): boolean {
    return this.settledCount === this.total && this.waiting.length === 0;
  }

  /** @param afterRound its outcome took a round of writes, not just a look at it */
  settle(result: ItemResult, afterRound: boolean): void {
    this.waiting.push(result);
    this.round ||= afterRound;
    this.settledCount += 1;
    this.byStatus.set(result.status, (this.byStatus.get(result.status) ?? 0) + 1);
    this.wake();
  }

  /** Waits until something has settled, a whole round where it was one, or until the time in milliseconds is over. */
  async take(longestMs: number): Promise<SettledResults> {
    if (this.waiting.length === 0 && !this.isOver) await this.untilSettled(longestMs);
    await nextTurn();
    const taken = { results: this.waiting, round: this.round };
    this.waiting = [];
    this.round = false;
    return taken;
  }

  /** How many have settled and been taken. */
  get done(): number {
    return this.settledCount - this.waiting.length;
  }

  /** The counts, complete once {@link isOver}. */
  summary(): BatchSummary {
    const counts = [...this.byStatus].sort(([a], [b]) => a - b);
    const failed = counts.reduce((sum, [status, count]) => (status < 400 ? sum : sum + count), 0);
    return {
      total: this.total,
      succeeded: this.settledCount - failed,
      failed,
      by_status: Object.fromEntries(counts),
    };
  }

  private untilSettled(longestMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, longestMs);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
