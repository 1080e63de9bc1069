import { validationError } from './odoo-exception';
import type { Env, Field, Table } from './schema';
import type { Row, Stored } from './values';

/** The database's NOT NULL constraints. */
export function checkRequired(table: Table, values: Readonly<Record<string, Stored>>, env: Env): void {
  for (const [name, field] of table.fields) {
    if (field.required !== true || field.via !== undefined || field.compute !== undefined) continue;
    const value = values[name];
    if (value === undefined || value === false) throw requiredMissing(table, name, field, env);
  }
}

/** The database's UNIQUE constraints; empty values may repeat. */
export function checkUnique(table: Table, row: Row, changed: ReadonlySet<string>): void {
  for (const [name, message] of Object.entries(table.options.unique ?? {})) {
    const value = row[name];
    if (!changed.has(name) || value === undefined || value === false) continue;
    for (const other of table.rows.values()) {
      if (other.id !== row.id && other[name] === value) {
        throw validationError(`The operation cannot be completed: ${message}`);
      }
    }
  }
}

function requiredMissing(table: Table, name: string, field: Field, env: Env): Error {
  const { description } = table.options;
  if (env.major >= 19) {
    return validationError(
      `The operation cannot be completed: Missing required value for the field '${field.string}' (${name}).\n` +
        `Model: '${description}' (${table.name})\n` +
        '- create/update: a mandatory field is not set\n' +
        '- delete: another model requires the record being deleted, you can archive it instead\n',
    );
  }
  return validationError(
    'The operation cannot be completed:\n' +
      '- Create/update: a mandatory field is not set.\n' +
      '- Delete: another model requires the record being deleted. If possible, archive it instead.\n\n' +
      `Model: ${description} (${table.name})\nField: ${field.string} (${name})\n`,
  );
}
