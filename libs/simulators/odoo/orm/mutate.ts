import { checkRequired, checkUnique } from './constraints';
import { missing, toStored } from './convert';
import type { Env, Table } from './schema';
import type { Row, Stored, Struct, Value } from './values';

/** Names that `create` and `write` silently leave alone. */
const KEPT_BY_THE_SERVER = new Set(['id', 'create_uid', 'create_date', 'write_uid', 'write_date']);

/** Inserts one record, with its parent record where the model inherits one. All or nothing. */
export function create(table: Table, values: Struct, env: Env): Row {
  return env.transaction(() => {
    const row = insert(table, values, env);
    announce(table, row, env);
    return row;
  });
}

/** Inserts records, all or none. Only when all of them are in, their threads are opened and their rules checked. */
export function createAll(table: Table, list: readonly Struct[], env: Env): Row[] {
  return env.transaction(() => {
    const rows = list.map((values) => insert(table, values, env));
    for (const row of rows) announce(table, row, env);
    return rows;
  });
}

function insert(table: Table, values: Struct, env: Env): Row {
  const { own, inherited } = split(table, values);
  const filled: Record<string, Stored> = {};
  for (const [via, parentValues] of inherited) {
    if (own[via] !== undefined) continue;
    const parent = env.model(table.field(via).relation ?? '');
    filled[via] = create(parent, parentValues, env.as({ context: { create_product_product: false } })).id;
  }
  const id = table.drawId();
  for (const [name, value] of Object.entries(own)) filled[name] = toStored(table, name, value, env);
  for (const [name, field] of table.fields) {
    if (filled[name] !== undefined || field.initial === undefined || field.via !== undefined) continue;
    filled[name] = typeof field.initial === 'function' ? field.initial(env) : field.initial;
  }
  table.options.prepare?.(filled, env);
  checkRequired(table, filled, env);
  const at = env.timestamp();
  const row: Row = {
    ...filled,
    id,
    create_uid: env.uid,
    create_date: at,
    write_uid: env.uid,
    write_date: at,
  };
  checkUnique(table, row, new Set(Object.keys(row)));
  table.rows.set(id, row);
  env.onRollback(() => table.rows.delete(id));
  return row;
}

function announce(table: Table, row: Row, env: Env): void {
  if (table.options.thread === true) env.threads.open(table.name, row.id, env.user['partner_id'] as number);
  table.options.afterCreate?.(row, env);
  table.options.check?.([row], new Set(Object.keys(row)), env);
}

/** Changes records. The date of the last change moves on the record that holds the field: the parent, where inherited. */
export function write(table: Table, ids: readonly number[], values: Struct, env: Env): void {
  env.transaction(() => {
    const rows = existing(table, ids, env);
    const { own, inherited } = split(table, values);
    for (const [via, parentValues] of inherited) {
      const parent = env.model(table.field(via).relation ?? '');
      write(parent, [...new Set(rows.map((row) => row[via] as number))], parentValues, env);
    }
    const names = Object.keys(own);
    if (names.length === 0) return;
    for (const row of rows) {
      const before = { ...row };
      for (const name of names) row[name] = toStored(table, name, own[name] ?? null, env, row[name]);
      row['write_uid'] = env.uid;
      row['write_date'] = env.timestamp();
      env.onRollback(() => {
        for (const name of names) if (before[name] === undefined) Reflect.deleteProperty(row, name);
        Object.assign(row, before);
      });
      checkRequired(table, row, env);
      checkUnique(table, row, new Set(names));
    }
    table.options.check?.(rows, new Set(names), env);
  });
}

/** Deletes records and what refers to them by external id. Records that are gone already are no error. */
export function unlink(table: Table, ids: readonly number[], env: Env): void {
  env.transaction(() => {
    const rows = ids.map((id) => table.rows.get(id)).filter((row) => row !== undefined);
    table.options.beforeUnlink?.(rows, env);
    const externalIds = env.model('ir.model.data').rows;
    for (const row of rows) remove(table.rows, row, env);
    const gone = new Set(rows.map((row) => row.id));
    for (const row of externalIds.values()) {
      if (row['model'] === table.name && gone.has(row['res_id'] as number)) remove(externalIds, row, env);
    }
  });
}

/** The rows with these ids; throws Odoo's missing-record error when one is not there. */
export function existing(table: Table, ids: readonly number[], env: Env): Row[] {
  const gone = ids.filter((id) => !table.rows.has(id));
  if (gone.length > 0) throw missing(table.name, gone, env);
  return ids.map((id) => table.rows.get(id)).filter((row) => row !== undefined);
}

function remove(rows: Map<number, Row>, row: Row, env: Env): void {
  rows.delete(row.id);
  env.onRollback(() => rows.set(row.id, row));
}

function split(
  table: Table,
  values: Struct,
): { own: Record<string, Value>; inherited: Map<string, Record<string, Value>> } {
  const own: Record<string, Value> = {};
  const inherited = new Map<string, Record<string, Value>>();
  for (const field of table.fields.values()) if (field.via !== undefined) inherited.set(field.via, {});
  for (const [name, value] of Object.entries(values)) {
    const field = table.field(name);
    if (KEPT_BY_THE_SERVER.has(name) || field.compute !== undefined) continue;
    if (field.via === undefined) own[name] = value;
    else (inherited.get(field.via) ?? {})[name] = value;
  }
  return { own, inherited };
}
