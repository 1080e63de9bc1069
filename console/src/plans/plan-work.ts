import { computed, signal } from '@preact/signals';
import { type Trouble, troubleOf } from '../api.ts';
import { PlanRun } from '../data/plan-run.ts';
import { isUnderWay } from '../data/plans.ts';
import { compareNow, latestReport } from '../data/reports.ts';
import { type MessageName, t } from '../messages.ts';
import { say } from '../ui/toasts.tsx';
import { awaitEnd } from './plans-left.ts';

/** `making`: another plan is on its way; `none`: there is none, since it could not be made or read. */
export type Stage = 'making' | 'none' | 'draft' | 'applying' | 'ended';

/** In percent. */
interface Coverage {
  readonly before: number | undefined;
  readonly after: number;
}

interface Failure {
  readonly what: MessageName;
  readonly trouble: Trouble;
  readonly retry: () => void;
}

/** A plan on the screen and what is done with it: looked at, applied, held up, called off, taken back by another one. */
export class PlanWork {
  readonly run = signal<PlanRun | undefined>(undefined);
  readonly failure = signal<Failure | undefined>(undefined);
  /** Of the last comparison before and after, once both are known. */
  readonly coverage = signal<Coverage | undefined>(undefined);
  /** Both sides are compared again, since the plan has ended. */
  readonly comparing = signal(false);
  /** What is being made, in words. */
  readonly making = signal<MessageName | undefined>(undefined);
  private readonly asked = signal(false);
  private hasLeft = false;

  readonly stage = computed((): Stage => {
    const head = this.run.value?.head.value;
    if (this.making.value !== undefined) return 'making';
    if (head === undefined) return 'none';
    if (this.asked.value || isUnderWay(head)) return 'applying';
    return head.status === 'draft' ? 'draft' : 'ended';
  });

  /**
   * Makes a draft in place of the one before, which is called off.
   * @param consider reads more of it before it is shown
   */
  async show(
    words: MessageName,
    failed: MessageName,
    make: () => Promise<PlanRun>,
    consider?: (run: PlanRun) => Promise<void>,
  ): Promise<void> {
    this.making.value = words;
    this.discard(this.run.peek());
    await this.guarded(
      failed,
      () => this.show(words, failed, make, consider),
      async () => {
        const run = await make();
        try {
          await run.weigh();
          await consider?.(run);
        } catch (error) {
          // Trying again makes another one.
          this.discard(run);
          throw error;
        }
        this.run.peek()?.leave();
        this.run.value = run;
        this.coverage.value = undefined;
        if (this.hasLeft) this.discard(run);
      },
    );
    this.making.value = undefined;
  }

  /** Makes the draft that restores what a plan has changed. */
  takeBack(id: string): Promise<void> {
    return this.show('plan.making-undo', 'plan.undo-not-made', () => PlanRun.undoing(id));
  }

  /** Reads a plan that there is, or how it stands by now, and follows it while it is under way. */
  async look(id: string): Promise<void> {
    const run = this.run.peek();
    if (run === undefined) {
      const opened = await PlanRun.open(id);
      await opened.weigh();
      this.run.value = opened;
    } else await run.look();
    void this.follow();
  }

  async apply(): Promise<void> {
    this.asked.value = true;
    const isUndo = this.run.peek()?.head.peek().undoes != null;
    await this.guarded(
      isUndo ? 'plan.not-undone' : 'plan.not-applied',
      () => this.apply(),
      async () => {
        await this.run.peek()?.apply();
        if (!this.hasLeft) void this.compare();
      },
    );
    this.asked.value = false;
  }

  async pause(): Promise<void> {
    await this.guarded(
      'plan.not-paused',
      () => this.pause(),
      async () => this.run.peek()?.pause(),
    );
  }

  async resume(): Promise<void> {
    await this.guarded(
      'plan.not-resumed',
      () => this.resume(),
      async () => this.run.peek()?.resume(),
    );
  }

  async cancel(): Promise<void> {
    await this.guarded(
      'plan.not-cancelled',
      () => this.cancel(),
      async () => this.run.peek()?.cancel(),
    );
  }

  /** Nobody looks at it any more. What is applied goes on. */
  leave(): void {
    this.hasLeft = true;
    const run = this.run.peek();
    if (run === undefined) return;
    if (this.asked.peek()) awaitEnd(run.id);
    run.leave();
  }

  /** Nobody wants it any more: a draft is called off. */
  abandon(): void {
    this.leave();
    this.discard(this.run.peek());
  }

  private async follow(): Promise<void> {
    const run = this.run.peek();
    if (run === undefined || run.isFollowed || !isUnderWay(run.head.peek())) return;
    await this.guarded(
      'plan.not-followed',
      () => this.follow(),
      () => run.follow(),
    );
  }

  private async compare(): Promise<void> {
    this.comparing.value = true;
    if (latestReport.data.peek() === undefined) await latestReport.load();
    const before = latestReport.data.peek()?.totals?.coverage_percent;
    await this.guarded(
      'plan.not-compared',
      () => this.compare(),
      async () => {
        const { totals, error } = await compareNow();
        if (totals == null) throw new Error(error ?? t('plan.not-compared'));
        this.coverage.value = { before, after: totals.coverage_percent };
      },
    );
    this.comparing.value = false;
  }

  private discard(run: PlanRun | undefined): void {
    if (run?.head.peek().status !== 'draft' || this.asked.peek()) return;
    if (run === this.run.peek()) this.run.value = undefined;
    run.cancel().catch((error: unknown) => {
      say(`${t('plan.not-discarded', { id: run.id })} ${troubleOf(error).detail}`, { tone: 'bad' });
    });
  }

  private async guarded(
    what: MessageName,
    retry: () => Promise<void>,
    work: () => Promise<void>,
  ): Promise<void> {
    this.failure.value = undefined;
    try {
      await work();
    } catch (error) {
      this.failure.value = { what, trouble: troubleOf(error), retry: () => void retry() };
    }
  }
}
