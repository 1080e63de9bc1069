import { createClient } from 'xmlrpc';
import type { OdooSimulator } from '@libs/simulators';

/** What an answer or a fault came to, seen by an XML-RPC client that is nobody's own code here. */
export interface Fault {
  readonly faultCode: number;
  readonly faultString: string;
}

export interface Caller {
  readonly uid: number;
  readonly password: string;
}

export const ADMIN: Caller = { uid: 2, password: 'admin' };

/** Calls a service method; rejects with the client's error, which carries fault code and text. */
export function callService(
  odoo: OdooSimulator,
  service: string,
  method: string,
  params: unknown[],
): Promise<unknown> {
  const client = createClient({ url: `${odoo.url}/xmlrpc/2/${service}` });
  return new Promise((resolve, reject: (reason: Error) => void) => {
    client.methodCall(method, params, (error: unknown, value: unknown) => {
      if (error === null) resolve(value);
      // Node's own errors are no instances of this realm's Error under Jest.
      else reject(error as Error);
    });
  });
}

/** `execute_kw` as this user. */
export function execute<T = unknown>(
  odoo: OdooSimulator,
  model: string,
  method: string,
  args: unknown[],
  kwargs: Readonly<Record<string, unknown>> = {},
  caller: Caller = ADMIN,
): Promise<T> {
  const params = [odoo.database, caller.uid, caller.password, model, method, args, kwargs];
  return callService(odoo, 'object', 'execute_kw', params) as Promise<T>;
}
