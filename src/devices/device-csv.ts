import type { Device } from '@libs/domain';
import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import { ProblemError } from '../common/problem';
import { toDeviceDto } from './device.dto';

/** Columns of an export, in order: the fields of a device on the wire. */
const EXPORTED = [
  'guid',
  'id',
  'customer',
  'site',
  'area',
  'erp_reference',
  'placement',
  'configuration',
  'status',
  'device_type',
  'cluster_id',
  'cluster_name',
  'erp_ready',
  'location_layers',
  'last_modified',
] as const;

/** Columns that an import reads. The others of an export may stay in the file and change nothing. */
const IMPORTED = EXPORTED.slice(0, 11);
const REQUIRED = ['customer', 'site', 'area', 'erp_reference'];

/** One row of an import: its place in the file, and its cells that are not empty. */
export interface CsvRow {
  /** Line of the file on which the row ends, the header being 1. */
  readonly line: number;
  readonly cells: Readonly<Partial<Record<(typeof IMPORTED)[number], string>>>;
}

/** What a spreadsheet takes for a formula, in wide letters too; with apostrophes in front, such text escaped before. */
const FORMULA = /^'*[=+\-@\t\r\uFF1D\uFF0B\uFF0D\uFF20]/;

/** CSV (RFC 4180, UTF-8, with header). Cells that a spreadsheet would take for a formula get an apostrophe in front. */
export function toCsv(devices: readonly Device[]): string {
  return stringify(
    devices.map((device) => toDeviceDto(device)),
    {
      header: true,
      columns: [...EXPORTED],
      cast: {
        boolean: (value) => String(value),
        string: (value) => (FORMULA.test(value) ? `'${value}` : value),
      },
    },
  );
}

/**
 * Reads an import with comma or semicolon, with or without a byte order mark.
 * @throws ProblemError `unprocessable` for a file that is no such table, naming line or column
 */
export function fromCsv(text: string): readonly CsvRow[] {
  let parsed: { record: Record<string, string>; info: { lines: number } }[];
  try {
    parsed = parse(text, {
      bom: true,
      columns: (header: string[]) => checkHeader(header),
      // The header's own: cells may hold the other one.
      delimiter: /[,;]/.exec(text)?.[0] ?? ',',
      info: true,
      skip_empty_lines: true,
      trim: true,
    });
  } catch (error) {
    if (error instanceof ProblemError) throw error;
    const why = error instanceof Error ? error.message : String(error);
    throw new ProblemError('unprocessable', `the CSV cannot be read: ${why}`, {
      errors: [{ field: 'body', message: why }],
    });
  }
  return parsed.map(({ record, info }) => ({ line: info.lines, cells: filledCells(record) }));
}

function checkHeader(header: readonly string[]): string[] {
  const names = header.map((name) => name.trim().toLowerCase());
  const known: readonly string[] = EXPORTED;
  const unknown = names.filter((name) => !known.includes(name));
  const missing = names.includes('guid') ? [] : REQUIRED.filter((name) => !names.includes(name));
  const repeated = new Set(names.filter((name, i) => known.includes(name) && names.indexOf(name) !== i));
  if (unknown.length === 0 && missing.length === 0 && repeated.size === 0) return names;
  throw new ProblemError('unprocessable', 'the header of the CSV is not right', {
    errors: [
      ...unknown.map((field) => ({ field, message: `is not a column; known are ${EXPORTED.join(', ')}` })),
      ...[...repeated].map((field) => ({ field, message: 'is there more than once' })),
      ...missing.map((field) => ({ field, message: 'is a required column unless there is a column guid' })),
    ],
  });
}

function filledCells(record: Record<string, string>): CsvRow['cells'] {
  const entries = IMPORTED.map((name) => [name, withoutApostrophe(record[name] ?? '')] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== ''));
}

/** Undoes what {@link toCsv} does to formulas. */
function withoutApostrophe(value: string): string {
  return value.startsWith("'") && FORMULA.test(value) ? value.slice(1) : value;
}
