import type { Database } from '../orm/database';
import { accessDenied, OdooException, typeError, valueError } from '../orm/odoo-exception';
import { isList, isStruct, repr, str, truthy, type Value } from '../orm/values';
import { SERVER_VERSION } from '../orm/version';
import { findById, findByLogin } from '../models/users';
import { callMethod } from './call-method';

/** The services of `/xmlrpc/2` and `/jsonrpc`: their methods take positional arguments, credentials among them. */
export function dispatch(db: Database, service: string, method: string, params: readonly Value[]): Value {
  if (service === 'common') return common(db, method, params);
  if (service === 'object') return object(db, method, params);
  throw new OdooException('builtins.KeyError', repr(service));
}

function common(db: Database, method: string, params: readonly Value[]): Value {
  switch (method) {
    case 'version':
      return versionOf(db);
    case 'login':
    case 'authenticate': {
      const [name, login, password] = params;
      const needed = method === 'login' ? 3 : 4;
      if (params.length < needed) throw typeError(`exp_${method}() missing required positional arguments`);
      checkDatabase(db, name);
      return findByLogin(db, str(login), str(password))?.id ?? false;
    }
    default:
      throw new OdooException('builtins.Exception', `Method not found: ${method}`);
  }
}

function versionOf(db: Database): Value {
  const serie = db.later?.serie ?? db.version;
  return {
    server_version: db.later?.serie ?? SERVER_VERSION[db.version],
    // `saas~20.1` is one of 20.
    server_version_info: [Number(/\d+/.exec(serie)?.[0]), 0, 0, 'final', 0, ''],
    server_serie: serie,
    protocol_version: 1,
  };
}

function object(db: Database, method: string, params: readonly Value[]): Value {
  const [name, uid, password, model, modelMethod, ...rest] = params;
  if (params.length < 5 && db.major >= 19) {
    throw valueError(`not enough values to unpack (expected at least 5, got ${params.length})`);
  }
  if (params.length < 3) throw new OdooException('builtins.IndexError', 'tuple index out of range');
  if (method !== 'execute_kw' && method !== 'execute') {
    throw new OdooException('builtins.NameError', `Method not available ${method}`);
  }
  const id = Number(uid);
  if (!Number.isInteger(id)) throw valueError(`invalid literal for int() with base 10: ${repr(uid ?? null)}`);
  checkDatabase(db, name);
  if (findById(db, id, str(password)) === undefined) throw accessDenied();
  if (typeof model !== 'string' || typeof modelMethod !== 'string') {
    throw typeError(`${method}() missing 2 required positional arguments: 'obj' and 'method'`);
  }
  if (method === 'execute') return callMethod(db, id, { model, method: modelMethod, args: rest, kwargs: {} });
  const [args, kwargs] = rest;
  return callMethod(db, id, {
    model,
    method: modelMethod,
    args: isList(args) ? args : [],
    kwargs: isStruct(kwargs) ? kwargs : {},
  });
}

function checkDatabase(db: Database, name: Value | undefined): void {
  if (truthy(name) && name === db.name) return;
  throw new OdooException(
    'psycopg2.OperationalError',
    `connection to server at "127.0.0.1", port 5432 failed: FATAL:  database "${str(name)}" does not exist\n`,
  );
}
