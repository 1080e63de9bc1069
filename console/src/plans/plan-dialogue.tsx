import { useEffect, useRef } from 'preact/hooks';
import type { ComponentChildren, JSX } from 'preact';
import { t } from '../messages.ts';
import { Modal } from '../ui/modal.tsx';
import { ProblemNote } from '../ui/problem-note.tsx';
import { Wait } from '../ui/wait.tsx';
import { CoverageNote } from './coverage-note.tsx';
import { PlanActions } from './plan-actions.tsx';
import { PlanButtons } from './plan-buttons.tsx';
import { PlanProgress } from './plan-progress.tsx';
import { PlanSummary } from './plan-summary.tsx';
import type { PlanWork } from './plan-work.ts';

interface Props {
  readonly title: string;
  readonly work: PlanWork;
  /** Makes the plan. */
  readonly begin: () => void;
  readonly close: () => void;
  /** What a draft has to say beyond what every draft does. */
  readonly children?: ComponentChildren;
}

/** A plan from its preview to its results, and the way back. Closing it calls a draft off; what is applied goes on. */
export function PlanDialogue({ title, work, begin, close, children }: Props): JSX.Element {
  useEffect(() => {
    // A page that the browser keeps is shown again without the draft that leaving it has called off.
    const leave = (): void => {
      work.abandon();
      close();
    };
    window.addEventListener('pagehide', leave);
    begin();
    return () => {
      window.removeEventListener('pagehide', leave);
      work.abandon();
    };
  }, []);
  const failure = work.failure.value;
  return (
    <Modal title={title} close={close} wide>
      <FocusedStage stage={work.stage.value}>
        {failure !== undefined && (
          <ProblemNote trouble={failure.trouble} what={t(failure.what)} retry={failure.retry} />
        )}
        <StageView work={work}>{children}</StageView>
      </FocusedStage>
      <PlanButtons
        work={work}
        undo={() => {
          const id = work.run.peek()?.id;
          if (id !== undefined) void work.takeBack(id);
        }}
        close={close}
      />
    </Modal>
  );
}

/** Where reading goes on when the button that was pressed has gone. */
function FocusedStage({
  stage,
  children,
}: {
  readonly stage: string;
  readonly children: ComponentChildren;
}): JSX.Element {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const { activeElement } = document;
    if (activeElement === document.body || activeElement instanceof HTMLDialogElement) box.current?.focus();
  }, [stage]);
  return (
    <div class="stack plan-stage" ref={box} tabIndex={-1}>
      {children}
    </div>
  );
}

interface StageProps {
  readonly work: PlanWork;
  readonly children: ComponentChildren;
}

function StageView({ work, children }: StageProps): JSX.Element | null {
  const run = work.run.value;
  const stage = work.stage.value;
  if (work.making.value !== undefined) return <Wait words={t(work.making.value)} />;
  if (run === undefined || stage === 'none') return null;
  const isUndo = run.head.value.undoes !== null;
  if (stage === 'draft') {
    return (
      <>
        <PlanSummary run={run} />
        {!isUndo && children}
        <PlanActions key={run.id} run={run} />
      </>
    );
  }
  const link = <a href={`/plans/${encodeURIComponent(run.id)}`}>{t('plans.see')}</a>;
  if (stage === 'applying') {
    return (
      <>
        <PlanProgress run={run} />
        <p class="soft">
          {t('plan.goes-on')} {link}
        </p>
      </>
    );
  }
  return (
    <>
      <CoverageNote work={work} />
      <p class="soft">
        {t(isUndo ? 'plan.undone.words' : 'plan.applied.words')} {link}
      </p>
      <PlanActions key={run.id} run={run} />
    </>
  );
}
