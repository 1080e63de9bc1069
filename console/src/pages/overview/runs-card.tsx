import type { JSX } from 'preact';
import type { GapRunDto } from '@trapline/client';
import { moment, number, percent, t } from '../../messages.ts';
import { StatusDot } from '../../ui/status-dot.tsx';

const SHOWN = 6;
const TONES = { running: 'info', succeeded: 'good', failed: 'bad' } as const;

/** The last comparisons. */
export function RunsCard({ runs }: { readonly runs: readonly GapRunDto[] }): JSX.Element {
  return (
    <section class="card" aria-labelledby="runs">
      <header class="card-head">
        <h2 id="runs">{t('runs.title')}</h2>
      </header>
      {runs.length === 0 ? (
        <p class="card-empty soft">{t('runs.empty')}</p>
      ) : (
        <table class="table">
          <thead>
            <tr>
              <th scope="col">{t('runs.started')}</th>
              <th scope="col">{t('runs.by')}</th>
              <th scope="col">{t('runs.state')}</th>
              <th scope="col" class="num">
                {t('runs.findings')}
              </th>
              <th scope="col" class="num">
                {t('runs.coverage')}
              </th>
            </tr>
          </thead>
          <tbody>
            {runs.slice(0, SHOWN).map((run) => (
              <tr key={run.id}>
                <td>{moment(run.started_at)}</td>
                <td>
                  <span class="clip">{run.trigger === 'schedule' ? t('runs.schedule') : run.started_by}</span>
                </td>
                <td>
                  <StatusDot tone={TONES[run.status]} words={t(`run.${run.status}`)} />
                  {run.error !== undefined && <p class="soft">{run.error}</p>}
                </td>
                <td class="num">{run.totals === null ? '–' : number(run.totals.findings)}</td>
                <td class="num">{run.totals === null ? '–' : percent(run.totals.coverage_percent)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
