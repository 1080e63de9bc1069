import { UpstreamError } from '@libs/upstream';
import { CacheUnavailableError } from '../cache/cache.store';
import { DatabaseUnavailableError } from '../database/database-errors';
import type { FailedRun, RunningRun, RunSide } from './gap-run';
import { LockLostError } from './run-lock';
import { SideFailure } from './side-reader';

/** Why a run is stopped from outside. */
export class RunStoppedError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'RunStoppedError';
  }
}

const SIDES: Readonly<Record<RunSide, string>> = {
  erp: 'The inspection points could not be read completely from the ERP',
  devices: 'The devices could not be read completely from Microshare',
};

/** The record of a run that ended with this error: which side, and why in words. */
export function failedRun(run: RunningRun, error: unknown): FailedRun {
  return {
    ...run,
    status: 'failed',
    endedAt: new Date().toISOString(),
    ...(error instanceof SideFailure && { failedSide: error.side }),
    error: inWords(error),
  };
}

/** False for what only a defect in the program explains. */
export function isExpectedFailure(error: unknown): boolean {
  const cause = error instanceof SideFailure ? error.cause : error;
  return [
    UpstreamError,
    CacheUnavailableError,
    DatabaseUnavailableError,
    LockLostError,
    RunStoppedError,
  ].some((known) => cause instanceof known);
}

function inWords(error: unknown): string {
  if (error instanceof SideFailure) return `${SIDES[error.side]}: ${causeInWords(error.cause)}.`;
  if (error instanceof LockLostError) {
    return 'The run was stopped because it lost its lock; another replica may have taken over.';
  }
  if (error instanceof RunStoppedError) return error.message;
  if (error instanceof CacheUnavailableError)
    return 'The store that coordinates the runs could not be reached.';
  if (error instanceof DatabaseUnavailableError)
    return 'The database that keeps the reports could not be reached.';
  return 'An unexpected error stopped the run; the log has the details.';
}

/** Only the messages of upstream errors are made for people; anything else may hold what must not get out. */
function causeInWords(cause: unknown): string {
  if (cause instanceof UpstreamError) return cause.message.replace(/\s+/g, ' ').replace(/\.$/, '');
  if (cause instanceof CacheUnavailableError) return 'the cache store could not be reached';
  return 'an unexpected error; the log has the details';
}
