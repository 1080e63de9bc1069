import { useEffect, useRef, useState } from 'preact/hooks';
import type { JSX } from 'preact';
import { Pencil, Trash2, X } from 'lucide';
import { type Trouble, troubleOf } from '../../api.ts';
import { onEvent } from '../../data/live.ts';
import { t } from '../../messages.ts';
import { isAdmin, mayWrite } from '../../session.ts';
import { Icon } from '../../ui/icon.tsx';
import { ProblemNote } from '../../ui/problem-note.tsx';
import { Wait } from '../../ui/wait.tsx';
import { nameOf, readDevice, type Version } from './device-changes.ts';
import { COLUMNS, textOf } from './device-columns.ts';
import { deleteDevice } from './device-deletion.ts';
import { DeviceHistory } from './device-history.tsx';
import { DeviceForm } from './device-form.tsx';
import { closeDevice } from './open-device.ts';

/** All about one device, beside the table. */
export function DeviceDrawer({ guid }: { readonly guid: string }): JSX.Element {
  const [version, setVersion] = useState<Version>();
  const [trouble, setTrouble] = useState<Trouble>();
  const [editing, setEditing] = useState(false);
  const panel = useRef<HTMLDivElement>(null);

  const load = (): void => {
    setTrouble(undefined);
    readDevice(guid).then(setVersion, (error: unknown) => {
      setTrouble(troubleOf(error));
    });
  };
  useEffect(
    () =>
      onEvent((event) => {
        // An open form keeps the version that it began with: saving it finds out what somebody else has changed.
        if (!editing && (event.type === 'read_anew' || ('guid' in event && event.guid === guid))) load();
      }),
    [editing],
  );
  useEffect(() => {
    load();
    const before = document.activeElement;
    panel.current?.focus();
    return () => {
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);

  const title = version === undefined ? guid : nameOf(version.device);
  return (
    <div
      class="drawer"
      role="dialog"
      aria-label={t('device.drawer', { name: title })}
      ref={panel}
      tabIndex={-1}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && !editing) closeDevice();
      }}
    >
      <header class="drawer-head">
        <div>
          <h2>{title}</h2>
          {version !== undefined && <p class="soft">{version.device.cluster_name}</p>}
        </div>
        <button type="button" class="button icon-only quiet" aria-label={t('close')} onClick={closeDevice}>
          <Icon of={X} />
        </button>
      </header>
      <div class="drawer-body">
        {trouble !== undefined && <ProblemNote trouble={trouble} what={t('device.failed')} retry={load} />}
        {version === undefined && trouble === undefined && <Wait words={t('loading')} />}
        {version !== undefined && (
          <>
            <Facts version={version} />
            {isAdmin.value && <DeviceHistory guid={guid} version={version.etag ?? ''} />}
            <details class="raw">
              <summary>{t('device.raw')}</summary>
              <pre tabIndex={0}>{JSON.stringify(version.device, null, 2)}</pre>
            </details>
          </>
        )}
      </div>
      {version !== undefined && mayWrite.value && (
        <footer class="drawer-foot">
          <button
            type="button"
            class="button danger"
            onClick={() => {
              closeDevice();
              deleteDevice(version);
            }}
          >
            <Icon of={Trash2} size={16} />
            {t('delete')}
          </button>
          <button
            type="button"
            class="button primary"
            onClick={() => {
              setEditing(true);
            }}
          >
            <Icon of={Pencil} size={16} />
            {t('edit')}
          </button>
        </footer>
      )}
      {editing && version !== undefined && (
        <DeviceForm
          version={version}
          close={() => {
            setEditing(false);
            load();
          }}
        />
      )}
    </div>
  );
}

function Facts({ version: { device } }: { readonly version: Version }): JSX.Element {
  return (
    <dl class="facts">
      {COLUMNS.map((column) => (
        <div key={column}>
          <dt>{t(`column.${column}`)}</dt>
          <dd class={column === 'guid' || column === 'id' ? 'mono' : ''}>{textOf(device, column) || '–'}</dd>
        </div>
      ))}
      <div>
        <dt>{t('device.ready')}</dt>
        <dd>{device.erp_ready ? t('yes') : t('device.ready.no')}</dd>
      </div>
    </dl>
  );
}
