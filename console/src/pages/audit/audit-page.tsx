import { useEffect, useState } from 'preact/hooks';
import type { JSX } from 'preact';
import { Download, X } from 'lucide';
import type { AuditRecordDto } from '@trapline/client';
import { type Trouble, troubleOf } from '../../api.ts';
import { AUDIT_FILTERS, auditCsv, type AuditFilter, auditPage } from '../../data/audit.ts';
import { t } from '../../messages.ts';
import { query, setQuery } from '../../router.ts';
import { saveFile } from '../../ui/save-file.ts';
import { Icon } from '../../ui/icon.tsx';
import { PageHead } from '../../ui/page-head.tsx';
import { ProblemNote } from '../../ui/problem-note.tsx';
import { say } from '../../ui/toasts.tsx';
import { Wait } from '../../ui/wait.tsx';
import { AuditTable } from './audit-table.tsx';
import { AuditTools } from './audit-tools.tsx';

const PAGE = 100;
/** Letters typed one after the other are one question. */
const TYPING_MS = 250;

/** Who did what, when: searched, read, taken along. */
export function AuditPage(): JSX.Element {
  const [records, setRecords] = useState<readonly AuditRecordDto[]>();
  const [next, setNext] = useState<string>();
  const [trouble, setTrouble] = useState<Trouble>();
  const [busy, setBusy] = useState(false);
  const filter = filterIn(query.value);
  const key = JSON.stringify(filter);

  const read = async (before: readonly AuditRecordDto[], cursor?: string): Promise<void> => {
    setBusy(true);
    try {
      const page = await auditPage(filter, PAGE, cursor);
      setRecords([...before, ...page.records]);
      setNext(page.next);
      setTrouble(undefined);
    } catch (error) {
      setTrouble(troubleOf(error));
    } finally {
      setBusy(false);
    }
  };
  useEffect(() => {
    const timer = window.setTimeout(() => void read([]), records === undefined ? 0 : TYPING_MS);
    return () => {
      window.clearTimeout(timer);
    };
  }, [key]);
  const take = async (): Promise<void> => {
    try {
      saveFile('audit.csv', 'text/csv', await auditCsv(filter));
    } catch (error) {
      say(`${t('audit.failed')} ${troubleOf(error).detail}`, { tone: 'bad' });
    }
  };

  const filtered = Object.keys(filter).length > 0;
  return (
    <>
      <PageHead title={t('nav.audit')} words={t('audit.words')}>
        <button type="button" class="button" onClick={() => void take()}>
          <Icon of={Download} size={16} />
          {t('audit.export')}
        </button>
      </PageHead>
      <AuditTools />
      {trouble !== undefined && (
        <ProblemNote trouble={trouble} what={t('audit.failed')} retry={() => void read([])} />
      )}
      {records === undefined && trouble === undefined && <Wait words={t('audit.reading')} />}
      {records?.length === 0 && (
        <div class="empty card">
          <h2>{t(filtered ? 'audit.no-match' : 'audit.empty')}</h2>
          <p class="soft">{t(filtered ? 'audit.no-match.words' : 'audit.empty.words')}</p>
          {filtered && (
            <button
              type="button"
              class="button small"
              onClick={() => {
                setQuery(Object.fromEntries(AUDIT_FILTERS.map((name) => [name, ''])));
              }}
            >
              <Icon of={X} size={14} />
              {t('filter.clear')}
            </button>
          )}
        </div>
      )}
      {records !== undefined && records.length > 0 && <AuditTable records={records} />}
      {next !== undefined && records !== undefined && (
        <p class="more">
          <button type="button" class="button" disabled={busy} onClick={() => void read(records, next)}>
            {busy ? t('loading') : t('audit.more')}
          </button>
        </p>
      )}
    </>
  );
}

function filterIn(params: URLSearchParams): AuditFilter {
  return Object.fromEntries(
    AUDIT_FILTERS.flatMap((name) => {
      const value = params.get(name)?.trim() ?? '';
      return value === '' ? [] : [[name, value]];
    }),
  );
}
