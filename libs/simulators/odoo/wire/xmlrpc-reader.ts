import { OdooException, typeError, valueError } from '../orm/odoo-exception';
import { repr, str, type Value } from '../orm/values';
import { scanXml } from './xml-scanner';

export interface XmlRpcRequest {
  readonly method: string;
  readonly params: readonly Value[];
}

/** Reads a `<methodCall>` as Python's `xmlrpc.client.loads` does; throws what it throws. */
export function readMethodCall(body: string): XmlRpcRequest {
  const reader = new MethodCallReader();
  scanXml(body, {
    start: (tag) => {
      reader.start(tag);
    },
    text: (data) => {
      reader.text(data);
    },
    end: (tag) => {
      reader.end(tag);
    },
  });
  return reader.result();
}

/** Values are pushed on a stack; the end of an array or struct folds what came since its start. */
class MethodCallReader {
  private readonly stack: Value[] = [];
  private readonly marks: number[] = [];
  private buffer: string[] = [];
  private untyped = false;
  private method: string | undefined;

  start(tag: string): void {
    if (tag === 'array' || tag === 'struct') this.marks.push(this.stack.length);
    this.buffer = [];
    this.untyped = tag === 'value';
  }

  text(data: string): void {
    this.buffer.push(data);
  }

  end(tag: string): void {
    const text = this.buffer.join('');
    const value = this.value(tag, text);
    if (value !== undefined) this.stack.push(value);
    if (tag === 'methodName') this.method = text;
    this.untyped = false;
    this.buffer = [];
  }

  result(): XmlRpcRequest {
    if (this.method === undefined || this.marks.length > 0) {
      throw new OdooException('xmlrpc.client.ResponseError', 'ResponseError()');
    }
    return { method: this.method, params: this.stack };
  }

  private value(tag: string, text: string): Value | undefined {
    switch (tag) {
      case 'nil':
        return null;
      case 'boolean':
        if (text === '0' || text === '1') return text === '1';
        throw typeError('bad boolean value');
      case 'int':
      case 'i1':
      case 'i2':
      case 'i4':
      case 'i8':
      case 'biginteger':
        if (/^\s*[+-]?\d+\s*$/.test(text)) return Number(text);
        throw valueError(`invalid literal for int() with base 10: ${repr(text)}`);
      case 'double':
        if (text.trim() !== '' && Number.isFinite(Number(text))) return Number(text);
        throw valueError(`could not convert string to float: ${repr(text)}`);
      case 'string':
      case 'name':
        return text;
      case 'base64':
        return text.replace(/\s/g, '');
      case 'dateTime.iso8601':
        return text.replace(/^(\d{4})-?(\d\d)-?(\d\d)T/, '$1-$2-$3 ');
      case 'array':
        return this.stack.splice(this.marks.pop() ?? 0);
      case 'struct':
        return this.struct(this.stack.splice(this.marks.pop() ?? 0));
      case 'value':
        return this.untyped ? text : undefined;
      default:
        return undefined;
    }
  }

  private struct(items: readonly Value[]): Value {
    const pairs: [string, Value][] = [];
    for (let index = 0; index + 1 < items.length; index += 2) {
      pairs.push([str(items[index]), items[index + 1] ?? null]);
    }
    return Object.fromEntries(pairs);
  }
}
