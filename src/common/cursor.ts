import { ProblemError } from './problem';

/** An opaque place in a list, safe in an address. Hold only what the list is ordered by: clients can read it. */
export function encodeCursor(value: unknown): string {
  return Buffer.from(JSON.stringify(value), 'utf8').toString('base64url');
}

/**
 * The place that {@link encodeCursor} wrote down.
 * @param check tells whether the content is what this list's cursors hold
 * @throws ProblemError `bad-request` naming the field `cursor`, for anything that this list did not hand out
 */
export function decodeCursor<T>(text: string, check: (value: unknown) => value is T): T {
  const value = parse(text);
  if (value !== undefined && check(value)) return value;
  throw new ProblemError('bad-request', 'the cursor is not one that this list handed out', {
    errors: [
      { field: 'cursor', message: 'must be the next_cursor of an earlier page of this list', value: text },
    ],
  });
}

function parse(text: string): unknown {
  if (!/^[A-Za-z0-9_-]+$/.test(text)) return undefined;
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
