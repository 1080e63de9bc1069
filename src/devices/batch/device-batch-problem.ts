import { ProblemError, problemType, type Problem } from '../../common/problem';
import { problemOfUpstream } from '../../common/upstream-problem';

/** What the failure of one item means to the caller; undefined for a defect of ours. */
export function knownProblem(error: unknown): ProblemError | undefined {
  return error instanceof ProblemError ? error : problemOfUpstream(error);
}

/** The problem document of one item. What a single call says in headers is a member here: `retry_after_s`. */
export function itemProblem({ kind, title, status, message, options }: ProblemError): Problem {
  const { extensions, errors, upstream, retryAfterS } = options;
  return {
    ...extensions,
    type: problemType(kind),
    title,
    status,
    detail: message,
    ...(errors !== undefined && { errors }),
    ...(upstream !== undefined && { upstream }),
    ...(retryAfterS !== undefined && { retry_after_s: retryAfterS }),
  };
}
