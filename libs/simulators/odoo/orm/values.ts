/** A value as Python sends and receives it. `null` is `None`, which XML-RPC cannot carry. */
export type Value = null | boolean | number | string | PythonFloat | readonly Value[] | Struct;
export interface Struct {
  readonly [key: string]: Value;
}

/** A value as a record holds it. `false` is "empty" for every type but boolean; relations are ids. */
export type Stored = boolean | number | string | readonly number[];
export type Row = { id: number } & Record<string, Stored>;

/** A Python `float`: `1.0` is not the integer 1, on the wire or in an error message. */
export class PythonFloat {
  constructor(readonly value: number) {}

  /** As `repr(float)` writes it: always with a point or an exponent. */
  toString(): string {
    const text = String(this.value);
    return /^-?\d+$/.test(text) ? `${text}.0` : text;
  }

  toJSON(): number {
    return this.value;
  }
}

export function isList(value: Value | undefined): value is readonly Value[] {
  return Array.isArray(value);
}

export function isStruct(value: Value | undefined): value is Struct {
  return typeof value === 'object' && value !== null && !isList(value) && !(value instanceof PythonFloat);
}

/** Python's truth: empty strings, lists and dicts are false, like zero and `None`. */
export function truthy(value: Value | undefined): boolean {
  if (value === undefined || value === null) return false;
  if (isList(value)) return value.length > 0;
  if (value instanceof PythonFloat) return value.value !== 0;
  if (isStruct(value)) return Object.keys(value).length > 0;
  return Boolean(value);
}

/** The value as Python's `repr` shows it: Odoo's error texts quote arguments that way. */
export function repr(value: Value): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'number' || value instanceof PythonFloat) return value.toString();
  if (typeof value === 'string') return quote(value);
  if (isList(value)) return `[${value.map(repr).join(', ')}]`;
  return `{${Object.entries(value)
    .map(([key, item]) => `${quote(key)}: ${repr(item)}`)
    .join(', ')}}`;
}

/** The value as Python's `str` shows it. */
export function str(value: Value | undefined): string {
  return typeof value === 'string' ? value : repr(value ?? null);
}

function quote(text: string): string {
  const mark = text.includes("'") && !text.includes('"') ? '"' : "'";
  const escaped = text
    .replace(/\\/g, '\\\\')
    .replace(/\n/g, '\\n')
    .replace(/\r/g, '\\r')
    .replace(/\t/g, '\\t');
  return mark + (mark === "'" ? escaped.replace(/'/g, "\\'") : escaped) + mark;
}
