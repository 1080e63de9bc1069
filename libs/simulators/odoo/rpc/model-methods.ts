import { checkAccess, mayAccess } from '../orm/access';
import { load } from '../orm/load';
import { create, createAll } from '../orm/mutate';
import { typeError, valueError } from '../orm/odoo-exception';
import { readRows } from '../orm/read';
import { search } from '../orm/search';
import type { Env, Operation, Table } from '../orm/schema';
import { isList, isStruct, repr, str, truthy, type Struct, type Value } from '../orm/values';
import type { Major } from '../orm/version';
import { count, texts, type Argument, type Signature } from './arguments';
import { describeFields } from './fields-get';

/** A method called on the model, not on records. */
export interface ModelMethod extends Omit<Signature, 'method'> {
  run(table: Table, env: Env, argument: Argument): Value;
}

/** The methods of every model that take no record ids. */
export function modelMethods(major: Major): Readonly<Record<string, ModelMethod>> {
  return {
    search: {
      parameters: ['domain', 'offset', 'limit', 'order', ...(major === 16 ? ['count'] : [])],
      required: 1,
      run: (table, env, argument) => {
        const rows = searchBy(table, env, argument);
        return truthy(argument('count')) ? rows.length : rows.map((row) => row.id);
      },
    },
    search_count: {
      parameters: ['domain', 'limit'],
      required: 1,
      run: (table, env, argument) => searchBy(table, env, argument).length,
    },
    search_read: {
      parameters: ['domain', 'fields', 'offset', 'limit', 'order'],
      keywords: major === 16 ? 'read' : '_read_format',
      run: (table, env, argument) =>
        readRows(table, searchBy(table, env, argument), texts(argument('fields')), env),
    },
    name_search: {
      parameters: ['name', major >= 19 ? 'domain' : 'args', 'operator', 'limit'],
      run: (table, env, argument) => {
        const name = str(argument('name') ?? '').toLowerCase();
        const extra = argument(major >= 19 ? 'domain' : 'args');
        const domain = [...(isList(extra) ? extra : [])];
        const matching = search(table, domain, env).filter((row) =>
          table.displayName(row, env).toLowerCase().includes(name),
        );
        const limit = count(argument('limit')) ?? 100;
        return matching.slice(0, limit).map((row) => [row.id, table.displayName(row, env)]);
      },
    },
    fields_get: {
      parameters: ['allfields', 'attributes'],
      run: (table, _env, argument) =>
        describeFields(table, texts(argument('allfields')), texts(argument('attributes'))),
    },
    create: {
      parameters: ['vals_list'],
      required: 1,
      run: (table, env, argument) => {
        checkAccess(table, 'create', env);
        const given = argument('vals_list');
        if (isList(given)) return createAll(table, given.map(asValues), env).map((row) => row.id);
        return create(table, asValues(given ?? null), env).id;
      },
    },
    load: {
      parameters: ['fields', 'data'],
      required: 2,
      run: (table, env, argument) => {
        checkAccess(table, 'create', env);
        const data = argument('data');
        return load(table, texts(argument('fields')), isList(data) ? data : [], env);
      },
    },
    check_access_rights: {
      parameters: ['operation', 'raise_exception'],
      required: 1,
      run: (table, env, argument) => {
        const operation = asOperation(argument('operation'));
        if (argument('raise_exception') !== false) checkAccess(table, operation, env);
        return mayAccess(table, operation, env);
      },
    },
    context_get: {
      parameters: [],
      run: (_table, env) => ({
        lang: env.user['lang'] ?? false,
        tz: env.user['tz'] ?? false,
        uid: env.uid,
      }),
    },
  };
}

function searchBy(table: Table, env: Env, argument: Argument) {
  const order = argument('order');
  return search(table, argument('domain') ?? [], env, {
    order: typeof order === 'string' ? order : undefined,
    offset: count(argument('offset')),
    limit: count(argument('limit')),
  });
}

function asValues(value: Value): Struct {
  if (isStruct(value)) return value;
  throw typeError(`unsupported values: ${repr(value)}`);
}

export function asOperation(value: Value | undefined): Operation {
  if (value === 'read' || value === 'write' || value === 'create' || value === 'unlink') return value;
  throw valueError(`Invalid access mode: ${repr(value ?? null)}`);
}
