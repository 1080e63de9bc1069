import { useEffect, useState } from 'preact/hooks';
import type { JSX } from 'preact';
import type { AuditRecordDto } from '@trapline/client';
import { type Trouble, troubleOf } from '../../api.ts';
import { auditPage } from '../../data/audit.ts';
import { moment, t } from '../../messages.ts';
import { ProblemNote } from '../../ui/problem-note.tsx';
import { RecordChanges } from '../../ui/record-changes.tsx';
import { Wait } from '../../ui/wait.tsx';

const SHOWN = 20;

/** What was done to a device, the latest first. The trail is open to administrators alone. */
export function DeviceHistory({
  guid,
  version,
}: {
  readonly guid: string;
  readonly version: string;
}): JSX.Element {
  const [records, setRecords] = useState<readonly AuditRecordDto[]>();
  const [trouble, setTrouble] = useState<Trouble>();
  const load = (): void => {
    auditPage({ subject: guid }, SHOWN).then(
      (page) => {
        setTrouble(undefined);
        setRecords(page.records);
      },
      (error: unknown) => {
        setTrouble(troubleOf(error));
      },
    );
  };
  useEffect(load, [guid, version]);
  return (
    <section class="history" aria-labelledby="history">
      <h3 id="history">{t('device.history')}</h3>
      {trouble !== undefined && <ProblemNote trouble={trouble} what={t('audit.failed')} retry={load} />}
      {records === undefined && trouble === undefined && <Wait words={t('loading')} />}
      {records?.length === 0 && <p class="soft">{t('device.history.empty')}</p>}
      <ol class="plain">
        {records?.map(({ seq, time, actor, action, result, before, after }) => (
          <li key={seq}>
            <p>
              <strong>{action}</strong>{' '}
              <span class="soft">{t('device.history.by', { who: actor, at: moment(time) })}</span>
              {result !== 'done' && <span class="tag tag-warn">{t(`audit.result.${result}`)}</span>}
            </p>
            {before !== null && after !== null && <RecordChanges before={before} after={after} />}
          </li>
        ))}
      </ol>
    </section>
  );
}
