import { readBase64, readBoolean, readDateTime, readDouble, readInteger } from './scalars';
import { XmlCursor } from './xml-cursor';
import { isStruct, type XmlRpcValue } from './xmlrpc-value';
import { XmlRpcSyntaxError } from './xmlrpc-syntax.error';

export interface DecodeLimits {
  /** Largest body, in bytes. Default 256 MiB. */
  readonly maxBytes?: number;
  /** Deepest nesting of arrays and structs. Default 64. */
  readonly maxDepth?: number;
}

/** What a server answered: one value, or a fault of its own making. */
export type XmlRpcAnswer =
  | { readonly kind: 'value'; readonly value: XmlRpcValue }
  | { readonly kind: 'fault'; readonly code: number; readonly text: string };

export interface XmlRpcCall {
  readonly method: string;
  readonly params: readonly XmlRpcValue[];
}

/**
 * Reads an XML-RPC answer, complete or not at all.
 * @param body UTF-8, as bytes or as text
 * @throws XmlRpcSyntaxError whose kind tells a cut body from a foreign and a malformed one
 */
export function decodeMethodResponse(body: Buffer | string, limits: DecodeLimits = {}): XmlRpcAnswer {
  const reader = new MessageReader(body, limits);
  reader.open('methodResponse');
  const answer = reader.answer();
  reader.close('methodResponse');
  return answer;
}

/**
 * Reads an XML-RPC call, as a server does.
 * @throws XmlRpcSyntaxError
 */
export function decodeMethodCall(body: Buffer | string, limits: DecodeLimits = {}): XmlRpcCall {
  const reader = new MessageReader(body, limits);
  reader.open('methodCall');
  const call = reader.call();
  reader.close('methodCall');
  return call;
}

class MessageReader {
  private readonly cursor: XmlCursor;
  private readonly maxDepth: number;

  constructor(body: Buffer | string, limits: DecodeLimits) {
    const bytes = typeof body === 'string' ? Buffer.from(body, 'utf8') : body;
    const maxBytes = limits.maxBytes ?? 256 * 1024 * 1024;
    if (bytes.length > maxBytes) {
      throw new XmlRpcSyntaxError('too_large', `the body has more than ${maxBytes} bytes`, maxBytes);
    }
    this.maxDepth = limits.maxDepth ?? 64;
    this.cursor = new XmlCursor(bytes);
  }

  open(root: string): void {
    this.cursor.expect(root);
  }

  close(root: string): void {
    this.cursor.expect(`/${root}`);
    this.cursor.expectEnd();
  }

  answer(): XmlRpcAnswer {
    const tag = this.cursor.tag();
    if (tag === 'fault') {
      const fault = this.value(0);
      this.cursor.expect('/fault');
      const { faultCode, faultString } = isStruct(fault) ? fault : {};
      if (typeof faultCode !== 'number' || typeof faultString !== 'string') {
        throw this.cursor.error('malformed', 'a fault needs faultCode and faultString');
      }
      return { kind: 'fault', code: faultCode, text: faultString };
    }
    const params = this.params(tag);
    const [value] = params;
    if (params.length !== 1 || value === undefined) {
      throw this.cursor.error('malformed', 'an answer has exactly one value');
    }
    return { kind: 'value', value };
  }

  call(): XmlRpcCall {
    this.cursor.expect('methodName');
    const method = this.cursor.text();
    this.cursor.expect('/methodName');
    return { method, params: this.params(this.cursor.tag()) };
  }

  private params(tag: string): XmlRpcValue[] {
    if (tag === 'params/') return [];
    if (tag !== 'params') throw this.cursor.error('malformed', '<params> was expected');
    const params: XmlRpcValue[] = [];
    while (this.cursor.take('param')) {
      params.push(this.value(0));
      this.cursor.expect('/param');
    }
    this.cursor.expect('/params');
    return params;
  }

  /** A whole `<value>` element. */
  private value(depth: number): XmlRpcValue {
    if (this.cursor.take('value')) return this.valueContent(depth);
    this.cursor.expect('value/');
    return '';
  }

  /** From behind `<value>` to behind `</value>`. */
  private valueContent(depth: number): XmlRpcValue {
    const text = this.cursor.atTag() ? '' : this.cursor.text();
    if (this.cursor.atClosingTag()) {
      this.cursor.expect('/value');
      return text;
    }
    if (text.trim() !== '') throw this.cursor.error('malformed', 'a value is both text and typed');
    const value = this.typed(this.cursor.tag(), depth);
    this.cursor.expect('/value');
    return value;
  }

  private typed(type: string, depth: number): XmlRpcValue {
    switch (type) {
      case 'string':
        return this.scalar(type);
      case 'string/':
        return '';
      case 'int':
      case 'i4':
      case 'i8':
        return this.parsed(type, readInteger);
      case 'boolean':
        return this.parsed(type, readBoolean);
      case 'double':
        return this.parsed(type, readDouble);
      case 'array':
        return this.array(depth + 1);
      case 'struct':
        return this.struct(depth + 1);
      case 'struct/':
        return Object.create(null) as Record<string, XmlRpcValue>;
      case 'nil/':
      case 'ex:nil/':
        return null;
      case 'nil':
      case 'ex:nil':
        this.cursor.expect(`/${type}`);
        return null;
      case 'dateTime.iso8601':
        return this.parsed(type, readDateTime);
      case 'base64':
        return this.parsed(type, readBase64);
      case 'base64/':
        return Buffer.alloc(0);
      default:
        throw this.cursor.error('malformed', 'a value has no known type');
    }
  }

  private scalar(type: string): string {
    const text = this.cursor.text();
    this.cursor.expect(`/${type}`);
    return text;
  }

  private parsed<T>(type: string, read: (text: string) => T | undefined): T {
    const value = read(this.scalar(type));
    if (value === undefined) throw this.cursor.error('malformed', `the content is no ${type}`);
    return value;
  }

  private array(depth: number): XmlRpcValue[] {
    this.limitDepth(depth);
    const items: XmlRpcValue[] = [];
    if (this.cursor.take('data')) {
      for (;;) {
        if (this.cursor.take('value')) items.push(this.valueContent(depth));
        else if (this.cursor.take('value/')) items.push('');
        else break;
      }
      this.cursor.expect('/data');
    } else {
      this.cursor.expect('data/');
    }
    this.cursor.expect('/array');
    return items;
  }

  /** A member given twice has its last value, as in Python's client. */
  private struct(depth: number): XmlRpcValue {
    this.limitDepth(depth);
    const members = Object.create(null) as Record<string, XmlRpcValue>;
    while (this.cursor.take('member')) {
      const name = this.memberName();
      members[name] = this.value(depth);
      this.cursor.expect('/member');
    }
    this.cursor.expect('/struct');
    return members;
  }

  private memberName(): string {
    if (this.cursor.take('name')) return this.scalar('name');
    this.cursor.expect('name/');
    return '';
  }

  private limitDepth(depth: number): void {
    if (depth > this.maxDepth) {
      throw this.cursor.error('too_large', `values are nested deeper than ${this.maxDepth}`);
    }
  }
}
