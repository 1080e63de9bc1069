import type { JSX } from 'preact';
import { ArrowRight, TrendingDown, TrendingUp } from 'lucide';
import { percent, t } from '../../messages.ts';
import { Icon } from '../../ui/icon.tsx';
import { Wait } from '../../ui/wait.tsx';
import type { Mending } from './mending.ts';

/** What the plan has done to the coverage, once both sides are compared again. */
export function CoverageNote({ mending }: { readonly mending: Mending }): JSX.Element | null {
  const coverage = mending.coverage.value;
  if (coverage === undefined) {
    return mending.failure.value === undefined ? <Wait words={t('compare.busy')} /> : null;
  }
  const { before, after } = coverage;
  const fell = before !== undefined && after < before;
  return (
    <p class={fell ? 'rise fall' : 'rise'} role="status">
      <Icon of={fell ? TrendingDown : TrendingUp} />
      {t('figure.coverage')}
      {before !== undefined && (
        <>
          {' '}
          {percent(before)}
          <Icon of={ArrowRight} size={15} />
        </>
      )}
      <strong>{percent(after)}</strong>
    </p>
  );
}
