import { useId, useState } from 'preact/hooks';
import type { JSX } from 'preact';
import { type ImportReportDto, importDevices } from '@trapline/client';
import { type Trouble, trapline, troubleOf } from '../../api.ts';
import { readDevices } from '../../data/devices.ts';
import { t } from '../../messages.ts';
import { Modal } from '../../ui/modal.tsx';
import { ProblemNote } from '../../ui/problem-note.tsx';
import { ProgressBar } from '../../ui/wait.tsx';
import { ImportRows } from './import-rows.tsx';

/** A file, what each of its rows would do, and doing it. */
export function ImportDialogue({ close }: { readonly close: () => void }): JSX.Element {
  const [csv, setCsv] = useState('');
  const [report, setReport] = useState<ImportReportDto>();
  const [trouble, setTrouble] = useState<Trouble>();
  const [busy, setBusy] = useState(false);
  const fileId = useId();

  const run = async (text: string, dryRun: boolean): Promise<void> => {
    setBusy(true);
    setTrouble(undefined);
    try {
      setReport(await importDevices(trapline, text, { dryRun }));
      if (!dryRun) void readDevices();
    } catch (error) {
      setTrouble(troubleOf(error));
    } finally {
      setBusy(false);
    }
  };
  const choose = async (files: FileList | null): Promise<void> => {
    const file = files?.[0];
    if (file === undefined) return;
    const text = await file.text();
    setCsv(text);
    setReport(undefined);
    await run(text, true);
  };
  const { create = 0, update = 0 } = report?.dry_run === true ? report.summary : {};
  const worth = create + update;

  return (
    <Modal title={t('import.title')} close={close} wide>
      <div class="field">
        <label for={fileId}>{t('import.file')}</label>
        <input
          id={fileId}
          class="input file"
          type="file"
          accept=".csv,text/csv"
          onChange={(event) => void choose(event.currentTarget.files)}
        />
        <p class="field-hint">{t('import.hint')}</p>
      </div>
      {busy && <ProgressBar share={undefined} label={t('import.busy')} />}
      {trouble !== undefined && <ProblemNote trouble={trouble} what={t('import.failed')} />}
      {report !== undefined && <ImportRows report={report} />}
      <div class="form-actions">
        <button type="button" class="button" onClick={close}>
          {report?.dry_run === false ? t('close') : t('cancel')}
        </button>
        {report?.dry_run !== false && (
          <button
            type="button"
            class="button primary"
            disabled={busy || worth === 0}
            onClick={() => void run(csv, false)}
          >
            {t('import.do', { n: worth })}
          </button>
        )}
      </div>
    </Modal>
  );
}
