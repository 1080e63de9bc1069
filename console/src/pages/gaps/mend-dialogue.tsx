import { useEffect, useRef, useState } from 'preact/hooks';
import type { ComponentChildren, JSX } from 'preact';
import { Pause, Play, Undo2 } from 'lucide';
import { clusters } from '../../data/clusters.ts';
import { t } from '../../messages.ts';
import { Icon } from '../../ui/icon.tsx';
import { Modal } from '../../ui/modal.tsx';
import { ProblemNote } from '../../ui/problem-note.tsx';
import { Wait } from '../../ui/wait.tsx';
import { CoverageNote } from './coverage-note.tsx';
import { ticked } from './gap-selection.ts';
import { Mending } from './mending.ts';
import { PlanActions } from './plan-actions.tsx';
import { PlanPreview } from './plan-preview.tsx';
import { PlanProgress } from './plan-progress.tsx';

interface Props {
  readonly references: readonly string[];
  readonly close: () => void;
}

/** A plan for some gaps: preview, progress, results, and the way back. */
export function MendDialogue({ references, close }: Props): JSX.Element {
  const [mending] = useState(() => new Mending(references));
  useEffect(() => {
    // A page that the browser keeps is shown again without the draft that leaving it has called off.
    const leave = (): void => {
      mending.leave();
      close();
    };
    window.addEventListener('pagehide', leave);
    void mending.look();
    void clusters.load();
    return () => {
      window.removeEventListener('pagehide', leave);
      mending.leave();
    };
  }, []);
  const stage = mending.stage.value;
  const failure = mending.failure.value;
  const isDraft = stage === 'planning' || stage === 'draft';
  const isBusy = !isDraft && stage !== 'applied' && stage !== 'undone';
  const finish = (): void => {
    if (!isDraft) ticked.value = new Set();
    close();
  };
  return (
    <Modal
      title={t('plan.title', { n: references.length })}
      {...((!isBusy || failure !== undefined) && { close: finish })}
      wide
    >
      <FocusedStage stage={stage}>
        {failure !== undefined && (
          <ProblemNote trouble={failure.trouble} what={t(failure.what)} retry={failure.retry} />
        )}
        <StageView mending={mending} />
      </FocusedStage>
      <Buttons mending={mending} finish={finish} />
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

function StageView({ mending }: { readonly mending: Mending }): JSX.Element | null {
  const stage = mending.stage.value;
  const { current } = mending;
  const hasFailed = mending.failure.value !== undefined;
  if (stage === 'planning' || stage === 'planning-undo') {
    return hasFailed ? null : <Wait words={t(stage === 'planning' ? 'plan.making' : 'plan.making-undo')} />;
  }
  if (current === undefined) return null;
  if (stage === 'draft') return <PlanPreview run={current} mending={mending} />;
  if (stage === 'applying' || stage === 'undoing') return <PlanProgress run={current} />;
  return (
    <>
      <CoverageNote mending={mending} />
      <p class="soft">
        {t(stage === 'undone' ? 'plan.undone.words' : 'plan.applied.words')} <code>{current.id}</code>
      </p>
      <PlanActions run={current} />
    </>
  );
}

function Buttons({
  mending,
  finish,
}: {
  readonly mending: Mending;
  readonly finish: () => void;
}): JSX.Element {
  const stage = mending.stage.value;
  const status = mending.current?.head.value.status;
  const wanted = mending.plan.value?.head.value.progress.pending ?? 0;
  const applied = mending.plan.value?.head.value.progress.applied ?? 0;
  if (stage === 'applying' || stage === 'undoing') {
    return (
      <div class="form-actions">
        {status === 'paused' && (
          <button type="button" class="button" onClick={() => void mending.cancel()}>
            {t('plan.end-here')}
          </button>
        )}
        {status === 'paused' ? (
          <button type="button" class="button primary" onClick={() => void mending.resume()}>
            <Icon of={Play} size={16} />
            {t('plan.resume')}
          </button>
        ) : (
          <button type="button" class="button" onClick={() => void mending.pause()}>
            <Icon of={Pause} size={16} />
            {t('plan.pause')}
          </button>
        )}
      </div>
    );
  }
  return (
    <div class="form-actions">
      {stage === 'applied' && applied > 0 && (
        <button type="button" class="button" onClick={() => void mending.takeBack()}>
          <Icon of={Undo2} size={16} />
          {t('undo')}
        </button>
      )}
      {stage !== 'planning-undo' && (
        <button type="button" class="button" onClick={finish}>
          {t(stage === 'draft' || stage === 'planning' ? 'cancel' : 'close')}
        </button>
      )}
      {stage === 'draft' && (
        <button
          type="button"
          class="button primary"
          disabled={wanted === 0}
          onClick={() => void mending.apply()}
        >
          {t('plan.apply', { n: wanted })}
        </button>
      )}
    </div>
  );
}
