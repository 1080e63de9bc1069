import type { IncomingMessage } from 'node:http';
import type { OdooTransportName } from '@libs/odoo-client';
import {
  packageReadsCall,
  packageReadsResponse,
  packageWritesResponse,
} from '../../../libs/odoo-client/xmlrpc/package-oracle.fixture';
import { recordingsOf, xmlrpcRecording, type RecordedVersion } from './odoo-recordings';

export interface HttpReply {
  readonly status: number;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The API key of the recordings. */
export const API_KEY = 'API_KEY_0000000000000000000000000000000000';

/** A call, whatever carried it: `params` are those of `execute_kw` where a model is called. */
export interface WireCall {
  readonly transport: OdooTransportName;
  /** `version`, `authenticate`, or model and method. */
  readonly name: string;
  readonly params: readonly unknown[];
  /** JSON-RPC's id. */
  readonly id: unknown;
}

const RECORDS_METHODS = new Set(['read', 'write', 'has_access']);
/** How JSON-2 names what XML-RPC gives by position. */
const FIRST_ARGUMENT: Readonly<Record<string, string>> = {
  write: 'vals',
  fields_get: 'allfields',
  search: 'domain',
  search_count: 'domain',
  search_read: 'domain',
};

/** Undefined on a path that this version of Odoo does not have. */
export async function readWire(
  request: IncomingMessage,
  body: string,
  version: RecordedVersion,
): Promise<WireCall | undefined> {
  const path = request.url ?? '';
  if (/^\/xmlrpc\/2\/(common|object)$/.test(path)) {
    const { method, params } = await packageReadsCall(body);
    return { transport: 'xmlrpc', name: nameOf(method, params), params, id: undefined };
  }
  if (path === '/jsonrpc') {
    const { id, params } = JSON.parse(body) as { id: unknown; params: { method: string; args: unknown[] } };
    return { transport: 'jsonrpc', name: nameOf(params.method, params.args), params: params.args, id };
  }
  const [, model = '', method = ''] = /^\/json\/2\/([^/]+)\/([^/]+)$/.exec(path) ?? [];
  if (model === '' || version !== '19.0') return undefined;
  const { ids, ...named } = JSON.parse(body) as Record<string, unknown>;
  const first = FIRST_ARGUMENT[method] ?? '';
  const { [first]: argument, ...kwargs } = named;
  const args = [...(RECORDS_METHODS.has(method) ? [ids] : []), ...(first in named ? [argument] : [])];
  const key = /^bearer (.*)$/.exec(request.headers.authorization ?? '')?.[1];
  const params = [request.headers['x-odoo-database'], 0, key, model, method, args, kwargs];
  return { transport: 'json2', name: `${model}.${method}`, params, id: undefined };
}

export function writeValue(call: WireCall, value: unknown): HttpReply {
  if (call.transport === 'xmlrpc') {
    const headers = { 'Content-Type': 'text/xml; charset=utf-8' };
    return { status: 200, headers, body: packageWritesResponse(value) };
  }
  return json(200, call.transport === 'json2' ? value : { jsonrpc: '2.0', id: call.id, result: value });
}

/** The exchange of this name, byte for byte over XML-RPC; the same told over a transport for which none was recorded. */
export async function writeRecorded(
  call: WireCall,
  version: RecordedVersion,
  name: string,
): Promise<HttpReply> {
  const { response } = xmlrpcRecording(version, name);
  if (call.transport === 'xmlrpc') return response;
  if (!response.body.includes('<fault>')) return writeValue(call, await packageReadsResponse(response.body));
  const wanted = call.transport === 'json2' ? (JSON2_NAMES[name] ?? name) : name;
  const own = recordingsOf(version, call.transport).find((recording) => recording.name === wanted)?.response;
  if (own !== undefined && call.transport === 'json2') return own;
  if (own !== undefined) return json(200, { ...(JSON.parse(own.body) as object), id: call.id });
  const [exception, message] = EXCEPTIONS[name] ?? [];
  if (exception === undefined) throw new Error(`${name} is not recorded over ${call.transport}`);
  const data = {
    name: exception,
    message,
    arguments: [message],
    context: {},
    debug: 'Traceback (most recent call last):',
  };
  if (call.transport === 'json2') return json(500, data);
  return json(200, { jsonrpc: '2.0', id: call.id, error: { code: 200, message: 'Odoo Server Error', data } });
}

const JSON2_NAMES: Readonly<Record<string, string>> = {
  'fault-wrong-password': 'fault-bad-key',
  'fault-unknown-field-read': 'fault-unknown-field',
};

/** What XML-RPC was recorded to say, as the JSON protocols show exceptions. */
const EXCEPTIONS: Readonly<Record<string, readonly [name: string, message: string]>> = {
  'fault-unknown-db': [
    'psycopg2.OperationalError',
    'connection to server failed: FATAL:  database "no_such_db" does not exist\n',
  ],
  'fault-unknown-field-read': [
    'builtins.ValueError',
    "Invalid field 'no_such_field' on model 'product.product'",
  ],
  'fault-write-missing-record': [
    'odoo.exceptions.MissingError',
    'Record does not exist or has been deleted.\n(Record: product.product(999999,), User: 2)',
  ],
};

function nameOf(method: string, params: readonly unknown[]): string {
  return method === 'execute_kw' ? `${String(params[3])}.${String(params[4])}` : method;
}

function json(status: number, body: unknown): HttpReply {
  return {
    status,
    headers: { 'Content-Type': 'application/json; charset=utf-8' },
    body: JSON.stringify(body),
  };
}
