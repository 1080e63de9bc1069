import { signal } from '@preact/signals';
import type { PlanActionDto } from '@trapline/client';
import { PlanRun } from '../../data/plan-run.ts';
import { PlanWork } from '../../plans/plan-work.ts';

/** Gaps put right by a plan. */
export class Mending {
  readonly work = new PlanWork();
  /** Where devices are made whose place does not tell; '' for nowhere. */
  readonly cluster = signal('');
  /** Devices are left out, since their place does not tell where to make them. */
  readonly lacksCluster = signal(false);
  /** References of which the plan says nothing. */
  readonly silent = signal<readonly string[]>([]);

  constructor(readonly references: readonly string[]) {}

  /** Makes a draft of what would have to be done, in place of the one before. */
  look(): Promise<void> {
    const make = (): Promise<PlanRun> => {
      const cluster = this.cluster.peek();
      return PlanRun.make({
        direction: 'to_microshare',
        scope: { references: [...this.references] },
        ...(cluster !== '' && { new_devices_in: cluster }),
      });
    };
    return this.work.show('plan.making', 'plan.not-made', make, (run) => this.consider(run));
  }

  private async consider(run: PlanRun): Promise<void> {
    const told = new Set<string>();
    let lacks = false;
    for await (const action of run.every()) {
      told.add(action.erp_reference);
      lacks ||= lacksDevice(action);
    }
    this.silent.value = this.references.filter((reference) => !told.has(reference));
    this.lacksCluster.value = lacks;
  }
}

function lacksDevice({ status, kind, erp_reference: reference }: PlanActionDto): boolean {
  return status === 'skipped' && kind === 'create' && reference !== '';
}
