import type { JSX } from 'preact';
import { cacheStatus } from '../../data/cache.ts';
import { health, latestReport, runs } from '../../data/reports.ts';
import { useFresh } from '../../data/use-resource.ts';
import { moment, t } from '../../messages.ts';
import { CompareButton } from '../../ui/compare-button.tsx';
import { CompareProgress } from '../../ui/compare-progress.tsx';
import { PageHead } from '../../ui/page-head.tsx';
import { ProblemNote } from '../../ui/problem-note.tsx';
import { Wait } from '../../ui/wait.tsx';
import { CoverageCard } from './coverage-card.tsx';
import { Figures } from './figures.tsx';
import { KindsCard } from './kinds-card.tsx';
import { RunsCard } from './runs-card.tsx';
import { SystemsCard } from './systems-card.tsx';
import { VerdictBanner } from './verdict-banner.tsx';

const EVERY_MS = 15_000;

/** One look: all is well, or act here. */
export function OverviewPage(): JSX.Element {
  useFresh(EVERY_MS, health, cacheStatus, runs, latestReport);
  const report = latestReport.data.value;
  const trouble = latestReport.trouble.value;
  const asOf = report?.ended_at ?? null;
  return (
    <>
      <PageHead
        title={t('overview.title')}
        {...(asOf !== null && { words: t('overview.as-of', { at: moment(asOf) }) })}
      >
        <CompareButton />
      </PageHead>
      <CompareProgress />
      {trouble !== undefined && (
        <ProblemNote trouble={trouble} what={t('overview.failed')} retry={() => void latestReport.load()} />
      )}
      {report === undefined && trouble === undefined && <Wait words={t('overview.wait')} />}
      {report !== undefined && (
        <>
          <VerdictBanner
            state={{
              report,
              runs: runs.data.value,
              health: health.data.value,
              cache: cacheStatus.data.value,
            }}
          />
          {report !== null && <Figures report={report} cache={cacheStatus.data.value} />}
          <div class="columns">
            <div class="stack">
              {report !== null && <CoverageCard coverage={report.coverage ?? []} />}
              <RunsCard runs={runs.data.value ?? []} />
            </div>
            <div class="stack">
              {report !== null && <KindsCard report={report} runs={runs.data.value ?? []} />}
              {health.data.value !== undefined && <SystemsCard health={health.data.value} />}
            </div>
          </div>
        </>
      )}
    </>
  );
}
