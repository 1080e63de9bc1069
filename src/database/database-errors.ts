/**
 * The database cannot be reached or cannot serve. What a transaction did is undone, unless the connection broke while it
 * was being committed: then nobody knows, and the caller has to look (`committing`).
 */
export class DatabaseUnavailableError extends Error {
  constructor(
    message: string,
    readonly options: { readonly cause?: unknown; readonly committing?: boolean } = {},
  ) {
    super(message, { cause: options.cause });
    this.name = 'DatabaseUnavailableError';
  }

  /** True where the commit was under way, so that the transaction may or may not have happened. */
  get committing(): boolean {
    return this.options.committing === true;
  }
}

/** Trapline must not start with this database: a setting has to be mended first. The message says which and how. */
export class DatabaseRefusedError extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'DatabaseRefusedError';
  }
}

/** SQLSTATE classes and codes of a server that is going, coming or full, rather than of a wrong statement. */
const UNAVAILABLE = /^(08|57P0[1-3]|53|55006|25006)/;
const SOCKET =
  /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ENOENT)$/;
/** What `pg` and its pool say of a lost connection, without a code. */
const LOST =
  /connection terminated|timeout exceeded when trying to connect|not queryable|client was closed|pool after calling end/i;

/** True for an error that speaks of the database's absence, and not of the statement. */
export function speaksOfAbsence(error: unknown): boolean {
  if (error instanceof DatabaseUnavailableError) return true;
  if (typeof error !== 'object' || error === null) return false;
  // Node gathers one refusal per address of a host.
  if ('errors' in error && Array.isArray(error.errors)) return error.errors.some(speaksOfAbsence);
  if ('code' in error && typeof error.code === 'string') {
    return UNAVAILABLE.test(error.code) || SOCKET.test(error.code);
  }
  return 'message' in error && typeof error.message === 'string' && LOST.test(error.message);
}
