import { UpstreamError } from '@libs/upstream';
import { type FieldError, ProblemError } from '../common/problem';

/**
 * What an item of a bulk call is told of its own failure: field by field, or one sentence. Undefined for errors that are
 * nobody's data, which must end the whole call.
 */
export function deviceProblem(error: unknown): readonly FieldError[] | undefined {
  if (error instanceof ProblemError) {
    const { errors = [] } = error.options;
    return errors.length > 0 ? errors : [{ field: '', message: error.message }];
  }
  if (error instanceof UpstreamError) return [{ field: '', message: error.message }];
  return undefined;
}
