import { useEffect, useState } from 'preact/hooks';
import type { JSX } from 'preact';
import { ArrowRight, TrendingUp, Undo2 } from 'lucide';
import { percent, t } from '../../messages.ts';
import { BatchView } from '../../ui/batch-view.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Modal } from '../../ui/modal.tsx';
import { ProblemNote } from '../../ui/problem-note.tsx';
import { ProgressBar } from '../../ui/wait.tsx';
import { ticked } from './gap-selection.ts';
import { Mending } from './mending.ts';
import { MendResults } from './mend-results.tsx';

interface Props {
  readonly references: readonly string[];
  readonly close: () => void;
}

/** Preview, progress, results, and the way back. */
export function MendDialogue({ references, close }: Props): JSX.Element {
  const [mending] = useState(() => new Mending(references));
  useEffect(() => void mending.look(), []);
  const stage = mending.stage.value;
  const trouble = mending.trouble.value;
  const busy = stage === 'applying' || stage === 'undoing';
  const finish = (): void => {
    if (stage !== 'previewing' && stage !== 'preview') ticked.value = new Set();
    close();
  };
  return (
    <Modal title={t('mend.title', { n: references.length })} {...(!busy && { close: finish })} wide>
      {trouble !== undefined && <ProblemNote trouble={trouble} what={t('mend.failed')} />}
      <Stage mending={mending} />
      <div class="form-actions">
        {stage === 'applied' && mending.results.value.some(({ outcome }) => outcome === 'created') && (
          <button type="button" class="button" onClick={() => void mending.takeBack()}>
            <Icon of={Undo2} size={16} />
            {t('mend.undo')}
          </button>
        )}
        <button type="button" class="button" disabled={busy && trouble === undefined} onClick={finish}>
          {stage === 'previewing' || stage === 'preview' ? t('cancel') : t('close')}
        </button>
        {(stage === 'previewing' || stage === 'preview') && (
          <button
            type="button"
            class="button primary"
            disabled={stage === 'previewing' || mending.wanted.length === 0}
            onClick={() => void mending.apply()}
          >
            {stage === 'previewing' ? t('mend.apply.wait') : t('mend.apply', { n: mending.wanted.length })}
          </button>
        )}
      </div>
    </Modal>
  );
}

function Stage({ mending }: { readonly mending: Mending }): JSX.Element | null {
  const total = mending.wanted.length;
  const done = mending.results.value.length;
  switch (mending.stage.value) {
    case 'previewing':
      return mending.trouble.value === undefined ? (
        <Bar words={t('mend.previewing')} share={undefined} />
      ) : null;
    case 'preview':
      return (
        <>
          <p class="soft">{t('mend.words')}</p>
          <MendResults results={mending.preview.value} mending={mending} />
        </>
      );
    case 'applying': {
      const words = mending.waiting.value ? t('batch.waiting') : t('mend.progress', { done, n: total });
      return <Bar words={words} share={total === 0 ? undefined : done / total} />;
    }
    case 'applied':
      return (
        <>
          <Coverage mending={mending} />
          <MendResults results={mending.results.value} />
        </>
      );
    case 'undoing':
      return mending.undo.value === undefined ? (
        <Bar words={t('mend.undoing')} share={undefined} />
      ) : (
        <BatchView run={mending.undo.value.run} nameOf={(index) => nameIn(mending, index)} />
      );
    case 'undone':
      return (
        <>
          {mending.undo.value !== undefined && mending.undo.value.run.items.length > 0 && (
            <BatchView run={mending.undo.value.run} nameOf={(index) => nameIn(mending, index)} />
          )}
          {(mending.undo.value?.kept ?? 0) > 0 && (
            <p>{t('mend.kept', { n: mending.undo.value?.kept ?? 0 })}</p>
          )}
        </>
      );
  }
}

function Bar({ words, share }: { readonly words: string; readonly share: number | undefined }): JSX.Element {
  return (
    <div class="stack" role="status">
      <ProgressBar share={share} label={words} />
      <p class="soft">{words}</p>
    </div>
  );
}

function Coverage({ mending }: { readonly mending: Mending }): JSX.Element {
  const coverage = mending.coverage.value;
  if (coverage === undefined) return <Bar words={t('compare.busy')} share={undefined} />;
  return (
    <p class="rise" role="status">
      <Icon of={TrendingUp} />
      {t('figure.coverage')} {percent(coverage.before)}
      <Icon of={ArrowRight} size={15} />
      <strong>{percent(coverage.after)}</strong>
    </p>
  );
}

function nameIn(mending: Mending, index: number): string {
  const item = mending.undo.value?.run.items[index];
  const guid = item !== undefined && 'guid' in item ? item.guid : undefined;
  return mending.results.value.find(({ device }) => device?.guid === guid)?.reference ?? String(index + 1);
}
