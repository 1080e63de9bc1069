import {
  UpstreamAccessError,
  UpstreamConfigurationError,
  UpstreamProtocolError,
  UpstreamRateLimitedError,
  UpstreamUnavailableError,
  isHtml,
  retryAfterMs,
  type HttpAnswer,
  type UpstreamError,
  type UpstreamErrorContext,
} from '@libs/upstream';
import { OdooFault, errorOfFault, meansNone } from './odoo-fault';
import { decodeMethodResponse, type XmlRpcAnswer } from './xmlrpc/decode-message';
import { XmlRpcSyntaxError } from './xmlrpc/xmlrpc-syntax.error';
import type { XmlRpcValue } from './xmlrpc/xmlrpc-value';

type Context = Omit<UpstreamErrorContext, 'cause'>;

/**
 * The value in an HTTP answer of Odoo's XML-RPC service; `null` for the fault that stands for None.
 * @throws UpstreamError by what the caller can do; never a fault, a traceback or HTML
 */
export function readOdooAnswer(answer: HttpAnswer, context: Context): XmlRpcValue {
  if (answer.status !== 200) throw errorOfStatus(answer, context);
  const from = `${context.system} (${context.operation})`;
  if (isHtml(answer)) {
    throw new UpstreamUnavailableError(`${from} answered with a web page`, 'answered', context);
  }
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

/** XML-RPC answers faults with 200, so that any other status comes from the web server or a proxy before Odoo. */
function errorOfStatus(answer: HttpAnswer, context: Context): UpstreamError {
  const { status } = answer;
  const text = `${context.system} (${context.operation}) answered HTTP ${status}`;
  if (status === 429) {
    const wait = retryAfterMs(answer.headers, Date.now());
    return new UpstreamRateLimitedError(text, { ...context, retryAfterMs: wait });
  }
  if (status >= 500 || status === 408) {
    const wait = retryAfterMs(answer.headers, Date.now());
    return new UpstreamUnavailableError(text, 'answered', { ...context, retryAfterMs: wait });
  }
  if (status === 401 || status === 403) {
    return new UpstreamAccessError(`${text}: a proxy or firewall does not let XML-RPC through`, context);
  }
  if (status === 404 || (status >= 300 && status < 400)) {
    return new UpstreamConfigurationError(`${text}: there is no XML-RPC service at this address`, context);
  }
  return new UpstreamProtocolError(text, context);
}
