import { useState } from 'preact/hooks';
import type { JSX } from 'preact';
import { GitCompareArrows } from 'lucide';
import { troubleOf } from '../api.ts';
import { compareNow, runs } from '../data/reports.ts';
import { runProgress } from '../data/run-progress.ts';
import { t } from '../messages.ts';
import { mayWrite } from '../session.ts';
import { Icon } from './icon.tsx';
import { say } from './toasts.tsx';

/** Compares ERP and devices now. Null for who may not. */
export function CompareButton(): JSX.Element | null {
  const [asked, setAsked] = useState(false);
  if (!mayWrite.value) return null;
  const running = asked || runProgress.value !== undefined || runs.data.value?.[0]?.status === 'running';
  const compare = async (): Promise<void> => {
    setAsked(true);
    try {
      const run = await compareNow();
      if (run.status === 'failed') say(`${t('compare.failed')} ${run.error ?? ''}`, { tone: 'bad' });
      else say(t('compare.done', { n: run.totals?.findings ?? 0 }));
    } catch (error) {
      say(`${t('compare.failed')} ${troubleOf(error).detail}`, { tone: 'bad' });
    } finally {
      setAsked(false);
    }
  };
  return (
    <button type="button" class="button" disabled={running} onClick={() => void compare()}>
      <Icon of={GitCompareArrows} size={16} />
      {running ? t('compare.busy') : t('compare.do')}
    </button>
  );
}
