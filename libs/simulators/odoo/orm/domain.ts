import { matcher } from './domain-operators';
import { OdooException, valueError } from './odoo-exception';
import type { Env, Table } from './schema';
import { isList, repr, type Row, type Value } from './values';

export type Predicate = (row: Row) => boolean;

const OPERATORS = new Set([
  ...['=', '!=', '<=', '<', '>', '>=', '=?', '=like', '=ilike', 'like', 'not like', 'ilike', 'not ilike'],
  ...['in', 'not in', 'child_of', 'parent_of'],
]);

/**
 * A domain in prefix notation as a test on rows of the model: `[["a", "=", 1], "|", ["b.c", "in", [2]], ["d", "=", false]]`.
 * Conditions without an operator before them are joined by "and". Throws what Odoo throws on a bad domain.
 */
export function compileDomain(domain: Value, table: Table, env: Env): Predicate {
  if (!isList(domain)) {
    throw assertion("Domains to normalize must have a 'domain' form: a list or tuple of domain components");
  }
  const waiting = [...domain];
  const clauses: Predicate[] = [];
  while (waiting.length > 0) clauses.push(next(waiting, domain, table, env));
  return (row) => clauses.every((clause) => clause(row));
}

function next(waiting: Value[], domain: Value, table: Table, env: Env): Predicate {
  const item = waiting.shift();
  if (item === undefined) throw assertion(`This domain is syntactically not correct: ${repr(domain)}`);
  if (item === '!') {
    const inner = next(waiting, domain, table, env);
    return (row) => !inner(row);
  }
  if (item === '&' || item === '|') {
    const left = next(waiting, domain, table, env);
    const right = next(waiting, domain, table, env);
    return item === '&' ? (row) => left(row) && right(row) : (row) => left(row) || right(row);
  }
  return condition(item, table, env);
}

function condition(leaf: Value, table: Table, env: Env): Predicate {
  if (!isList(leaf) || leaf.length !== 3) throw valueError(`Invalid leaf ${repr(leaf)}`);
  const [path, operator, value] = leaf as [Value, Value, Value];
  if (path === 1 && operator === '=' && value === 1) return () => true;
  if (path === 0 && operator === '=' && value === 1) return () => false;
  const shown = `(${leaf.map(repr).join(', ')})`;
  if (typeof path !== 'string' || typeof operator !== 'string' || !OPERATORS.has(operator)) {
    throw valueError(env.major >= 19 ? `Invalid operator in condition ${shown}` : `Invalid leaf ${shown}`);
  }
  return onPath(path.split('.'), { operator, value, shown }, table, env);
}

interface Test {
  readonly operator: string;
  readonly value: Value;
  readonly shown: string;
}

/** `stage_id.done`: some record at the end of the relation passes. */
function onPath(path: readonly string[], test: Test, table: Table, env: Env): Predicate {
  const [name = '', ...rest] = path;
  const field = table.fields.get(name);
  if (field === undefined) {
    const noun = env.major >= 19 ? 'condition' : 'leaf';
    throw valueError(`Invalid field ${table.name}.${name} in ${noun} ${test.shown}`);
  }
  const get = table.getter(name, env);
  if (rest.length === 0) {
    const matches = matcher({ table, field, name, env }, test.operator, test.value);
    return (row) => matches(get(row));
  }
  const target = env.model(field.relation ?? table.name);
  const inner = onPath(rest, test, target, env);
  return (row) => {
    const value = get(row);
    const ids = typeof value === 'object' ? value : [value as number];
    return ids.some((id) => {
      const related = target.rows.get(id);
      return related !== undefined && inner(related);
    });
  };
}

function assertion(message: string): OdooException {
  return new OdooException('builtins.AssertionError', message);
}
