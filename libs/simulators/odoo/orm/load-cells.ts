import type { Env, Field, Table } from './schema';
import type { Struct, Value } from './values';
import { toUtc } from './zoned-time';

export type CellProblem = Struct;
type Cell = { readonly value: Value } | { readonly problem: CellProblem };

/**
 * One cell of `load`, always text, as a value for `create`. An empty cell empties the field. `key` is what follows the
 * slash in the column name: `.id` for a database id, `id` for an external id, nothing for a display name.
 */
export function readCell(table: Table, name: string, key: string | undefined, text: string, env: Env): Cell {
  const field = table.field(name);
  if (text === '') return { value: false };
  const refuse = (message: string, extra: Struct = {}): Cell => ({
    problem: { field: name, message, ...extra, field_name: field.string },
  });
  switch (field.type) {
    case 'boolean':
      return { value: !/^(0|false|no|f|n)$/i.test(text) };
    case 'integer':
    case 'float':
      return Number.isFinite(Number(text))
        ? { value: Number(text) }
        : refuse(
            `'${text}' does not seem to be ${field.type === 'integer' ? 'an integer' : 'a number'} for field '${field.string}'`,
          );
    case 'selection':
      return readSelection(field, text, refuse);
    case 'date':
      return /^\d{4}-\d\d-\d\d$/.test(text)
        ? { value: text }
        : refuse(`'${text}' does not seem to be a valid date for field '${field.string}'`, {
            moreinfo: "Use the format '2012-12-31'",
          });
    case 'datetime':
      return /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(text)
        ? { value: toUtc(text, zoneOf(env)) }
        : refuse(`'${text}' does not seem to be a valid datetime for field '${field.string}'`, {
            moreinfo: "Use the format '2012-12-31 23:59:59'",
          });
    case 'many2one': {
      const id = findRelated(field, key, text, env);
      const kind = key === '.id' ? 'database id' : key === 'id' ? 'external id' : 'name';
      return id === undefined
        ? refuse(`No matching record found for ${kind} '${text}' in field '${field.string}'`)
        : { value: id };
    }
    default:
      return { value: text };
  }
}

/** Labels count before keys. */
function readSelection(field: Field, text: string, refuse: (message: string, extra: Struct) => Cell): Cell {
  const choices = field.selection ?? [];
  const found = choices.find(([, label]) => label === text) ?? choices.find(([choice]) => choice === text);
  if (found !== undefined) return { value: found[0] };
  return refuse(`Value '${text}' not found in selection field '${field.string}'`, {
    moreinfo: choices.map(([, label]) => label),
  });
}

function findRelated(field: Field, key: string | undefined, text: string, env: Env): number | undefined {
  const target = env.model(field.relation ?? '');
  if (key === '.id') return target.rows.get(Number(text))?.id;
  if (key === 'id') {
    const [module, ...name] = text.split('.');
    for (const row of env.model('ir.model.data').rows.values()) {
      if (row['model'] !== target.name || row['module'] !== module || row['name'] !== name.join('.'))
        continue;
      return target.rows.get(row['res_id'] as number)?.id;
    }
    return undefined;
  }
  for (const row of target.rows.values()) if (target.displayName(row, env) === text) return row.id;
  return undefined;
}

/** Naive times are the user's own: in the context's zone, else in the one of the user's settings, else UTC. */
function zoneOf(env: Env): string {
  const zone = env.context['tz'] ?? env.user['tz'];
  return typeof zone === 'string' && zone !== '' ? zone : 'UTC';
}
