import type { JSX } from 'preact';
import { ArrowRight, TrendingDown, TrendingUp } from 'lucide';
import { percent, t } from '../messages.ts';
import { Icon } from '../ui/icon.tsx';
import { Wait } from '../ui/wait.tsx';
import type { PlanWork } from './plan-work.ts';

/** What the plan has done to the coverage, once both sides are compared again. Null where nobody has compared them. */
export function CoverageNote({ work }: { readonly work: PlanWork }): JSX.Element | null {
  const coverage = work.coverage.value;
  if (work.comparing.value) return <Wait words={t('compare.busy')} />;
  if (coverage === undefined) return null;
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
