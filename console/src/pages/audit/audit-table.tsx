import type { JSX } from 'preact';
import type { AuditRecordDto } from '@trapline/client';
import { moment, t } from '../../messages.ts';
import { RecordChanges } from '../../ui/record-changes.tsx';
import { StatusDot } from '../../ui/status-dot.tsx';

const TONES: Readonly<Record<AuditRecordDto['result'], 'good' | 'warn' | 'bad'>> = {
  done: 'good',
  refused: 'warn',
  failed: 'bad',
  unknown: 'bad',
};

/** The records, the latest first; what a change was is folded away. */
export function AuditTable({ records }: { readonly records: readonly AuditRecordDto[] }): JSX.Element {
  return (
    <div class="card scroll" tabIndex={0} role="region" aria-label={t('nav.audit')}>
      <table class="table audit">
        <thead>
          <tr>
            <th scope="col">{t('audit.time')}</th>
            <th scope="col">{t('audit.actor')}</th>
            <th scope="col">{t('audit.what')}</th>
            <th scope="col">{t('audit.result')}</th>
          </tr>
        </thead>
        <tbody>
          {records.map((record) => (
            <tr key={record.seq}>
              <td>{moment(record.time)}</td>
              <td>
                {record.actor}
                {record.role !== null && <p class="soft">{record.role}</p>}
              </td>
              <td>
                <What record={record} />
              </td>
              <td>
                <StatusDot tone={TONES[record.result]} words={t(`audit.result.${record.result}`)} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function What({ record }: { readonly record: AuditRecordDto }): JSX.Element {
  const { action, subject, reference, detail, before, after, correlation_id: id } = record;
  const more = before !== null || after !== null || id !== null;
  return (
    <>
      <p>
        <strong>{action}</strong> <span class="mono">{reference ?? subject}</span>
      </p>
      {detail !== null && <p class="soft">{detail}</p>}
      {more && (
        <details class="raw">
          <summary>{t('audit.more-of-it')}</summary>
          <RecordChanges before={before} after={after} />
          {id !== null && (
            <p class="soft">
              {t('audit.id')} <code>{id}</code>
            </p>
          )}
        </details>
      )}
    </>
  );
}
