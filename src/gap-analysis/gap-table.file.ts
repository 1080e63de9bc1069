import { StreamableFile } from '@nestjs/common';
import type { GapTable } from './gap-table';
import { csvOf } from './gap-table.csv';
import { XLSX_TYPE, xlsxOf } from './gap-table.xlsx';

/**
 * The table as a file to save.
 * @throws ProblemError `unprocessable` for more rows than a workbook takes
 */
export async function tableFile(
  format: 'csv' | 'xlsx',
  table: GapTable,
  name: string,
): Promise<StreamableFile> {
  const disposition = `attachment; filename="${name}.${format}"`;
  if (format === 'xlsx') return new StreamableFile(await xlsxOf(table), { type: XLSX_TYPE, disposition });
  const type = 'text/csv; charset=utf-8; header=present';
  return new StreamableFile(csvOf(table), { type, disposition });
}
