import { useState } from 'preact/hooks';
import type { JSX } from 'preact';
import type { BatchItem } from '@trapline/client';
import { BatchRun } from '../../data/batch-run.ts';
import { devices, readDevices } from '../../data/devices.ts';
import { number, t } from '../../messages.ts';
import { BatchView } from '../../ui/batch-view.tsx';
import { Modal } from '../../ui/modal.tsx';
import { nameOf } from './device-changes.ts';
import { CHOICES } from './device-fields.ts';
import { ticked } from './device-selection.ts';

const EDITABLE = ['status', 'placement', 'configuration', 'customer', 'site', 'area'] as const;
type Editable = (typeof EDITABLE)[number];

/** Sets the same values in all ticked devices. */
export function BulkEdit({ close }: { readonly close: () => void }): JSX.Element {
  const [values, setValues] = useState<Partial<Record<Editable, string>>>({});
  const [run, setRun] = useState<BatchRun>();
  const [chosen] = useState(() => devices.peek().filter(({ device }) => ticked.peek().has(device.guid)));
  const given = Object.entries(values).filter(([, value]) => value.trim() !== '');
  const affected = chosen.filter(({ device }) =>
    given.some(([name, value]) => device[name as Editable] !== value.trim()),
  );

  const start = (): void => {
    const changes = Object.fromEntries(given.map(([name, value]) => [name, value.trim()]));
    const items = affected.map(({ device }): BatchItem => ({ op: 'update', guid: device.guid, ...changes }));
    const next = new BatchRun(items);
    setRun(next);
    void next.start().then(() => {
      ticked.value = new Set();
      void readDevices();
    });
  };
  return (
    <Modal title={t('bulk.edit.title', { n: chosen.length })} close={close} wide>
      {run === undefined ? (
        <>
          <p class="soft">{t('bulk.edit.words')}</p>
          <div class="form-grid">
            {EDITABLE.map((name) => (
              <label key={name} class="field">
                <span class="field-name">{t(`column.${name}`)}</span>
                {name in CHOICES ? (
                  <select
                    class="select"
                    value={values[name] ?? ''}
                    onChange={(event) => {
                      setValues({ ...values, [name]: event.currentTarget.value });
                    }}
                  >
                    <option value="">{t('bulk.keep')}</option>
                    {CHOICES[name as keyof typeof CHOICES].map((value) => (
                      <option key={value}>{value}</option>
                    ))}
                  </select>
                ) : (
                  <input
                    class="input"
                    placeholder={t('bulk.keep')}
                    value={values[name] ?? ''}
                    onInput={(event) => {
                      setValues({ ...values, [name]: event.currentTarget.value });
                    }}
                  />
                )}
              </label>
            ))}
          </div>
          <div class="form-actions">
            <p class="soft grow">
              {t('bulk.affected', { affected: number(affected.length), n: chosen.length })}
            </p>
            <button type="button" class="button" onClick={close}>
              {t('cancel')}
            </button>
            <button type="button" class="button primary" disabled={affected.length === 0} onClick={start}>
              {t('bulk.apply', { n: affected.length })}
            </button>
          </div>
        </>
      ) : (
        <>
          <BatchView run={run} nameOf={(index) => nameAt(affected, index)} />
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

function nameAt(rows: readonly { readonly device: Parameters<typeof nameOf>[0] }[], index: number): string {
  const row = rows[index];
  return row === undefined ? String(index + 1) : nameOf(row.device);
}
