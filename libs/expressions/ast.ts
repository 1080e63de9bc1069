/** What the parser of JSONata makes of an expression, as far as we look at it; its own types leave most of it out. */
export interface Ast {
  readonly type: string;
  readonly value?: unknown;
  readonly position?: number;
  readonly steps?: readonly Ast[];
  readonly stages?: readonly Ast[];
  readonly predicate?: readonly Ast[];
  readonly arguments?: readonly Ast[];
  readonly procedure?: Ast;
  readonly expressions?: readonly Ast[];
  readonly expression?: Ast;
  readonly expr?: Ast;
  readonly condition?: Ast;
  readonly then?: Ast;
  readonly else?: Ast;
  readonly lhs?: Ast | readonly (readonly [Ast, Ast])[];
  readonly rhs?: Ast;
  readonly terms?: readonly { readonly expression: Ast }[];
  readonly group?: unknown;
  readonly focus?: string;
  readonly index?: string;
}

/** The name where this is nothing but one field; undefined for anything else. */
export function onlyField(ast: Ast): string | undefined {
  const [step, ...more] = ast.type === 'path' ? (ast.steps ?? []) : [];
  if (step?.type !== 'name' || more.length > 0 || ast.group !== undefined) return undefined;
  return (step.stages ?? step.predicate ?? []).length === 0 && typeof step.value === 'string'
    ? step.value
    : undefined;
}
