import { DatabaseError, types, type QueryResult } from 'pg';
import { prepareValue } from 'pg/lib/utils';

/** A result as the embedded database's thread sends it: rows of PostgreSQL's text, in the order of the fields. */
export interface TextResult {
  readonly command?: string;
  readonly rowCount?: number;
  readonly fields: readonly { readonly name: string; readonly dataTypeID: number }[];
  readonly rows: readonly (readonly (string | null)[])[];
}

/** Parameters as text, by the rules of `pg`: objects as JSON, arrays as PostgreSQL's, dates with their offset. */
export function textOfValues(values: readonly unknown[]): (string | null)[] {
  return values.map((value) => {
    const prepared = prepareValue(value);
    return Buffer.isBuffer(prepared) ? `\\x${prepared.toString('hex')}` : prepared;
  });
}

/** Any number may be asked for; a type that `pg` does not know stays text. */
const parserOf = types.getTypeParser as (type: number, format: 'text') => (text: string) => unknown;

/** The result that `pg` would give: same types of values, int8 and numeric as text. */
export function resultOfText({ command = '', rowCount, fields, rows }: TextResult): QueryResult {
  const parsers = fields.map(({ dataTypeID }) => parserOf(dataTypeID, 'text'));
  return {
    command,
    rowCount: rowCount ?? null,
    oid: 0,
    fields: fields.map(({ name, dataTypeID }) => ({
      name,
      dataTypeID,
      tableID: 0,
      columnID: 0,
      dataTypeSize: -1,
      dataTypeModifier: -1,
      format: 'text',
    })),
    rows: rows.map((row) =>
      Object.fromEntries(
        fields.map(({ name }, i) => {
          const text = row[i];
          return [name, text === null || text === undefined ? null : parsers[i]?.(text)];
        }),
      ),
    ),
  };
}

/** The error that `pg` would throw, with code, detail, constraint and the like. */
export function errorOfFields(fields: Readonly<Record<string, unknown>>): Error {
  const message = String(fields['message']);
  if (typeof fields['code'] !== 'string') return new Error(message);
  return Object.assign(new DatabaseError(message, message.length, 'error'), fields);
}
