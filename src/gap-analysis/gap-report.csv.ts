import { pipeline, Readable } from 'node:stream';
import { stringify } from 'csv-stringify';
import type { AgedFinding, GapReport } from './gap-report';
import { COLUMNS, rowsOf } from './gap-report.rows';

/**
 * The matching findings as CSV (RFC 4180, UTF-8, with a header line). Values that a spreadsheet would take for a formula
 * get a leading apostrophe. Ages are those at `asOf`, the start of the run.
 */
export function csvOf(report: GapReport, asOf: Date, matches: (finding: AgedFinding) => boolean): Readable {
  const columns = [...COLUMNS];
  const csv = stringify({ header: true, columns, escape_formulas: true, record_delimiter: '\r\n' });
  pipeline(Readable.from(rowsOf(report, asOf, matches)), csv, (error) => {
    // A failed source has destroyed the stream with its error already, except for a reader that went away.
    if (error && !csv.destroyed) csv.destroy(error);
  });
  return csv;
}
