import type { Database } from '../orm/database';
import { OdooException } from '../orm/odoo-exception';
import type { Major } from '../orm/version';
import { dispatch } from '../rpc/dispatch';
import { xmlAnswer, type Answer } from './answer';
import { answering, describeCall, unreadable, type Exchange } from './exchange';
import { readMethodCall, type XmlRpcRequest } from './xmlrpc-reader';
import { writeFault, writeMethodResponse } from './xmlrpc-writer';

/** A request to `/xmlrpc/2/<service>`. Every failure is a fault with HTTP 200; a `None` result fails after the work. */
export function openXmlRpc(db: Database, service: string, body: string): Exchange {
  const failed = (error: OdooException): Answer => faultAnswer(faultCode(error), faultText(error), db.major);
  let request: XmlRpcRequest;
  try {
    request = readMethodCall(body);
  } catch (error) {
    if (!(error instanceof OdooException)) throw error;
    return unreadable('xmlrpc', service, failed(error));
  }
  const { method, params } = request;
  return {
    call: describeCall('xmlrpc', service, method, params),
    run: () =>
      answering(
        () => xmlAnswer(writeMethodResponse(dispatch(db, service, method, params), db.major)),
        failed,
      ),
  };
}

export function faultAnswer(code: number, text: string, major: Major): Answer {
  return xmlAnswer(writeFault(code, text, major));
}

function faultCode(error: OdooException): number {
  switch (error.pythonClass) {
    case 'odoo.exceptions.UserError':
    case 'odoo.exceptions.ValidationError':
    case 'odoo.exceptions.MissingError':
      return 2;
    case 'odoo.exceptions.AccessDenied':
      return 3;
    case 'odoo.exceptions.AccessError':
      return 4;
    default:
      return 1;
  }
}

/** What Odoo expects to happen is told in words; anything else is a traceback. */
function faultText(error: OdooException): string {
  return faultCode(error) === 1 ? error.traceback() : error.message;
}
