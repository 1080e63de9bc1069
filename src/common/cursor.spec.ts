import { decodeCursor, encodeCursor } from './cursor';
import { ProblemError } from './problem';

const isPlace = (value: unknown): value is { after: string } =>
  typeof value === 'object' && value !== null && 'after' in value && typeof value.after === 'string';

function problemOf(text: string): ProblemError {
  try {
    decodeCursor(text, isPlace);
  } catch (error) {
    if (error instanceof ProblemError) return error;
  }
  throw new Error(`the cursor ${text} was accepted`);
}

describe('cursor', () => {
  it('comes back as it was encoded, whatever text it holds', () => {
    const cursor = encodeCursor({ after: 'Ærø / 7 “x”' });
    expect(cursor).toMatch(/^[A-Za-z0-9_-]+$/);
    expect(decodeCursor(cursor, isPlace)).toEqual({ after: 'Ærø / 7 “x”' });
  });

  it.each([
    ['text that is no base64', 'not a cursor!'],
    ['base64 that is no JSON', Buffer.from('{"after":').toString('base64url')],
    ['the cursor of another list', encodeCursor({ page: 2 })],
    ['a bare null', encodeCursor(null)],
    ['nothing', ''],
  ])('refuses %s as a bad request that names the field', (_case, text) => {
    const problem = problemOf(text);
    expect(problem.status).toBe(400);
    expect(problem.options.errors).toEqual([expect.objectContaining({ field: 'cursor', value: text })]);
  });
});
