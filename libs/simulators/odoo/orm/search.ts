import { checkAccess } from './access';
import { compileDomain } from './domain';
import { userError } from './odoo-exception';
import type { Env, Table } from './schema';
import type { Row, Stored, Value } from './values';

export interface SearchOptions {
  readonly order?: string | undefined;
  readonly offset?: number | undefined;
  /** 0 or absent: all. */
  readonly limit?: number | undefined;
}

/**
 * The rows of the domain that the caller may see, in order. Rules hide rows silently; only a missing right on the whole
 * model is an error. Archived rows are left out unless the domain or the context asks for them.
 */
export function search(table: Table, domain: Value, env: Env, options: SearchOptions = {}): Row[] {
  checkAccess(table, 'read', env);
  const wanted = compileDomain(domain, table, env);
  const hidesArchived = table.fields.has('active') && env.activeTest && !mentionsActive(domain);
  const isActive = hidesArchived ? table.getter('active', env) : () => true;
  const order =
    options.order === undefined || options.order === '' ? (table.options.order ?? 'id') : options.order;
  const compare = comparison(table, order, env);
  const { visible } = table.options;
  const rows: Row[] = [];
  for (const row of table.rows.values()) {
    if (isActive(row) && wanted(row) && (visible === undefined || env.sudo || visible(row, env)))
      rows.push(row);
  }
  rows.sort(compare);
  const offset = options.offset ?? 0;
  const limit = options.limit ?? 0;
  return offset === 0 && limit === 0 ? rows : rows.slice(offset, limit === 0 ? undefined : offset + limit);
}

function mentionsActive(domain: Value): boolean {
  return Array.isArray(domain) && domain.some((leaf) => Array.isArray(leaf) && leaf[0] === 'active');
}

type Comparison = (left: Row, right: Row) => number;

/** `default_code, name desc`: as PostgreSQL, empty values last when ascending and first when descending. */
function comparison(table: Table, order: string, env: Env): Comparison {
  const terms = order.split(',').map((term) => {
    const found = /^\s*(\w+)(?:\s+(asc|desc))?\s*$/i.exec(term);
    if (found === null) throw invalidOrder(order);
    const [, name = '', direction = 'asc'] = found;
    const key = sortKey(table, name, env);
    return { key, sign: direction.toLowerCase() === 'desc' ? -1 : 1 };
  });
  return (left, right) => {
    for (const { key, sign } of terms) {
      const result = sign * compareValues(key(left), key(right));
      if (result !== 0) return result;
    }
    return left.id - right.id;
  };
}

function sortKey(table: Table, name: string, env: Env): (row: Row) => Stored {
  const field = table.field(name);
  const get = table.getter(name, env);
  if (field.type === 'boolean') return (row) => (get(row) ? 1 : 0);
  if (field.type !== 'many2one') return get;
  const target = env.model(field.relation ?? '');
  return (row) => {
    const related = target.rows.get(get(row) as number);
    return related === undefined ? false : target.displayName(related, env);
  };
}

function compareValues(left: Stored, right: Stored): number {
  if (left === right) return 0;
  if (left === false) return 1;
  if (right === false) return -1;
  return left < right ? -1 : 1;
}

function invalidOrder(order: string): Error {
  return userError(
    `Invalid "order" specified (${order}). A valid "order" specification is a comma-separated list of valid field ` +
      'names (optionally followed by asc/desc for the direction)',
  );
}
