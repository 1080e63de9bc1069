/** An expression that cannot be used. The message says what is wrong, where, and what to write instead. */
export class ExpressionError extends Error {
  constructor(
    message: string,
    /** Characters from the start of the expression; undefined where no single place is to blame. */
    readonly position?: number,
  ) {
    super(position === undefined ? message : `${message} (at character ${position})`);
    this.name = 'ExpressionError';
  }
}
