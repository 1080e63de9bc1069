import type { JSX } from 'preact';
import { TriangleAlert } from 'lucide';
import type { PlanRun } from '../data/plan-run.ts';
import { countsOf } from '../data/plans.ts';
import { t } from '../messages.ts';
import { Icon } from '../ui/icon.tsx';
import { ProgressBar } from '../ui/wait.tsx';

/** How far a plan is that is being applied, and what it waits for. */
export function PlanProgress({ run }: { readonly run: PlanRun }): JSX.Element {
  const head = run.head.value;
  const { done, total } = countsOf(head);
  const isPaused = head.status === 'paused';
  const words = run.lost.value
    ? t('batch.waiting')
    : t(isPaused ? 'plan.paused' : 'plan.progress', { done, n: total });
  // Nothing is done before the first answer; a bar that stands still would say that nothing happens.
  const share = done === 0 && !isPaused ? undefined : done / Math.max(total, 1);
  return (
    <div class="stack" role="status">
      <ProgressBar share={share} label={words} />
      <p class="soft">{words}</p>
      <PlanNote note={head.note} />
    </div>
  );
}

/** Why a plan stands as it does, or what it waits for. Null where there is nothing to say. */
export function PlanNote({ note }: { readonly note: string }): JSX.Element | null {
  if (note === '') return null;
  return (
    <p class="plan-note">
      <Icon of={TriangleAlert} size={16} />
      {note}
    </p>
  );
}
