import { useState } from 'preact/hooks';
import type { JSX } from 'preact';
import { Pencil, Trash2 } from 'lucide';
import { t } from '../../messages.ts';
import { mayWrite } from '../../session.ts';
import { Icon } from '../../ui/icon.tsx';
import { BulkDelete } from './bulk-delete.tsx';
import { BulkEdit } from './bulk-edit.tsx';
import { ticked } from './device-selection.ts';

/** What can be done to all devices that are ticked. */
export function BulkBar(): JSX.Element | null {
  const [dialogue, setDialogue] = useState<'edit' | 'delete'>();
  const close = (): void => {
    setDialogue(undefined);
  };
  const { size } = ticked.value;
  if ((size === 0 && dialogue === undefined) || !mayWrite.value) return null;
  return (
    <div class="bulk card" role="region" aria-label={t('bulk.label')}>
      <strong>{t('bulk.count', { n: size })}</strong>
      <button
        type="button"
        class="button small"
        onClick={() => {
          setDialogue('edit');
        }}
      >
        <Icon of={Pencil} size={14} />
        {t('bulk.edit')}
      </button>
      <button
        type="button"
        class="button small danger"
        onClick={() => {
          setDialogue('delete');
        }}
      >
        <Icon of={Trash2} size={14} />
        {t('bulk.delete')}
      </button>
      <button type="button" class="button small quiet" onClick={() => (ticked.value = new Set())}>
        {t('bulk.clear')}
      </button>
      {dialogue === 'edit' && <BulkEdit close={close} />}
      {dialogue === 'delete' && <BulkDelete close={close} />}
    </div>
  );
}
