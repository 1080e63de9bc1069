import type { Database } from '../orm/database';
import type { OdooException } from '../orm/odoo-exception';
import { isList, isStruct, str, type Value } from '../orm/values';
import type { Major } from '../orm/version';
import { dispatch } from '../rpc/dispatch';
import { htmlAnswer, jsonAnswer, type Answer } from './answer';
import { answering, describeCall, unreadable, type Exchange } from './exchange';

/** A JSON-RPC 2.0 request to `/jsonrpc`: failures are an `error` with HTTP 200. */
export function openJsonRpc(db: Database, body: string): Exchange {
  const request = parseJson(body);
  if (!isStruct(request)) return unreadable('jsonrpc', '', htmlAnswer(400, 'Invalid JSON data'));
  const { id = null, params } = request;
  const named = isStruct(params) ? params : {};
  const service = str(named['service']);
  const method = str(named['method']);
  const args = isList(named['args']) ? named['args'] : [];
  return {
    call: describeCall('jsonrpc', service, method, args),
    run: () =>
      answering(
        () => jsonAnswer({ jsonrpc: '2.0', id, result: dispatch(db, service, method, args) }),
        (error) => errorAnswer(id, error, db.major),
      ),
  };
}

export function errorAnswer(id: Value, error: OdooException, major: Major): Answer {
  const data = serialise(error);
  // 19 keeps to itself where a log-in failed.
  if (major >= 19 && error.pythonClass === 'odoo.exceptions.AccessDenied') data['debug'] = error.summary();
  const code = major >= 19 ? 0 : 200;
  return jsonAnswer({ jsonrpc: '2.0', id, error: { code, message: 'Odoo Server Error', data } });
}

/** The exception as Odoo's JSON protocols show it. */
export function serialise(error: OdooException, more: readonly Value[] = []): Record<string, unknown> {
  return {
    name: error.pythonClass,
    message: error.message,
    arguments: [error.message, ...more],
    context: {},
    debug: error.traceback(),
  };
}

function parseJson(body: string): Value {
  try {
    return JSON.parse(body) as Value;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
