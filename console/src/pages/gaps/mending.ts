import { signal } from '@preact/signals';
import { type Trouble, troubleOf } from '../../api.ts';
import { PlanRun } from '../../data/plan-run.ts';
import { compareNow, latestReport } from '../../data/reports.ts';
import { type MessageName, t } from '../../messages.ts';
import { say } from '../../ui/toasts.tsx';

export type Stage = 'planning' | 'draft' | 'applying' | 'applied' | 'planning-undo' | 'undoing' | 'undone';

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

/** Gaps put right by a plan: looked at, applied, and taken back. */
export class Mending {
  readonly stage = signal<Stage>('planning');
  readonly plan = signal<PlanRun | undefined>(undefined);
  readonly undo = signal<PlanRun | undefined>(undefined);
  readonly failure = signal<Failure | undefined>(undefined);
  /** Of the last comparison before and after, once both are known. */
  readonly coverage = signal<Coverage | undefined>(undefined);
  /** Where devices are made whose place does not tell; '' for nowhere. */
  readonly cluster = signal('');
  private hasLeft = false;

  constructor(readonly references: readonly string[]) {}

  /** The plan whose progress or results are on the screen. */
  get current(): PlanRun | undefined {
    return this.undo.value ?? this.plan.value;
  }

  /** Makes a draft of what would have to be done, in place of the one before. */
  async look(): Promise<void> {
    this.stage.value = 'planning';
    this.discard();
    await this.guarded(
      'plan.not-made',
      () => this.look(),
      async () => {
        const cluster = this.cluster.peek();
        this.plan.value = await PlanRun.make({
          direction: 'to_microshare',
          scope: { references: [...this.references] },
          ...(cluster !== '' && { new_devices_in: cluster }),
        });
        this.stage.value = 'draft';
        if (this.hasLeft) this.discard();
      },
    );
  }

  async apply(): Promise<void> {
    this.stage.value = 'applying';
    await this.guarded(
      'plan.not-applied',
      () => this.apply(),
      async () => {
        await this.plan.peek()?.apply();
        this.stage.value = 'applied';
        void this.compare();
      },
    );
  }

  /** Makes the plan that restores what was, and applies it. */
  async takeBack(): Promise<void> {
    this.stage.value = 'planning-undo';
    this.coverage.value = undefined;
    await this.guarded(
      'plan.undo-not-made',
      () => this.takeBack(),
      async () => {
        const id = this.plan.peek()?.id;
        if (id !== undefined) this.undo.value = await PlanRun.undoing(id);
        await this.applyUndo();
      },
    );
  }

  async pause(): Promise<void> {
    await this.guarded(
      'plan.not-paused',
      () => this.pause(),
      async () => this.current?.pause(),
    );
  }

  async resume(): Promise<void> {
    await this.guarded(
      'plan.not-resumed',
      () => this.resume(),
      async () => this.current?.resume(),
    );
  }

  async cancel(): Promise<void> {
    await this.guarded(
      'plan.not-cancelled',
      () => this.cancel(),
      async () => this.current?.cancel(),
    );
  }

  /** Nobody looks at it any more: a draft is called off. */
  leave(): void {
    this.hasLeft = true;
    this.discard();
  }

  private async applyUndo(): Promise<void> {
    this.stage.value = 'undoing';
    await this.guarded(
      'plan.not-undone',
      () => this.applyUndo(),
      async () => {
        await this.undo.peek()?.apply();
        this.stage.value = 'undone';
        void this.compare();
      },
    );
  }

  private async compare(): Promise<void> {
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
  }

  private discard(): void {
    const plan = this.plan.peek();
    if (plan?.head.peek().status !== 'draft') return;
    this.plan.value = undefined;
    plan.cancel().catch((error: unknown) => {
      say(`${t('plan.not-discarded', { id: plan.id })} ${troubleOf(error).detail}`, { tone: 'bad' });
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
