export { compileExpression, type Expression } from './compile-expression';
export { ExpressionError } from './expression-error';
export { FieldTree } from './field-tree';
export type { Origin } from './plain-form';
export { textOf } from './text-of';
