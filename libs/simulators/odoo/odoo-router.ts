import type { Database } from './orm/database';
import { accessDenied, accessError, OdooException, userError } from './orm/odoo-exception';
import { htmlAnswer, type Answer } from './wire/answer';
import type { Exchange } from './wire/exchange';
import { openJson2, problemAnswer } from './wire/json2-protocol';
import { errorAnswer, openJsonRpc } from './wire/jsonrpc-protocol';
import { faultAnswer, openXmlRpc } from './wire/xmlrpc-protocol';

export interface OdooRequest {
  readonly method: string;
  readonly path: string;
  readonly authorization: string | undefined;
  readonly body: string;
}

/** The protocol's reading of a request, or the page for people that Odoo shows on every other path and method. */
export function openExchange(db: Database, request: OdooRequest): Exchange | Answer {
  const xml = /^\/xmlrpc\/2\/(common|object)$/.exec(request.path);
  const json2 = db.major >= 19 ? /^\/json\/2\/([^/]+)\/([^/]+)$/.exec(request.path) : null;
  if (xml === null && json2 === null && request.path !== '/jsonrpc') return htmlAnswer(404, 'Page Not Found');
  const removed = json2 === null ? db.later?.rpcRemoved : undefined;
  if (removed !== undefined) return htmlAnswer(removed, 'Not Found');
  if (request.method !== 'POST') return htmlAnswer(405, 'Method Not Allowed');
  if (xml !== null) return openXmlRpc(db, xml[1] ?? '', request.body);
  if (json2 === null) return openJsonRpc(db, request.body);
  const [, model = '', method = ''] = json2;
  return openJson2(db, { model, method, authorization: request.authorization }, request.body);
}

/** The answer to a request that fails by script, in the protocol of its path. */
export function scriptedFault(db: Database, path: string, code: number, text: string): Answer {
  if (path.startsWith('/xmlrpc/')) return faultAnswer(code, text, db.major);
  const error = exceptionOf(code, text);
  return path === '/jsonrpc' ? errorAnswer(null, error, db.major) : problemAnswer(error);
}

function exceptionOf(code: number, text: string): OdooException {
  if (code === 2) return userError(text);
  if (code === 3) return accessDenied();
  return code === 4 ? accessError(text) : new OdooException('builtins.Exception', text);
}
