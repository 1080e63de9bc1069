import type { JSX } from 'preact';
import { TriangleAlert } from 'lucide';
import type { PlanRun } from '../data/plan-run.ts';
import { t } from '../messages.ts';
import { Icon } from '../ui/icon.tsx';
import { kindsOf } from './plan-words.ts';

/** What a draft would do, all in all. */
export function PlanSummary({ run }: { readonly run: PlanRun }): JSX.Element {
  const head = run.head.value;
  const kinds = kindsOf(head);
  const risky = run.risky.value;
  return (
    <>
      <p class="soft">{t(head.undoes === null ? 'plan.words' : 'plan.undo.words')}</p>
      <p role="status">
        {kinds === '' ? t('plan.nothing') : `${kinds} · ${t('plan.touches', { n: head.touched_percent })}`}
      </p>
      {risky > 0 && (
        <div class="note note-warn">
          <Icon of={TriangleAlert} />
          <p>{t('plan.high-risk', { n: risky })}</p>
        </div>
      )}
    </>
  );
}
