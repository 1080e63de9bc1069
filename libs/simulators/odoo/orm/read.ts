import type { Env, Field, Table } from './schema';
import { PythonFloat, type Row, type Stored, type Struct, type Value } from './values';

/**
 * Rows as `read` gives them: `id` first, then the fields as asked for, all fields when none are named. Relations come as
 * `[id, display name]`, or as bare ids when `names` is false.
 */
export function readRows(
  table: Table,
  rows: readonly Row[],
  fields: readonly string[],
  env: Env,
  names = true,
): Struct[] {
  const wanted = fields.length === 0 ? [...table.fields.keys()] : fields;
  const columns = wanted
    .map((name) => ({ name, value: column(table, name, env, names) }))
    .filter(({ name }) => name !== 'id');
  return rows.map((row) => {
    const record: Record<string, Value> = { id: row.id };
    for (const { name, value } of columns) record[name] = value(row);
    return record;
  });
}

function column(table: Table, name: string, env: Env, names: boolean): (row: Row) => Value {
  const field = table.field(name);
  const get = table.getter(name, env);
  if (field.type !== 'many2one' || !names) return (row) => shown(field, get(row));
  return (row) => {
    const id = get(row);
    if (typeof id !== 'number') return false;
    const target = env.model(field.relation ?? '');
    const related = target.rows.get(id);
    return related === undefined ? false : [id, target.displayName(related, env)];
  };
}

function shown(field: Field, stored: Stored): Value {
  if (field.type === 'float' && typeof stored === 'number') return new PythonFloat(stored);
  if (field.type === 'datetime' && typeof stored === 'string') return stored.slice(0, 19);
  return stored;
}
