import {
  UpstreamProtocolError,
  UpstreamUnavailableError,
  type HttpAnswer,
  type UpstreamErrorContext,
} from '@libs/upstream';
import { refuseForeign } from './http-answer';
import { OdooFault, errorOfFault } from './odoo-fault';
import { isStruct, type XmlRpcValue } from './xmlrpc/xmlrpc-value';

type Context = Omit<UpstreamErrorContext, 'cause'>;

/**
 * The value in an answer of `/jsonrpc`, whose errors come with HTTP 200.
 * @throws UpstreamError by what the caller can do; never a traceback or HTML
 */
export function readJsonRpcAnswer(answer: HttpAnswer, context: Context): XmlRpcValue {
  refuseForeign(answer, 'JSON-RPC', context);
  const message = parse(answer, context);
  const failed = isStruct(message) && isStruct(message.error) ? message.error : undefined;
  if (failed !== undefined) {
    const fault = faultOf(failed.data);
    if (fault !== undefined) throw errorOfFault(fault, context);
  } else if (isStruct(message) && message.result !== undefined) {
    return message.result;
  }
  throw new UpstreamProtocolError(`${nameOf(context)} answered with JSON that is no JSON-RPC`, context);
}

/** The value in an answer of `/json/2`, whose errors are told apart by the exception's name, not by their status. */
export function readJson2Answer(answer: HttpAnswer, context: Context): XmlRpcValue {
  if (answer.status >= 400) {
    const fault = faultOf(tryParse(answer));
    if (fault !== undefined) throw errorOfFault(fault, context);
  }
  refuseForeign(answer, 'JSON-2', context);
  return parse(answer, context);
}

/** `{name, message, debug}` as both JSON protocols show a Python exception; undefined for anything else. */
function faultOf(problem: XmlRpcValue | undefined): OdooFault | undefined {
  if (!isStruct(problem)) return undefined;
  const { name, message } = problem;
  if (typeof name !== 'string' || !/^[\w.]+$/.test(name) || typeof message !== 'string') return undefined;
  return OdooFault.raised(name, message);
}

/** Half an answer and no answer at all are outages. */
function parse(answer: HttpAnswer, context: Context): XmlRpcValue {
  const value = tryParse(answer);
  if (value !== undefined) return value;
  const what = /^\s*([[{"]|$)/.test(answer.body.subarray(0, 64).toString('latin1'))
    ? 'the answer was cut off'
    : 'something else than Odoo answered';
  throw new UpstreamUnavailableError(`${nameOf(context)}: ${what}`, 'answered', context);
}

function tryParse({ body }: HttpAnswer): XmlRpcValue | undefined {
  try {
    return JSON.parse(body.toString('utf8')) as XmlRpcValue;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function nameOf({ system, operation }: Context): string {
  return `${system} (${operation})`;
}
