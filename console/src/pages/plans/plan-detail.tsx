import { useEffect, useState } from 'preact/hooks';
import type { JSX } from 'preact';
import { ArrowLeft } from 'lucide';
import { onEvent } from '../../data/live.ts';
import { Resource } from '../../data/resource.ts';
import type { PlanRun } from '../../data/plan-run.ts';
import { useFresh } from '../../data/use-resource.ts';
import { moment, t } from '../../messages.ts';
import { CoverageNote } from '../../plans/coverage-note.tsx';
import { PlanActions } from '../../plans/plan-actions.tsx';
import { PlanButtons } from '../../plans/plan-buttons.tsx';
import { PlanDialogue } from '../../plans/plan-dialogue.tsx';
import { PlanNote, PlanProgress } from '../../plans/plan-progress.tsx';
import { PlanSummary } from '../../plans/plan-summary.tsx';
import { kindsOf, PLAN_TONES } from '../../plans/plan-words.ts';
import { PlanWork } from '../../plans/plan-work.ts';
import { Icon } from '../../ui/icon.tsx';
import { PageHead } from '../../ui/page-head.tsx';
import { ProblemNote } from '../../ui/problem-note.tsx';
import { StatusDot } from '../../ui/status-dot.tsx';
import { Wait } from '../../ui/wait.tsx';
import { leftPlan, listAddress } from './open-plan.ts';
import { PlanFacts } from './plan-facts.tsx';

const EVERY_MS = 15_000;

/** One plan: what it is made of, how far it is, and what can be done with it now. */
export function PlanDetail({ id }: { readonly id: string }): JSX.Element {
  const [work] = useState(() => new PlanWork());
  const [reading] = useState(() => new Resource(() => work.look(id)));
  const [undoing, setUndoing] = useState(false);
  useFresh(EVERY_MS, reading);
  useEffect(
    () =>
      onEvent((event) => {
        // Another plan may undo this one.
        const isAboutPlans = 'run_kind' in event && event.run_kind === 'plan';
        if (isAboutPlans || event.type === 'read_anew') reading.refresh();
      }),
    [],
  );
  useEffect(() => {
    document.getElementById('main')?.focus();
    return () => {
      leftPlan.value = id;
      work.leave();
    };
  }, []);
  const run = work.run.value;
  const trouble = reading.trouble.value;
  return (
    <>
      <p class="back">
        <a href={listAddress()}>
          <Icon of={ArrowLeft} size={15} />
          {t('plans.all')}
        </a>
      </p>
      {trouble !== undefined && (
        <ProblemNote trouble={trouble} what={t('plans.one-failed')} retry={() => void reading.load()} />
      )}
      {run === undefined && trouble === undefined && <Wait words={t('loading')} />}
      {run !== undefined && (
        <>
          <PageHead title={titleOf(run)}>
            <PlanButtons
              work={work}
              undo={() => {
                setUndoing(true);
              }}
            />
          </PageHead>
          <div class="plan-page">
            <Course work={work} run={run} />
            <PlanFacts head={run.head.value} />
          </div>
        </>
      )}
      {undoing && (
        <UndoDialogue
          id={id}
          close={() => {
            setUndoing(false);
            reading.refresh();
          }}
        />
      )}
    </>
  );
}

function titleOf({ head }: PlanRun): string {
  const { undoes, created_at: at } = head.value;
  return t(undoes === null ? 'plans.title' : 'plans.title.undo', { at: moment(at) });
}

/** How it stands, and its actions. */
function Course({ work, run }: { readonly work: PlanWork; readonly run: PlanRun }): JSX.Element {
  const head = run.head.value;
  const stage = work.stage.value;
  const failure = work.failure.value;
  const kinds = kindsOf(head);
  return (
    <section class="card plan-course stack" aria-label={t('plans.course')}>
      <StatusDot tone={PLAN_TONES[head.status]} words={t(`plans.status.${head.status}`)} />
      {failure !== undefined && (
        <ProblemNote trouble={failure.trouble} what={t(failure.what)} retry={failure.retry} />
      )}
      {stage === 'draft' && <PlanSummary run={run} />}
      {stage === 'applying' && <PlanProgress run={run} />}
      {stage === 'ended' && (
        <>
          <CoverageNote work={work} />
          <PlanNote note={head.note} />
          <p>{kinds === '' ? t('plan.nothing') : kinds}</p>
        </>
      )}
      <PlanActions run={run} />
    </section>
  );
}

/** Names what would be restored before it does so. */
function UndoDialogue({ id, close }: { readonly id: string; readonly close: () => void }): JSX.Element {
  const [work] = useState(() => new PlanWork());
  return (
    <PlanDialogue
      title={t('plan.undo.title')}
      work={work}
      begin={() => void work.takeBack(id)}
      close={close}
    />
  );
}
