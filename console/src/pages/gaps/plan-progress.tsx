import type { JSX } from 'preact';
import { TriangleAlert } from 'lucide';
import type { PlanRun } from '../../data/plan-run.ts';
import { t } from '../../messages.ts';
import { Icon } from '../../ui/icon.tsx';
import { ProgressBar } from '../../ui/wait.tsx';

/** How far a plan is that is being applied, and what it waits for. */
export function PlanProgress({ run }: { readonly run: PlanRun }): JSX.Element {
  const { status, note, progress } = run.head.value;
  const { pending = 0, applied = 0, refused = 0, failed = 0, undone = 0 } = progress;
  const done = applied + refused + failed + undone;
  const total = done + pending;
  const words = run.lost.value ? t('batch.waiting') : t(wordsFor(status), { done, n: total });
  // Nothing is done before the first answer; a bar that stands still would say that nothing happens.
  const share = done === 0 && status !== 'paused' ? undefined : done / Math.max(total, 1);
  return (
    <div class="stack" role="status">
      <ProgressBar share={share} label={words} />
      <p class="soft">{words}</p>
      {note !== '' && (
        <p class="plan-note">
          <Icon of={TriangleAlert} size={16} />
          {note}
        </p>
      )}
    </div>
  );
}

function wordsFor(status: PlanRun['head']['value']['status']): 'plan.paused' | 'plan.progress' {
  return status === 'paused' ? 'plan.paused' : 'plan.progress';
}
