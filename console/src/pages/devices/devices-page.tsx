import { useEffect, useState } from 'preact/hooks';
import type { JSX } from 'preact';
import { Download, Plus, Upload } from 'lucide';
import { devices, followDevices, readDevices, reading, readTrouble } from '../../data/devices.ts';
import { t } from '../../messages.ts';
import { query, route } from '../../router.ts';
import { mayWrite } from '../../session.ts';
import { Icon } from '../../ui/icon.tsx';
import { PageHead } from '../../ui/page-head.tsx';
import { ProblemNote } from '../../ui/problem-note.tsx';
import { ProgressBar, Wait } from '../../ui/wait.tsx';
import { BulkBar } from './bulk-bar.tsx';
import { DeletionView } from './bulk-delete.tsx';
import { DeviceDrawer } from './device-drawer.tsx';
import { DeviceForm } from './device-form.tsx';
import { DeviceGrid } from './device-grid.tsx';
import { untickGone } from './device-selection.ts';
import { DeviceTools } from './device-tools.tsx';
import { ImportDialogue } from './import-dialogue.tsx';

/** Every device: found, looked at, made, changed. */
export function DevicesPage(): JSX.Element {
  const [dialogue, setDialogue] = useState<'create' | 'import'>();
  useEffect(followDevices, []);
  useEffect(untickGone, [devices.value]);
  const close = (): void => {
    setDialogue(undefined);
  };
  const trouble = readTrouble.value;
  const progress = reading.value;
  const none = progress === undefined && devices.value.length === 0;
  return (
    <div class="page-fill">
      <PageHead title={t('nav.devices')}>
        <a class="button" href={`/api/v1/devices/export?${exported()}`} download="devices.csv">
          <Icon of={Download} size={16} />
          {t('devices.export')}
        </a>
        {mayWrite.value && (
          <>
            <button
              type="button"
              class="button"
              onClick={() => {
                setDialogue('import');
              }}
            >
              <Icon of={Upload} size={16} />
              {t('devices.import')}
            </button>
            <button
              type="button"
              class="button primary"
              onClick={() => {
                setDialogue('create');
              }}
            >
              <Icon of={Plus} size={16} />
              {t('devices.create')}
            </button>
          </>
        )}
      </PageHead>
      {trouble !== undefined && (
        <ProblemNote trouble={trouble} what={t('devices.failed')} retry={() => void readDevices()} />
      )}
      <DeviceTools />
      {progress !== undefined && progress.total > 0 && (
        <ProgressBar share={progress.done / progress.total} label={t('devices.reading')} />
      )}
      {progress !== undefined && progress.total === 0 && trouble === undefined ? (
        <Wait words={t('devices.reading')} />
      ) : none ? (
        <div class="empty card">
          <h2>{t('devices.empty')}</h2>
          <p class="soft">{t('devices.empty.words')}</p>
        </div>
      ) : (
        <DeviceGrid />
      )}
      <BulkBar />
      <DeletionView />
      {route.value.guid !== undefined && <DeviceDrawer key={route.value.guid} guid={route.value.guid} />}
      {dialogue === 'create' && <DeviceForm close={close} />}
      {dialogue === 'import' && <ImportDialogue close={close} />}
    </div>
  );
}

/** The filters and order on the screen, which the export has too. */
function exported(): URLSearchParams {
  return new URLSearchParams([...query.value].filter(([, value]) => value !== ''));
}
