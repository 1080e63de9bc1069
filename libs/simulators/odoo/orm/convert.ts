import { OdooException, valueError } from './odoo-exception';
import type { Env, Field, Table } from './schema';
import { isList, PythonFloat, repr, truthy, type Stored, type Value } from './values';

/** A value given to `create` or `write` as the record will hold it. `current` is what a relation holds now. */
export function toStored(table: Table, name: string, given: Value, env: Env, current?: Stored): Stored {
  const field = table.field(name);
  const value = given instanceof PythonFloat ? given.value : given;
  switch (field.type) {
    case 'boolean':
      return truthy(value);
    case 'integer':
    case 'float':
      return toNumber(field, value);
    case 'many2one':
      return toId(field, value, env);
    case 'many2many':
    case 'one2many':
      return applyCommands(value, typeof current === 'object' ? current : []);
    default:
      if (value === null || value === false) return false;
  }
  const written = typeof value === 'string' ? value : repr(value);
  switch (field.type) {
    case 'selection':
      if (field.selection?.some(([key]) => key === written) === true) return written;
      throw valueError(`Wrong value for ${table.name}.${name}: ${repr(value)}`);
    case 'date':
      return parseDate(written, /^\d{4}-\d\d-\d\d/, '%Y-%m-%d');
    case 'datetime':
      return /^\d{4}-\d\d-\d\d$/.test(written)
        ? `${parseDate(written, /^\d{4}-\d\d-\d\d/, '%Y-%m-%d')} 00:00:00`
        : parseDate(written, /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/, '%Y-%m-%d %H:%M:%S');
    case 'html':
      return /<\w/.test(written) || written === '' ? written : `<p>${written}</p>`;
    default:
      return written;
  }
}

function toNumber(field: Field, value: Value): number {
  if (value === null || value === false) return 0;
  const number = Number(value);
  if (Number.isFinite(number)) return field.type === 'integer' ? Math.trunc(number) : number;
  const reason =
    field.type === 'integer'
      ? `invalid literal for int() with base 10: ${repr(value)}`
      : `could not convert string to float: ${repr(value)}`;
  throw valueError(reason);
}

function toId(field: Field, value: Value, env: Env): Stored {
  if (value === null || value === false) return false;
  const target = field.relation ?? '';
  const id = isList(value) ? value[0] : value;
  if (typeof id === 'number' && env.model(target).rows.has(id)) return id;
  if (typeof id === 'number') throw missing(target, [id], env);
  throw valueError(`Wrong value for ${field.string}: ${repr(value)}`);
}

/** `[[6, 0, ids]]` replaces, `[[4, id]]` adds, `[[3, id]]` removes, `[[5]]` empties; bare ids replace. */
function applyCommands(value: Value, current: readonly number[]): readonly number[] {
  if (!isList(value)) return [];
  if (value.every((item) => typeof item === 'number')) return value;
  let ids = [...current];
  for (const command of value) {
    const [kind, id, list] = isList(command) ? command : [];
    if (kind === 6 && isList(list)) ids = list.filter((item) => typeof item === 'number');
    else if (kind === 4 && typeof id === 'number') ids = [...ids.filter((other) => other !== id), id];
    else if (kind === 3) ids = ids.filter((other) => other !== id);
    else if (kind === 5) ids = [];
    else throw valueError(`Wrong value for a relation: ${repr(command)}`);
  }
  return ids;
}

function parseDate(text: string, pattern: RegExp, format: string): string {
  const found = pattern.exec(text)?.[0];
  if (found !== undefined && !Number.isNaN(Date.parse(found.replace(' ', 'T')))) return found;
  throw valueError(`time data ${repr(text)} does not match format '${format}'`);
}

/** What Odoo raises when records are not, or no longer, there. */
export function missing(model: string, ids: readonly number[], env: Env): OdooException {
  const tuple = ids.length === 1 ? `${String(ids[0])},` : ids.join(', ');
  return new OdooException(
    'odoo.exceptions.MissingError',
    `Record does not exist or has been deleted.\n(Record: ${model}(${tuple}), User: ${String(env.uid)})`,
  );
}
