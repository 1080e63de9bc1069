import type { Env, Field, Table } from './schema';
import { isList, str, type Row, type Stored, type Value } from './values';

export interface Subject {
  readonly table: Table;
  readonly field: Field;
  readonly name: string;
  readonly env: Env;
}

type Matcher = (stored: Stored) => boolean;

/** One condition's test on the stored value. Empty values match `=`, `in` and the negated operators only, as in Odoo's SQL. */
export function matcher(subject: Subject, operator: string, value: Value): Matcher {
  switch (operator) {
    case '=?':
      return value === false || value === null ? () => true : matcher(subject, '=', value);
    case '=':
      return isList(value) ? isIn(subject, value) : isIn(subject, [value]);
    case '!=':
      return not(matcher(subject, '=', value));
    case 'in':
      return isIn(subject, isList(value) ? value : [value]);
    case 'not in':
      return not(matcher(subject, 'in', value));
    case 'child_of':
    case 'parent_of':
      return inTree(subject, operator, value);
    case '<':
    case '<=':
    case '>':
    case '>=':
      return compares(subject, operator, value);
    default:
      return operator.startsWith('not ')
        ? not(isLike(subject, operator.slice(4), value))
        : isLike(subject, operator, value);
  }
}

const not =
  (matches: Matcher): Matcher =>
  (stored) =>
    !matches(stored);

/** A relation is met by an id or by the exact display name of the record it points to. */
function isIn(subject: Subject, values: readonly Value[]): Matcher {
  const { field } = subject;
  if (field.type === 'boolean') {
    const wanted = new Set(values.map(Boolean));
    return (stored) => wanted.has(Boolean(stored));
  }
  const wanted = new Set<Stored>();
  for (const value of values) {
    if (value === null || value === false) wanted.add(false);
    else if (field.relation !== undefined && typeof value === 'string') {
      for (const id of named(subject, (name) => name === value)) wanted.add(id);
    } else if (typeof value === 'string' || typeof value === 'number') wanted.add(comparable(subject, value));
  }
  return (stored) => {
    if (typeof stored !== 'object') return wanted.has(comparable(subject, stored));
    return stored.length === 0 ? wanted.has(false) : stored.some((id) => wanted.has(id));
  };
}

function compares(subject: Subject, operator: '<' | '<=' | '>' | '>=', value: Value): Matcher {
  if (typeof value !== 'string' && typeof value !== 'number') return () => false;
  const endOfDay = operator === '>' || operator === '<=';
  const bound = comparable(subject, value, endOfDay);
  return (stored) => {
    if (stored === false || typeof stored === 'object') return false;
    const left = comparable(subject, stored);
    if (typeof left !== typeof bound) return false;
    if (operator === '<') return left < bound;
    if (operator === '<=') return left <= bound;
    return operator === '>' ? left > bound : left >= bound;
  };
}

/**
 * Datetimes compare with their fraction of a second, of which clients never see anything: `write_date > "…:21"` finds the
 * record that was shown as `…:21`. 19 compares whole seconds.
 */
function comparable(subject: Subject, value: Stored, endOfDay = false): Stored {
  if (subject.field.type !== 'datetime' || typeof value !== 'string') return value;
  const full = value.length > 10 ? value : `${value} ${endOfDay ? '23:59:59' : '00:00:00'}`;
  return subject.env.major >= 19 ? full.slice(0, 19) : full.padEnd(20, '.').padEnd(23, '0');
}

function isLike(subject: Subject, operator: string, value: Value): Matcher {
  const raw = str(value);
  const pattern = operator.startsWith('=') ? raw : `%${raw}%`;
  const expression = new RegExp(`^${toExpression(pattern)}$`, operator.endsWith('ilike') ? 'isu' : 'su');
  const { field } = subject;
  if (field.relation !== undefined) {
    const ids = new Set(named(subject, (name) => expression.test(name)));
    return (stored) =>
      typeof stored === 'object' ? stored.some((id) => ids.has(id)) : ids.has(stored as number);
  }
  return (stored) => stored !== false && expression.test(String(stored));
}

/** SQL's `%` and `_`, each escaped by a backslash. */
function toExpression(pattern: string): string {
  return pattern.replace(/\\([%_\\])|[%_]|[\\^$.*+?()[\]{}|/]/g, (found, escaped: string | undefined) => {
    if (escaped !== undefined) return escaped === '\\' ? '\\\\' : escaped;
    if (found === '%') return '.*';
    return found === '_' ? '.' : `\\${found}`;
  });
}

/** The records themselves and everything below (or above) them by `parent_id`. */
function inTree(subject: Subject, operator: 'child_of' | 'parent_of', value: Value): Matcher {
  const target = subject.name === 'id' ? subject.table : subject.env.model(subject.field.relation ?? '');
  const found = new Set<number>();
  for (const item of isList(value) ? value : [value]) {
    if (typeof item === 'number') found.add(item);
    if (typeof item === 'string') {
      for (const id of named(subject, (name) => name.toLowerCase().includes(item.toLowerCase())))
        found.add(id);
    }
  }
  if (target.fields.has('parent_id')) {
    if (operator === 'child_of') addChildren(target, found);
    else addParents(target, found);
  }
  return (stored) =>
    typeof stored === 'object' ? stored.some((id) => found.has(id)) : found.has(stored as number);
}

function addChildren(target: Table, found: Set<number>): void {
  let size: number;
  do {
    size = found.size;
    for (const row of target.rows.values()) if (found.has(row['parent_id'] as number)) found.add(row.id);
  } while (found.size > size);
}

function addParents(target: Table, found: Set<number>): void {
  for (const id of [...found]) {
    let row: Row | undefined = target.rows.get(id);
    for (; row !== undefined; row = target.rows.get(row['parent_id'] as number)) found.add(row.id);
  }
}

function named(subject: Subject, matches: (name: string) => boolean): readonly number[] {
  const target = subject.env.model(subject.field.relation ?? subject.table.name);
  return [...target.rows.values()]
    .filter((row) => matches(target.displayName(row, subject.env)))
    .map((row) => row.id);
}
