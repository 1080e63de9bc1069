import jsonata from 'jsonata';
import type { Ast } from './ast';
import { onlyField } from './ast';
import { deriveFields } from './derive-fields';
import { ExpressionError } from './expression-error';
import type { FieldTree } from './field-tree';
import { originOf, type Origin, part, plainForm, type PlainForm } from './plain-form';

/** An expression that has been checked, and may be evaluated on any number of records. */
export interface Expression {
  readonly text: string;
  /** All that it can read. */
  readonly fields: FieldTree;
  /** The field, where it is nothing but one. */
  readonly field: string | undefined;
  /** Where it is nothing but a field or one part of a field: which. */
  readonly origin: Origin | undefined;
  /** Where it is simple enough: its text from a record as it came over the wire, without evaluating JSONata. */
  readonly plain: PlainForm | undefined;
  /**
   * Its value for a record in which nothing is absent, and what a field leads to is an object or a list of objects.
   * @throws ExpressionError when it fails on this record, or exceeds its time, its depth or its number of values
   */
  evaluate(record: unknown): Promise<unknown>;
}

const LONGEST = 2_000;
/** Per record: milliseconds, steps inside each other, values in a list. */
const BOUNDS = { timeout: 100, stack: 200, sequence: 10_000 };
/** Fields of the record, of what it leads to, and of what that leads to. */
const DEEPEST = 3;

/**
 * Checks a JSONata expression and gets it ready.
 * @throws ExpressionError saying what is wrong, where, and what to write instead
 */
export function compileExpression(text: string): Expression {
  if (text.trim() === '') throw new ExpressionError('is empty; write "" where there is nothing to read');
  if (text.length > LONGEST) throw new ExpressionError(`is longer than ${LONGEST} characters`);
  const compiled = parse(text);
  const ast = compiled.ast() as Ast;
  const fields = deriveFields(ast);
  if (fields.depth > DEEPEST) {
    throw new ExpressionError(`reads ${fields.depth} records deep; ${DEEPEST} are possible`);
  }
  compiled.registerFunction('part', part);
  return {
    text,
    fields,
    field: onlyField(ast),
    origin: originOf(ast),
    plain: plainForm(ast),
    evaluate: async (record) => {
      try {
        return (await compiled.evaluate(record)) as unknown;
      } catch (error) {
        throw expressionError(error);
      }
    },
  };
}

function parse(text: string): jsonata.Expression {
  try {
    return jsonata(text, BOUNDS);
  } catch (error) {
    throw expressionError(error);
  }
}

/** JSONata throws plain objects, which say what, and where. */
function expressionError(error: unknown): ExpressionError {
  const { message, position } = (error ?? {}) as { message?: unknown; position?: unknown };
  const said = typeof message === 'string' ? message : String(error);
  return new ExpressionError(said, typeof position === 'number' ? position : undefined);
}
