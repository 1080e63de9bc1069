import { acceptedFormat } from '../common/accepted-format';
import { XLSX_TYPE } from './gap-table.xlsx';

export type ReportFormat = 'json' | 'csv' | 'xlsx';

/**
 * Which format an Accept header asks for; JSON before CSV, and that before a workbook.
 * @throws ProblemError `not-acceptable` when it excludes all
 */
export function reportFormat(accept: string | undefined): ReportFormat {
  return acceptedFormat<ReportFormat>(accept, [
    ['json', 'application/json'],
    ['csv', 'text/csv'],
    ['xlsx', XLSX_TYPE],
  ]);
}
