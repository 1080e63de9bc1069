import { onlyField, type Ast } from './ast';
import { textOf } from './text-of';

type RawRecord = Readonly<Record<string, unknown>>;
export type PlainForm = (record: RawRecord) => string;

/**
 * The expression as a function of the record as it came over the wire, where it is one of the few plain forms that most
 * mappings consist of: a field, the name of what it leads to, a part of either, a text, one of two texts. Undefined for
 * everything else. A plain form says what JSONata would, a hundred times faster.
 */
export function plainForm(ast: Ast): PlainForm | undefined {
  if (ast.predicate !== undefined) return undefined;
  const { value } = ast;
  if (ast.type === 'string' && typeof value === 'string') return () => value;
  if (ast.type === 'path') return fieldOf(ast);
  if (ast.type === 'condition') return choice(ast);
  return ast.type === 'function' ? partOf(ast) : undefined;
}

/** Where a text comes from that is nothing but a field, or one part of a field. */
export interface Origin {
  readonly field: string;
  /** Absent: the whole field. */
  readonly part?: { readonly separator: string; readonly index: number };
}

/** Undefined for an expression that cannot be turned around to write what it reads. */
export function originOf(ast: Ast): Origin | undefined {
  if (ast.predicate !== undefined) return undefined;
  const whole = onlyField(ast);
  if (whole !== undefined) return { field: whole };
  const [text, separator, index] = partArguments(ast) ?? [];
  const field = text && onlyField(text);
  if (field === undefined || separator === undefined || index === undefined) return undefined;
  return { field, part: { separator, index } };
}

/** `$part("a / b", " / ", 1)` is `b`: one part of a text, without the spaces around; `''` where there is no such part. */
export function part(text: unknown, separator: string, index: number): string {
  return (textOf(text).split(separator)[index] ?? '').trim();
}

/** `x_customer`, or `categ_id.name`: of what a field leads to, the wire says the name already. */
function fieldOf(ast: Ast): PlainForm | undefined {
  const field = onlyField(ast);
  if (field !== undefined) return (record) => textOf(record[field]);
  const [first, second, ...more] = ast.steps ?? [];
  if (first === undefined || second === undefined || more.length > 0 || ast.group !== undefined)
    return undefined;
  const [relation, name] = [first, second].map((step) => onlyField({ type: 'path', steps: [step] }));
  if (relation === undefined || name !== 'name' || !relation.endsWith('_id')) return undefined;
  return (record) => textOf(record[relation]);
}

function partOf(ast: Ast): PlainForm | undefined {
  const given = partArguments(ast);
  if (given === undefined) return undefined;
  const [text, separator, index] = given;
  const whole = plainForm(text);
  return whole && ((record) => part(whole(record), separator, index));
}

/** What `$part` is called with, where separator and index are given as they are. */
function partArguments({
  type,
  procedure,
  arguments: given = [],
}: Ast): readonly [text: Ast, separator: string, index: number] | undefined {
  const [text, separator, index] = given;
  if (type !== 'function' || procedure?.value !== 'part' || given.length !== 3) return undefined;
  if (text === undefined || separator?.type !== 'string' || index?.type !== 'number') return undefined;
  return [text, String(separator.value), Number(index.value)];
}

function choice({ condition, then, else: otherwise }: Ast): PlainForm | undefined {
  const field = condition && onlyField(condition);
  const [yes, no] = [then && plainForm(then), otherwise && plainForm(otherwise)];
  if (field === undefined || yes === undefined || no === undefined) return undefined;
  return (record) => (isSet(record[field]) ? yes(record) : no(record));
}

/** What JSONata takes for true. */
function isSet(value: unknown): boolean {
  return Array.isArray(value) ? value.some(isSet) : Boolean(value);
}
