import { pipeline, Readable } from 'node:stream';
import { stringify } from 'csv-stringify';
import { type AuditRecordDto, toAuditRecordDto } from './audit.dto';
import type { AuditRecord } from './audit-record';
import type { Checkpoint } from './checkpoint';

const COLUMNS = [
  'seq',
  'time',
  'actor_kind',
  'actor',
  'role',
  'account',
  'action',
  'subject_kind',
  'subject',
  'reference',
  'cluster',
  'before',
  'after',
  'result',
  'detail',
  'correlation_id',
  'plan',
  'plan_action',
  'previous',
  'hash',
] as const satisfies readonly (keyof AuditRecord)[];

/** What an export holds in a line of NDJSON: a record, or at its end a checkpoint. */
export type ExportLine = AuditRecordDto | { readonly checkpoint: Checkpoint };

/** One record a line, then one checkpoint a line: what `audit:verify` reads. */
export async function* ndjsonOf(
  records: AsyncIterable<AuditRecord>,
  checkpoints: () => Promise<readonly Checkpoint[]>,
): AsyncGenerator<string> {
  for await (const record of records) yield lineOf(toAuditRecordDto(record));
  for (const checkpoint of await checkpoints()) yield lineOf({ checkpoint });
}

/**
 * CSV (RFC 4180, UTF-8, with a header line), one row per record. Values that a spreadsheet would take for a formula get a
 * leading apostrophe.
 */
export function csvOf(records: AsyncIterable<AuditRecord>): Readable {
  const columns = [...COLUMNS];
  const csv = stringify({ header: true, columns, escape_formulas: true, record_delimiter: '\r\n' });
  pipeline(Readable.from(records), csv, (error) => {
    // A failed source has destroyed the stream with its error already, except for a reader that went away.
    if (error && !csv.destroyed) csv.destroy(error);
  });
  return csv;
}

function lineOf(line: ExportLine): string {
  return `${JSON.stringify(line)}\n`;
}
