import { useState } from 'preact/hooks';
import type { JSX } from 'preact';
import { devices } from '../../data/devices.ts';
import { t } from '../../messages.ts';
import { BatchView } from '../../ui/batch-view.tsx';
import { Modal } from '../../ui/modal.tsx';
import { nameOf } from './device-changes.ts';
import { deleteDevices, deletion } from './device-deletion.ts';
import { ticked } from './device-selection.ts';

const NAMED = 8;

/** Asks once more, naming what would go, and deletes all ticked devices. */
export function BulkDelete({ close }: { readonly close: () => void }): JSX.Element {
  const [chosen] = useState(() =>
    devices
      .peek()
      .map(({ device }) => device)
      .filter(({ guid }) => ticked.peek().has(guid)),
  );
  return (
    <Modal title={t('bulk.delete.title', { n: chosen.length })} close={close}>
      <p>{t('bulk.delete.words')}</p>
      <ul class="plain named">
        {chosen.slice(0, NAMED).map((device) => (
          <li key={device.guid}>
            <strong>{nameOf(device)}</strong>{' '}
            <span class="soft">
              {device.customer}, {device.site}
            </span>
          </li>
        ))}
        {chosen.length > NAMED && <li class="soft">{t('bulk.delete.more', { n: chosen.length - NAMED })}</li>}
      </ul>
      <div class="form-actions">
        <button type="button" class="button" onClick={close}>
          {t('cancel')}
        </button>
        <button
          type="button"
          class="button danger"
          onClick={() => {
            close();
            ticked.value = new Set();
            deleteDevices(chosen);
          }}
        >
          {t('bulk.delete.do', { n: chosen.length })}
        </button>
      </div>
    </Modal>
  );
}

/** Many devices while they are deleted, and what became of each. */
export function DeletionView(): JSX.Element | null {
  const current = deletion.value;
  if (current === undefined) return null;
  const { run, devices: chosen } = current;
  const close = (): void => {
    deletion.value = undefined;
  };
  return (
    <Modal title={t('bulk.delete.progress', { n: chosen.length })} close={close}>
      <BatchView
        run={run}
        nameOf={(index) => {
          const device = chosen[index];
          return device === undefined ? String(index + 1) : nameOf(device);
        }}
      />
      <div class="form-actions">
        <button type="button" class="button" onClick={close}>
          {t('close')}
        </button>
      </div>
    </Modal>
  );
}
