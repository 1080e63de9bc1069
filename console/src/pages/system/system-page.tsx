import type { JSX } from 'preact';
import { cacheStatus } from '../../data/cache.ts';
import { health, runs } from '../../data/reports.ts';
import { upstreamTimes } from '../../data/upstream-times.ts';
import { useFresh } from '../../data/use-resource.ts';
import { span, t } from '../../messages.ts';
import { isAdmin } from '../../session.ts';
import { PageHead } from '../../ui/page-head.tsx';
import { ProblemNote } from '../../ui/problem-note.tsx';
import { Wait } from '../../ui/wait.tsx';
import { BreakersCard } from './breakers-card.tsx';
import { CacheCard } from './cache-card.tsx';
import { ConnectionsCard } from './connections-card.tsx';
import { ErrorsCard } from './errors-card.tsx';
import { TimesCard } from './times-card.tsx';

const EVERY_MS = 5_000;

/** Why data are old, or changes fail, and what to do about it. */
export function SystemPage(): JSX.Element {
  useFresh(EVERY_MS, health, cacheStatus, runs, upstreamTimes);
  const state = health.data.value;
  const trouble = health.trouble.value;
  return (
    <>
      <PageHead
        title={t('nav.system')}
        {...(state !== undefined && {
          words: t('system.words', { version: state.version, uptime: span(state.uptime_seconds) }),
        })}
      />
      {trouble !== undefined && (
        <ProblemNote trouble={trouble} what={t('system.failed')} retry={() => void health.load()} />
      )}
      {state === undefined && trouble === undefined && <Wait words={t('loading')} />}
      {state !== undefined && (
        <div class="columns">
          <div class="stack">
            <ErrorsCard health={state} runs={runs.data.value ?? []} />
            <BreakersCard breakers={state.breakers} />
            <TimesCard samples={upstreamTimes.data.value ?? []} />
          </div>
          <div class="stack">
            {cacheStatus.data.value !== undefined && <CacheCard cache={cacheStatus.data.value} />}
            {isAdmin.value && <ConnectionsCard />}
          </div>
        </div>
      )}
    </>
  );
}
