import { compileExpression, ExpressionError, FieldTree, type Expression } from '@libs/expressions';
import { ERP_POINT_VALUES, type ErpPointValue } from '../erp-write-back';
import {
  MAPPED_FIELDS,
  type MappedField,
  type MappingProblem,
  type MappingTarget,
  type PointMapping,
} from './point-mapping';

export interface CompiledTarget {
  readonly field: string;
  readonly to: Expression | undefined;
  readonly from: Expression;
}

/** A mapping whose expressions have been checked, and are ready. */
export interface CompiledMapping {
  readonly mapping: PointMapping;
  readonly read: Readonly<Record<MappedField, Expression>>;
  readonly write: ReadonlyMap<ErpPointValue, CompiledTarget>;
  /** All that reading a point needs. */
  readonly fields: FieldTree;
  /** No expression needs JSONata: reading costs next to nothing. */
  readonly plain: boolean;
}

/** A mapping that cannot be used, with everything that is wrong with it. */
export class MappingError extends Error {
  constructor(readonly problems: readonly MappingProblem[]) {
    super(problems.map(({ part, message }) => `${part}: ${message}`).join('; '));
    this.name = 'MappingError';
  }
}

/** @throws MappingError naming every part that is wrong */
export function compileMapping(mapping: PointMapping): CompiledMapping {
  const problems: MappingProblem[] = [];
  const compile = (part: string, text: string): Expression => {
    try {
      return compileExpression(text);
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error;
      problems.push({ part, message: error.message, value: text });
      return compileExpression('""');
    }
  };
  const read = Object.fromEntries(
    MAPPED_FIELDS.map((name) => [name, compile(`read.${name}`, mapping.read[name])]),
  ) as Record<MappedField, Expression>;
  const write = new Map<ErpPointValue, CompiledTarget>();
  for (const value of ERP_POINT_VALUES) {
    const target = mapping.write[value];
    if (target === undefined) continue;
    const compiled = compileTarget(
      `write.${value}`,
      target,
      value === 'deviceEui' ? read.deviceEui : undefined,
      compile,
    );
    problems.push(...targetProblems(`write.${value}`, compiled));
    write.set(value, compiled);
  }
  if (problems.length > 0) throw new MappingError(problems);
  const fields = new FieldTree();
  const all = [...Object.values(read), ...[...write.values()].map(({ from }) => from)];
  for (const expression of all) fields.add(expression.fields);
  return { mapping, read, write, fields, plain: all.every(({ plain }) => plain !== undefined) };
}

function compileTarget(
  part: string,
  { field, to, from }: MappingTarget,
  read: Expression | undefined,
  compile: (part: string, text: string) => Expression,
): CompiledTarget {
  return {
    field,
    to: to === undefined ? undefined : compile(`${part}.to`, to),
    from: from === undefined ? (read ?? compile(`${part}.field`, field)) : compile(`${part}.from`, from),
  };
}

/** A write that cannot be read back would be made again and again. */
function targetProblems(part: string, { field, to, from }: CompiledTarget): MappingProblem[] {
  const foreign = to?.fields.names().filter((name) => name !== 'value') ?? [];
  const [other] = from.fields.names().filter((name) => name !== field);
  return [
    ...foreign.map((name) => ({
      part: `${part}.to`,
      message: `reads ${name}; there is nothing but "value"`,
      ...(to !== undefined && { value: to.text }),
    })),
    ...(other !== undefined || from.fields.depth > 1
      ? [
          {
            part,
            message: `is written into ${field}, and read from ${other ?? 'what that leads to'}; both must be the same field`,
            value: from.text,
          },
        ]
      : []),
  ];
}
