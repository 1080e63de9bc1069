import { readCell, type CellProblem } from './load-cells';
import { create, write } from './mutate';
import { OdooException } from './odoo-exception';
import type { Env, Table } from './schema';
import { isList, repr, truthy, type Row, type Struct, type Value } from './values';

/** What is known of one row before it is written. */
interface Draft {
  readonly values: Struct;
  readonly externalId: string;
  readonly databaseId: number | undefined;
}

/**
 * `load(fields, rows)`: creates or updates by external id (`id` column) or database id (`.id` column), all rows or none.
 * A bad row gives `ids: false` with messages; ids already drawn for the good rows stay used up.
 */
export function load(table: Table, fields: readonly string[], rows: readonly Value[], env: Env): Struct {
  const messages: Struct[] = [];
  if (env.losesRace()) return { ids: false, messages: [LOST], nextrow: 0 };
  const attempt = (): number[] => {
    const ids = rows.map((cells, index) =>
      loadRow(table, fields, isList(cells) ? cells : [], index, messages, env),
    );
    if (messages.length > 0) throw new RowsRefused();
    return ids;
  };
  try {
    return { ids: env.transaction(attempt), messages: [], nextrow: 0 };
  } catch (error) {
    if (!(error instanceof RowsRefused)) throw error;
    return { ids: false, messages, nextrow: 0 };
  }
}

/** PostgreSQL's words, which come as a message and not as a fault. */
const LOST: Struct = {
  type: 'error',
  message: 'could not serialize access due to concurrent update\n',
  rows: { from: 0, to: 0 },
  record: 0,
};

/** Undoes the whole load; the reasons are in the messages. */
class RowsRefused extends Error {}

/** The row's id, or 0 where it could not be written: then there is a message. */
function loadRow(
  table: Table,
  fields: readonly string[],
  cells: readonly Value[],
  index: number,
  messages: Struct[],
  env: Env,
): number {
  const draft = readRow(table, fields, cells, env, (problem) => {
    messages.push({ rows: { from: index, to: index }, type: 'error', record: index, ...problem });
  });
  try {
    return env.transaction(() => writeRow(table, draft, env)).id;
  } catch (error) {
    if (!(error instanceof OdooException)) throw error;
    messages.push({
      type: 'error',
      message: error.message.trim(),
      rows: { from: index, to: index },
      record: index,
    });
    return 0;
  }
}

function readRow(
  table: Table,
  fields: readonly string[],
  cells: readonly Value[],
  env: Env,
  report: (problem: CellProblem) => void,
): Draft {
  const values: Record<string, Value> = {};
  let externalId = '';
  let databaseId: number | undefined;
  for (const [position, column] of fields.entries()) {
    const cell = cells[position] ?? false;
    const text = typeof cell === 'string' ? cell : truthy(cell) ? repr(cell) : '';
    if (column === 'id') externalId = text;
    else if (column === '.id') databaseId = text === '' ? undefined : Number(text);
    else {
      const [name = '', key] = column.split('/');
      const result = readCell(table, name, key, text, env);
      if ('problem' in result) report(result.problem);
      else values[name] = result.value;
    }
  }
  return { values, externalId, databaseId };
}

function writeRow(table: Table, draft: Draft, env: Env): Row {
  const known = draft.databaseId === undefined ? undefined : table.rows.get(draft.databaseId);
  if (known !== undefined) {
    write(table, [known.id], draft.values, env);
    return known;
  }
  if (draft.externalId === '') return create(table, draft.values, env);
  const [module, name] = splitExternalId(draft.externalId);
  const entry = [...env.model('ir.model.data').rows.values()].find(
    (row) => row['module'] === module && row['name'] === name,
  );
  const row = entry === undefined ? undefined : table.rows.get(entry['res_id'] as number);
  if (entry !== undefined && row !== undefined) {
    // The flag that counts is the one stored when the record was first loaded.
    if (!(env.context['mode'] === 'update' && entry['noupdate'] === true))
      write(table, [row.id], draft.values, env);
    return row;
  }
  const created = create(table, draft.values, env);
  const link = {
    ...{ module, name, model: table.name, res_id: created.id },
    noupdate: truthy(env.context['noupdate']),
  };
  if (entry === undefined) create(env.model('ir.model.data'), link, env);
  else write(env.model('ir.model.data'), [entry.id], link, env);
  return created;
}

function splitExternalId(externalId: string): [module: string, name: string] {
  const dot = externalId.indexOf('.');
  return dot < 0 ? ['__import__', externalId] : [externalId.slice(0, dot), externalId.slice(dot + 1)];
}
