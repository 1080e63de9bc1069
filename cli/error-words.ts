import { CommanderError } from 'commander';
import { type ProblemKind, TraplineProblem, TraplineUnreachable } from '../clients/typescript/src/index.ts';
import { CommandFailure, Interruption, NotLoggedIn, UsageError } from './errors';
import { EXIT, type ExitStatus } from './exit-status';

/** An error as it is told: to people as lines, to programs as one JSON document. */
export interface ErrorWords {
  readonly kind: string;
  readonly message: string;
  readonly status?: number;
  /** One line for each wrong field. */
  readonly fields: readonly { readonly field: string; readonly message: string; readonly value?: unknown }[];
  readonly requestId?: string;
  readonly hint?: string;
  readonly exitStatus: ExitStatus;
}

const PROBLEM_HINTS: Partial<Record<ProblemKind | 'unknown', string>> = {
  unauthorized: 'Log in with `trapline login`, or check TRAPLINE_API_KEY.',
  forbidden: '`trapline doctor` shows your role; an administrator can give you another one.',
  'precondition-failed': 'Somebody else has changed it meanwhile. Look at it again, then repeat the command.',
  'payload-too-large': 'Split the file.',
  internal: 'The log of Trapline tells more under the request id.',
  unavailable: 'Try again later; `trapline doctor` shows what is wrong.',
  'upstream-error': '`trapline doctor` shows what is wrong.',
  unknown: 'Is this the address of Trapline? Check --url, TRAPLINE_URL or your log-in.',
};

/** @throws what is nobody's doing but a defect of the program */
export function wordsOf(error: unknown): ErrorWords {
  if (error instanceof TraplineProblem) return problemWords(error);
  if (error instanceof TraplineUnreachable) {
    return {
      kind: 'unreachable',
      message: error.message,
      fields: [],
      hint: 'Is Trapline running there? --url, TRAPLINE_URL or `trapline login` say where it is.',
      exitStatus: EXIT.unreachable,
    };
  }
  if (error instanceof NotLoggedIn) {
    return {
      kind: 'not-logged-in',
      message: error.message,
      fields: [],
      hint: 'Log in with `trapline login`, or set TRAPLINE_API_KEY.',
      exitStatus: EXIT.notAllowed,
    };
  }
  if (error instanceof UsageError) return plainWords('usage', error, EXIT.usage);
  if (error instanceof CommandFailure) return plainWords('failed', error, EXIT.failed);
  if (error instanceof Interruption) {
    return { kind: 'interrupted', message: error.message, fields: [], exitStatus: error.status };
  }
  if (error instanceof CommanderError) {
    const message = error.message.replace(/^error: /, '');
    return { kind: 'usage', message, fields: [], exitStatus: EXIT.usage };
  }
  if (error instanceof SyntaxError && error.message.includes('JSON')) {
    const message = 'the answer is not one of Trapline';
    const hint = PROBLEM_HINTS.unknown ?? '';
    return { kind: 'unknown', message, fields: [], hint, exitStatus: EXIT.failed };
  }
  if (isFileError(error)) return plainWords('file', error, EXIT.usage);
  throw error;
}

function problemWords(problem: TraplineProblem): ErrorWords {
  const { kind, status, message, errors, requestId, upstream, retryAfterMs } = problem;
  const hint =
    kind === 'too-many-requests' && retryAfterMs !== undefined
      ? `Try again in ${Math.ceil(retryAfterMs / 1000)} s.`
      : PROBLEM_HINTS[kind];
  return {
    kind,
    status,
    message,
    fields: errors,
    ...(requestId !== null && { requestId }),
    ...(hint !== undefined && { hint }),
    exitStatus: statusOf(status, upstream !== undefined),
  };
}

function statusOf(status: number, upstream: boolean): ExitStatus {
  if (status === 401 || status === 403) return EXIT.notAllowed;
  if (upstream || status === 502 || status === 503 || status === 504) return EXIT.unreachable;
  return EXIT.failed;
}

function plainWords(
  kind: string,
  error: { readonly message: string; readonly hint?: string | undefined },
  exitStatus: ExitStatus,
): ErrorWords {
  const { message, hint } = error;
  return { kind, message, fields: [], ...(hint !== undefined && { hint }), exitStatus };
}

/** A file that is missing, closed to us, or no place to write. */
function isFileError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error && 'path' in error;
}
