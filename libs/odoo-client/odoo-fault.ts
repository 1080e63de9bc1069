import {
  UpstreamAccessError,
  UpstreamAuthenticationError,
  UpstreamConfigurationError,
  UpstreamProtocolError,
  UpstreamRejectedError,
  UpstreamUnavailableError,
  type UpstreamError,
  type UpstreamErrorContext,
} from '@libs/upstream';

/** What an Odoo server reports in a `<fault>`, without its traceback. The cause of every error made from one. */
export class OdooFault extends Error {
  /** The Python class, e.g. `ValueError`; empty where XML-RPC gives only the message for people (faults 2 to 4). */
  readonly exception: string;
  /** The message for people, or what stands behind the exception's name. */
  readonly detail: string;

  /**
   * @param code 1 uncaught exception, 2 the data is refused, 3 access denied, 4 a right is missing
   * @param text `faultString`, of which a traceback is reduced to what its last line says; or what that line would say
   */
  constructor(
    readonly code: number,
    text: string | { readonly exception: string; readonly detail: string },
  ) {
    const { exception, detail } = typeof text === 'string' ? readFaultText(text) : text;
    super(`fault ${code}${exception === '' ? '' : ` (${exception})`}`);
    this.name = 'OdooFault';
    this.exception = exception;
    this.detail = detail;
  }

  /** An exception as the JSON protocols name it, e.g. `odoo.exceptions.UserError` or `builtins.ValueError`. */
  static raised(name: string, message: string): OdooFault {
    const exception = name.replace(/^builtins\./, '');
    return new OdooFault(CODES[exception] ?? 1, { exception, detail: oneLine(message.split('\n')) });
  }
}

/** What XML-RPC answers for these exceptions; 1 for every other. */
const CODES: Readonly<Record<string, number>> = {
  'odoo.exceptions.UserError': 2,
  'odoo.exceptions.ValidationError': 2,
  'odoo.exceptions.MissingError': 2,
  'odoo.exceptions.AccessDenied': 3,
  'werkzeug.exceptions.Unauthorized': 3,
  'odoo.exceptions.AccessError': 4,
};

/** True for the fault that means "done, and the result is None": XML-RPC cannot carry None, the call is committed. */
export function meansNone(fault: OdooFault): boolean {
  return fault.exception === 'TypeError' && fault.detail.startsWith('cannot marshal None');
}

/** Sorts a fault by what the caller can do. {@link meansNone} is asked first. Messages are one line, without traceback. */
export function errorOfFault(fault: OdooFault, context: Omit<UpstreamErrorContext, 'cause'>): UpstreamError {
  const because = { ...context, cause: fault };
  const in_ = `${context.system} (${context.operation})`;
  if (isContention(fault.detail)) {
    return new UpstreamUnavailableError(`${in_}: the record is being changed by others`, 'answered', because);
  }
  switch (fault.code) {
    case 2:
      return new UpstreamRejectedError(`${in_}: ${fault.detail}`, because);
    case 3:
      return new UpstreamAuthenticationError(`${in_}: user, password or API key is not accepted`, because);
    case 4:
      return new UpstreamAccessError(`${in_}: ${fault.detail}`, because);
    default:
      return errorOfException(fault, in_, because);
  }
}

/** Odoo retries these itself and gives up under load; nothing was written, so that trying again is safe. */
export function isContention(detail: string): boolean {
  return /could not serialize access|deadlock detected|could not obtain lock/i.test(detail);
}

/** Fault 1: an exception that nothing in Odoo caught. Only its last line tells which. */
function errorOfException(fault: OdooFault, in_: string, context: UpstreamErrorContext): UpstreamError {
  const name = fault.exception.split('.').at(-1) ?? '';
  switch (name) {
    case 'AccessDenied':
      return new UpstreamAuthenticationError(`${in_}: user, password or API key is not accepted`, context);
    case 'AccessError':
      return new UpstreamAccessError(`${in_}: ${fault.detail}`, context);
    case 'UserError':
    case 'ValidationError':
    case 'MissingError':
    case 'RedirectWarning':
      return new UpstreamRejectedError(`${in_}: ${fault.detail}`, context);
  }
  if (/database ".*" does not exist/.test(fault.detail)) {
    return new UpstreamConfigurationError(`${in_}: there is no database of this name on the server`, context);
  }
  if (name === 'OperationalError' || name === 'InterfaceError' || name === 'PoolError') {
    return new UpstreamUnavailableError(`${in_}: its database is unreachable`, 'answered', context);
  }
  const missing = missingPart(fault);
  if (missing !== undefined) return new UpstreamConfigurationError(`${in_}: ${missing}`, context);
  const what = fault.exception === '' ? `an unknown fault ${fault.code}` : fault.exception;
  return new UpstreamProtocolError(`${in_}: the call failed inside the server with ${what}`, context);
}

/** A field or method that this server's models do not have, in words; the names alone are quoted. */
function missingPart(fault: OdooFault): string | undefined {
  const field = /^Invalid field '([\w.]+)' on (?:model )?'([\w.]+)'/.exec(fault.detail);
  if (field !== null) return `the model ${field[2] ?? ''} has no field ${field[1] ?? ''}`;
  const path = /^Invalid field ([\w.]+)\.(\w+) in /.exec(fault.detail);
  if (path !== null) return `the model ${path[1] ?? ''} has no field ${path[2] ?? ''}`;
  const model = /^the model '([\w.]+)' does not exist/.exec(fault.detail);
  if (model !== null) return `there is no model ${model[1] ?? ''}`;
  const method = /^The method '([\w.]+)' does not exist(?: on the model '([\w.]+)')?/.exec(fault.detail);
  if (method === null) return undefined;
  return `there is no method ${method[2] === undefined ? '' : `${method[2]}.`}${method[1] ?? ''}`;
}

function readFaultText(text: string): { exception: string; detail: string } {
  const lines = text.trimEnd().split('\n');
  if (!text.includes('Traceback (most recent call last)')) return { exception: '', detail: oneLine(lines) };
  // The exception stands behind the last frame; what it says may go on over more lines.
  const frame = lines.findLastIndex((line) => line.startsWith('  File "'));
  const last = lines.findIndex((line, index) => index > frame && /^[A-Za-z_]/.test(line));
  const [, exception = '', detail = ''] = /^([\w.]+):?\s*(.*)$/.exec(lines[last] ?? '') ?? [];
  return { exception, detail: oneLine([detail, ...lines.slice(last + 1)]) };
}

const LONGEST_DETAIL = 500;

function oneLine(lines: readonly string[]): string {
  const line = lines.join(' ').replace(/\s+/g, ' ').trim();
  return line.length > LONGEST_DETAIL ? `${line.slice(0, LONGEST_DETAIL)}…` : line;
}
