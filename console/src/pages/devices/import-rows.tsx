import { useRef } from 'preact/hooks';
import type { JSX } from 'preact';
import type { ImportReportDto } from '@trapline/client';
import { t } from '../../messages.ts';
import { StatusDot } from '../../ui/status-dot.tsx';
import { useVirtualRows } from '../../ui/virtual-rows.ts';

const ROW_HEIGHT = 34;
const TONES = {
  create: 'info',
  created: 'good',
  update: 'info',
  updated: 'good',
  unchanged: 'off',
  error: 'bad',
  failed: 'bad',
} as const;

/** What each row of the file would do, or has done. */
export function ImportRows({ report }: { readonly report: ImportReportDto }): JSX.Element {
  const box = useRef<HTMLDivElement>(null);
  const { items, height } = useVirtualRows(box, report.rows.length, ROW_HEIGHT);
  const counts = Object.entries(report.summary)
    .map(([verdict, n]) => `${t(`verdict.row.${verdict as keyof typeof TONES}`)}: ${n}`)
    .join(' · ');
  return (
    <>
      <p role="status">
        <strong>{report.dry_run ? t('import.preview') : t('import.done')}</strong> {counts}
      </p>
      <div
        class="import-box"
        ref={box}
        tabIndex={0}
        role="table"
        aria-label={t('import.rows')}
        aria-rowcount={report.rows.length}
      >
        <div class="grid-body" role="rowgroup" style={{ height: `${height}px` }}>
          {items.map(({ index, start }) => {
            const row = report.rows[index];
            if (row === undefined) return null;
            return (
              <div
                key={row.line}
                role="row"
                aria-rowindex={index + 1}
                class="import-row"
                style={{ transform: `translateY(${start}px)` }}
              >
                <span role="cell" class="soft">
                  {t('import.line', { line: String(row.line) })}
                </span>
                <span role="cell">
                  <StatusDot tone={TONES[row.verdict]} words={t(`verdict.row.${row.verdict}`)} />
                </span>
                <span role="cell" class="clip mono">
                  {row.erp_reference || '–'}
                </span>
                <span role="cell" class="clip" title={row.errors.map(({ message }) => message).join('; ')}>
                  {row.errors.map(({ field, message }) => `${field} ${message}`).join('; ')}
                </span>
              </div>
            );
          })}
        </div>
      </div>
    </>
  );
}
