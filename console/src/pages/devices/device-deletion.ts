import { signal } from '@preact/signals';
import { type DeviceDto, TraplineProblem } from '@trapline/client';
import { trapline, troubleOf } from '../../api.ts';
import { BatchRun } from '../../data/batch-run.ts';
import { forget, hide, readDevices, unhide } from '../../data/devices.ts';
import { t } from '../../messages.ts';
import { say } from '../../ui/toasts.tsx';
import { nameOf, type Version } from './device-changes.ts';

/** Several devices that are being deleted, or were. */
export interface Deletion {
  readonly run: BatchRun;
  readonly devices: readonly DeviceDto[];
}

/** The deletion whose progress or results are to be shown; undefined once somebody has seen them. */
export const deletion = signal<Deletion | undefined>(undefined);

const REGRET_MS = 7_000;

/**
 * Takes a device off the list, and deletes it once there was time to think better of it. Until then nothing has happened
 * to it.
 */
export function deleteDevice({ device, etag }: Version): void {
  const { guid } = device;
  const name = nameOf(device);
  afterRegret([guid], t('device.deleting', { name }), async () => {
    try {
      await trapline.DELETE('/api/v1/devices/{guid}', {
        params: { path: { guid }, header: etag === undefined ? {} : { 'If-Match': etag } },
      });
      forget([guid]);
      say(t('device.deleted', { name }));
    } catch (error) {
      unhide([guid]);
      const changed = error instanceof TraplineProblem && error.status === 412;
      const why = changed ? t('problem.changed.remedy') : troubleOf(error).detail;
      say(`${t('device.not-deleted', { name })} ${why}`, { tone: 'bad' });
      void readDevices();
    }
  });
}

/** The same for many. What could not be deleted comes back, and is named in the results. */
export function deleteDevices(devices: readonly DeviceDto[]): void {
  const guids = devices.map(({ guid }) => guid);
  afterRegret(guids, t('bulk.deleting', { n: guids.length }), async () => {
    const run = new BatchRun(guids.map((guid) => ({ op: 'delete', guid })));
    deletion.value = { run, devices };
    await run.start();
    const gone = (run.results.peek() ?? []).flatMap(({ index, status }) =>
      status < 400 ? [guids[index] ?? ''] : [],
    );
    forget(gone);
    unhide(guids);
    if (gone.length === guids.length) say(t('bulk.deleted', { n: gone.length }));
    else {
      say(t('bulk.not-deleted', { kept: guids.length - gone.length, n: guids.length }), { tone: 'bad' });
    }
    void readDevices();
  });
}

/** Hides devices and says so; what is done to them happens later, or not at all when somebody undoes it. */
function afterRegret(guids: readonly string[], words: string, carryOut: () => Promise<void>): void {
  hide(guids);
  const timer = window.setTimeout(() => {
    close();
    void carryOut();
  }, REGRET_MS);
  const close = say(words, {
    forMs: REGRET_MS,
    action: {
      label: t('undo'),
      run: () => {
        window.clearTimeout(timer);
        unhide(guids);
      },
    },
  });
}
