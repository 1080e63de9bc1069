import type { JSX } from 'preact';
import { CircleStop, Pause, Play, Undo2 } from 'lucide';
import type { PlanHeadDto } from '@trapline/client';
import { t } from '../messages.ts';
import { mayWrite } from '../session.ts';
import { Icon } from '../ui/icon.tsx';
import type { PlanWork } from './plan-work.ts';

interface Props {
  readonly work: PlanWork;
  /** Asks whether what the plan has done is to be taken back. */
  readonly undo: () => void;
  /** Undefined: there is nothing to close. */
  readonly close?: () => void;
}

/** What can be done with a plan as it stands, by who may. */
export function PlanButtons({ work, undo, close }: Props): JSX.Element {
  const stage = work.stage.value;
  const head = work.run.value?.head.value;
  const wanted = stage === 'draft' || stage === 'making';
  return (
    <div class="form-actions">
      {head !== undefined && mayWrite.value && stage === 'ended' && canBeUndone(head) && (
        <button type="button" class="button" onClick={undo}>
          <Icon of={Undo2} size={16} />
          {t('undo')}
        </button>
      )}
      {close !== undefined && (
        <button type="button" class="button" onClick={close}>
          {t(wanted ? 'cancel' : 'close')}
        </button>
      )}
      {head !== undefined && mayWrite.value && (
        <Steps work={work} head={head} hasCancel={close !== undefined} />
      )}
    </div>
  );
}

interface StepProps {
  readonly work: PlanWork;
  readonly head: PlanHeadDto;
  /** Closing calls a draft off already. */
  readonly hasCancel: boolean;
}

function Steps({ work, head, hasCancel }: StepProps): JSX.Element | null {
  const { pending = 0, failed = 0 } = head.progress;
  switch (work.stage.value) {
    case 'draft':
      return (
        <>
          {!hasCancel && <Cancel work={work} words={t('plan.call-off')} />}
          <Apply
            work={work}
            n={pending}
            words={t(head.undoes === null ? 'plan.apply' : 'plan.undo.apply', { n: pending })}
          />
        </>
      );
    case 'applying':
      return (
        <>
          <Cancel work={work} words={t('plan.end-here')} />
          {head.status === 'paused' ? (
            <button type="button" class="button primary" onClick={() => void work.resume()}>
              <Icon of={Play} size={16} />
              {t('plan.resume')}
            </button>
          ) : (
            <button type="button" class="button" onClick={() => void work.pause()}>
              <Icon of={Pause} size={16} />
              {t('plan.pause')}
            </button>
          )}
        </>
      );
    case 'ended':
      if (head.status === 'cancelled' || pending + failed === 0) return null;
      return (
        <Apply
          work={work}
          n={pending + failed}
          words={t(failed > 0 ? 'plan.again' : 'plan.apply', { n: pending + failed })}
        />
      );
    default:
      return null;
  }
}

function Apply({
  work,
  n,
  words,
}: {
  readonly work: PlanWork;
  readonly n: number;
  readonly words: string;
}): JSX.Element {
  return (
    <button type="button" class="button primary" disabled={n === 0} onClick={() => void work.apply()}>
      {words}
    </button>
  );
}

function Cancel({ work, words }: { readonly work: PlanWork; readonly words: string }): JSX.Element {
  return (
    <button type="button" class="button" onClick={() => void work.cancel()}>
      <Icon of={CircleStop} size={16} />
      {words}
    </button>
  );
}

function canBeUndone({ undoes, progress }: PlanHeadDto): boolean {
  return undoes === null && (progress.applied ?? 0) > 0;
}
