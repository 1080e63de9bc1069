import type { JSX } from 'preact';
import { runProgress } from '../data/run-progress.ts';
import { t } from '../messages.ts';
import { ProgressBar } from './wait.tsx';

/** How far the comparison under way is, whoever has started it. */
export function CompareProgress(): JSX.Element | null {
  const progress = runProgress.value;
  if (progress === undefined) return null;
  return (
    <div class="compare-progress" role="status">
      <ProgressBar share={progress.share} label={t('compare.busy')} />
    </div>
  );
}
