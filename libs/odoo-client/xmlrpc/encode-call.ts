import { UpstreamRejectedError, type UpstreamErrorContext } from '@libs/upstream';
import { CustomType, serializer } from './xmlrpc-package';

/** A value that XML-RPC can carry to Odoo. A Date travels as Odoo's UTC text `YYYY-MM-DD HH:MM:SS`. */
export type XmlRpcArgument =
  | string
  | number
  | boolean
  | null
  | Date
  | Buffer
  | readonly XmlRpcArgument[]
  | { readonly [member: string]: XmlRpcArgument };

/** A value that cannot be sent as it is; the message names its path, e.g. `params[5][0].name`. Nothing was sent. */
export class UnsendableValueError extends UpstreamRejectedError {
  constructor(
    readonly path: string,
    what: string,
    context: UpstreamErrorContext,
  ) {
    super(`${path} cannot be sent to ${context.system}: ${what}`, context);
  }
}

const MAX_DEPTH = 64;
const INT32_MAX = 2 ** 31 - 1;
const INT32_MIN = -(2 ** 31);
/** XML 1.0 has no way to write these, not even as entities. */
// eslint-disable-next-line no-control-regex
const NOT_XML = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/;
const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

/** True for text that XML can carry, thus for any text that Odoo can have sent. */
export function isSendableText(text: string): boolean {
  return !NOT_XML.test(text) && !LONE_SURROGATE.test(text);
}

/**
 * The XML of one call. The `xmlrpc` package writes it, behind a guard against what the package would send wrong or
 * silently as an empty string: control characters, lone surrogates, undefined, bigint, NaN, integers beyond 32 bits,
 * CR within CDATA and a second `]]>`.
 * @throws UnsendableValueError
 */
export function encodeMethodCall(
  method: string,
  params: readonly unknown[],
  context: UpstreamErrorContext,
): string {
  const guarding: Guarding = {
    ...context,
    asText: (content) => new EscapedString(content),
    asBytes: (content) => content,
  };
  const guarded = params.map((param, index) => guard(param, `params[${index}]`, 1, guarding));
  return serializer.serializeMethodCall(method, guarded);
}

/**
 * The same guard for JSON: values as they are, dates as Odoo's text, bytes as Base64. What XML could not carry is refused
 * here too, so that a transport does not decide what can be written.
 * @throws UnsendableValueError
 */
export function sendable(value: unknown, path: string, context: UpstreamErrorContext): unknown {
  return guard(value, path, 1, {
    ...context,
    asText: (content) => content,
    asBytes: (content) => content.toString('base64'),
  });
}

interface Guarding extends UpstreamErrorContext {
  /** How a string is handed to the serializer. */
  readonly asText: (content: string) => unknown;
  readonly asBytes: (content: Buffer) => unknown;
}

/** Written with every special character escaped; the package's own way for strings is CDATA, which loses CR. */
class EscapedString extends CustomType {
  override tagName = 'string';
}

function guard(value: unknown, path: string, depth: number, context: Guarding): unknown {
  if (depth > MAX_DEPTH)
    throw new UnsendableValueError(path, 'it is nested too deep or in a circle', context);
  switch (typeof value) {
    case 'string':
      return text(value, path, context);
    case 'boolean':
      return value;
    case 'number':
      return number(value, path, context);
    case 'object':
      return object(value, path, depth, context);
    case 'bigint':
      throw new UnsendableValueError(path, `${value}n is a bigint`, context);
    case 'undefined':
      throw new UnsendableValueError(
        path,
        'it is undefined (false or null is what empties a field)',
        context,
      );
    case 'function':
    case 'symbol':
      throw new UnsendableValueError(path, `a ${typeof value} has no XML-RPC form`, context);
  }
}

function text(value: string, path: string, context: Guarding): unknown {
  const control = NOT_XML.exec(value);
  if (control !== null) {
    const code = control[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
    throw new UnsendableValueError(path, `it holds the character U+${code} at ${control.index}`, context);
  }
  const lone = LONE_SURROGATE.exec(value);
  if (lone !== null)
    throw new UnsendableValueError(path, `it holds half a character at ${lone.index}`, context);
  return context.asText(value);
}

function number(value: number, path: string, context: UpstreamErrorContext): number {
  if (!Number.isFinite(value)) throw new UnsendableValueError(path, `${value} is not a number`, context);
  if (Number.isInteger(value) && (value > INT32_MAX || value < INT32_MIN)) {
    throw new UnsendableValueError(path, `${value} does not fit into 32 bits`, context);
  }
  return value;
}

function object(value: object | null, path: string, depth: number, context: Guarding): unknown {
  if (value === null) return value;
  if (Buffer.isBuffer(value)) return context.asBytes(value);
  if (value instanceof Date) return context.asText(odooDateTime(value, path, context));
  if (Array.isArray(value)) {
    // Unlike map, this visits holes.
    return Array.from(value, (item, index) => guard(item, `${path}[${index}]`, depth + 1, context));
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== null && prototype !== Object.prototype) {
    throw new UnsendableValueError(path, 'only plain objects are sent', context);
  }
  const struct = Object.create(null) as Record<string, unknown>;
  for (const [member, content] of Object.entries(value)) {
    if (!isSendableText(member))
      throw new UnsendableValueError(path, 'a member has an illegal name', context);
    struct[member] = guard(content, `${path}.${member}`, depth + 1, context);
  }
  return struct;
}

function odooDateTime(date: Date, path: string, context: UpstreamErrorContext): string {
  if (Number.isNaN(date.getTime())) throw new UnsendableValueError(path, 'it is an invalid date', context);
  const year = date.getUTCFullYear();
  if (year < 1 || year > 9999)
    throw new UnsendableValueError(path, `the year ${year} is out of range`, context);
  return date.toISOString().slice(0, 19).replace('T', ' ');
}
