import {
  UpstreamProtocolError,
  UpstreamUnavailableError,
  type HttpAnswer,
  type UpstreamErrorContext,
} from '@libs/upstream';
import { refuseForeign } from './http-answer';
import { OdooFault, errorOfFault, meansNone } from './odoo-fault';
import { decodeMethodResponse, type XmlRpcAnswer } from './xmlrpc/decode-message';
import { XmlRpcSyntaxError } from './xmlrpc/xmlrpc-syntax.error';
import type { XmlRpcValue } from './xmlrpc/xmlrpc-value';

type Context = Omit<UpstreamErrorContext, 'cause'>;

/**
 * The value in an HTTP answer of Odoo's XML-RPC service; `null` for the fault that stands for None.
 * @throws UpstreamError by what the caller can do; never a fault, a traceback or HTML
 */
export function readXmlRpcAnswer(answer: HttpAnswer, context: Context): XmlRpcValue {
  refuseForeign(answer, 'XML-RPC', context);
  const from = `${context.system} (${context.operation})`;
  const decoded = decode(answer.body, from, context);
  if (decoded.kind === 'value') return decoded.value;
  const fault = new OdooFault(decoded.code, decoded.text);
  if (meansNone(fault)) return null;
  throw errorOfFault(fault, context);
}

function decode(body: Buffer, from: string, context: Context): XmlRpcAnswer {
  try {
    return decodeMethodResponse(body);
  } catch (error) {
    if (!(error instanceof XmlRpcSyntaxError)) throw error;
    const because = { ...context, cause: error };
    switch (error.kind) {
      case 'cut':
        throw new UpstreamUnavailableError(`${from}: the answer was cut off`, 'answered', because);
      case 'foreign':
        throw new UpstreamUnavailableError(`${from}: something else than Odoo answered`, 'answered', because);
      case 'malformed':
      case 'too_large':
        throw new UpstreamProtocolError(`${from}: ${error.message}`, because);
    }
  }
}
