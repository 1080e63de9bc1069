import { useState } from 'preact/hooks';
import type { JSX } from 'preact';
import { BatchRun } from '../../data/batch-run.ts';
import { devices, readDevices } from '../../data/devices.ts';
import { t } from '../../messages.ts';
import { BatchView } from '../../ui/batch-view.tsx';
import { Modal } from '../../ui/modal.tsx';
import { nameOf } from './device-changes.ts';
import { ticked } from './device-selection.ts';

const NAMED = 8;

/** Asks once more, naming what would go, and deletes all ticked devices. */
export function BulkDelete({ close }: { readonly close: () => void }): JSX.Element {
  const [run, setRun] = useState<BatchRun>();
  const [chosen] = useState(() =>
    devices
      .peek()
      .map(({ device }) => device)
      .filter(({ guid }) => ticked.peek().has(guid)),
  );
  const start = (): void => {
    const next = new BatchRun(chosen.map(({ guid }) => ({ op: 'delete', guid })));
    setRun(next);
    void next.start().then(() => {
      ticked.value = new Set();
      void readDevices();
    });
  };
  return (
    <Modal title={t('bulk.delete.title', { n: chosen.length })} close={close}>
      {run === undefined ? (
        <>
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
            {chosen.length > NAMED && (
              <li class="soft">{t('bulk.delete.more', { n: chosen.length - NAMED })}</li>
            )}
          </ul>
          <div class="form-actions">
            <button type="button" class="button" onClick={close}>
              {t('cancel')}
            </button>
            <button type="button" class="button danger" onClick={start}>
              {t('bulk.delete.do', { n: chosen.length })}
            </button>
          </div>
        </>
      ) : (
        <>
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
        </>
      )}
    </Modal>
  );
}
