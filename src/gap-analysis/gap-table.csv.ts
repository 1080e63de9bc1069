import { pipeline, Readable } from 'node:stream';
import { stringify } from 'csv-stringify';
import type { GapTable } from './gap-table';

/**
 * The table as CSV (RFC 4180, UTF-8, with a header line). Values that a spreadsheet would take for a formula get a leading
 * apostrophe.
 */
export function csvOf({ columns, rows }: GapTable): Readable {
  const csv = stringify({
    header: true,
    columns: [...columns],
    escape_formulas: true,
    record_delimiter: '\r\n',
  });
  pipeline(Readable.from(rows), csv, (error) => {
    // A failed source has destroyed the stream with its error already, except for a reader that went away.
    if (error && !csv.destroyed) csv.destroy(error);
  });
  return csv;
}
