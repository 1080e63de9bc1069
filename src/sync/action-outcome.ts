import { UpstreamAuthenticationError, UpstreamError } from '@libs/upstream';
import { CacheUnavailableError } from '../cache/cache.store';
import { ProblemError, type ProblemKind } from '../common/problem';
import type { SettledAction } from './plan-course.store';

/** What became of an action: a result to write down, or that it has to be tried again. */
export type ActionOutcome =
  | SettledAction
  | {
      readonly position: number;
      readonly status: 'later';
      readonly result: string;
      /** The log-in for which the plan is applied has ended: somebody has to log in first. */
      readonly needsLogin: boolean;
      /** A system does not accept the credentials of the settings: people have to mend that. */
      readonly credentials?: UpstreamAuthenticationError;
    };

/** @param erpId of the record that was made; absent where the action names its record */
export function applied(position: number, appliedVersion: string | null, erpId?: string): ActionOutcome {
  return { position, status: 'applied', result: '', appliedVersion, ...(erpId !== undefined && { erpId }) };
}

export function refused(position: number, result: string): ActionOutcome {
  return { position, status: 'refused', result, appliedVersion: null };
}

export function skipped(position: number, result: string): ActionOutcome {
  return { position, status: 'skipped', result, appliedVersion: null };
}

export function failed(position: number, result: string): ActionOutcome {
  return { position, status: 'failed', result, appliedVersion: null };
}

export function later(
  position: number,
  result: string,
  more: { readonly needsLogin?: boolean; readonly credentials?: UpstreamAuthenticationError } = {},
): ActionOutcome {
  return { position, status: 'later', result, needsLogin: false, ...more };
}

const REFUSALS = new Set<ProblemKind>(['precondition-failed', 'conflict', 'not-found', 'unprocessable']);

/**
 * What an error means for the action that met it.
 * @throws the error, when it is a defect
 */
export function outcomeOf(position: number, error: unknown): ActionOutcome {
  if (error instanceof ProblemError) {
    if (REFUSALS.has(error.kind)) return refused(position, sentence(error.message));
    return later(position, error.message, { needsLogin: error.kind === 'unauthorized' });
  }
  if (error instanceof CacheUnavailableError) return later(position, error.message);
  if (!(error instanceof UpstreamError)) throw error;
  if (error instanceof UpstreamAuthenticationError) {
    return later(position, error.message, { credentials: error });
  }
  return error.retryable ? later(position, error.message) : failed(position, sentence(error.message));
}

function sentence(text: string): string {
  const capital = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(capital) ? capital : `${capital}.`;
}
