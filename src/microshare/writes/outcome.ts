import { type Device, deviceVersion } from '@libs/domain';
import { UpstreamError } from '@libs/upstream';
import { ProblemError } from '../../common/problem';
import { applyChange } from './apply-change';
import type { ClusterDraft } from './cluster-draft';
import type { ChangeResult, DeviceChange } from './device-change';

/** How a change of a round ended. */
export type Outcome =
  { readonly ok: true; readonly result: ChangeResult } | { readonly ok: false; readonly error: Error };

export function tryChange(draft: ClusterDraft, change: DeviceChange): Outcome {
  try {
    return { ok: true, result: applyChange(draft, change) };
  } catch (error) {
    return { ok: false, error: asError(error) };
  }
}

/** True when the outcome needs a write: not a refusal, and not a change that changes nothing. */
export function needsWrite(outcome: Outcome): boolean {
  return outcome.ok && outcome.result.before !== outcome.result.after;
}

/** Refusals and changes that changed nothing keep their answer; everything that depended on the write has failed. */
export function failureOf(outcome: Outcome | undefined, error: Error): Outcome {
  return outcome === undefined || needsWrite(outcome) ? { ok: false, error } : outcome;
}

/** The outcome of an earlier attempt that stands: a refusal, or a change to a device that shows what was intended. */
export function settledBefore(
  change: DeviceChange,
  earlier: Outcome | undefined,
  done: ReadonlySet<string>,
): Outcome | undefined {
  return earlier?.ok === false || done.has(change.guid) ? earlier : undefined;
}

/** Devices that upstream shows as the last of their changes meant them to become: the doubtful write did arrive. */
export function guidsDone(
  draft: ClusterDraft,
  changes: readonly DeviceChange[],
  earlier: readonly Outcome[],
): ReadonlySet<string> {
  const last = new Map<string, ChangeResult>();
  changes.forEach(({ guid }, i) => {
    const outcome = earlier[i];
    if (outcome?.ok === true) last.set(guid, outcome.result);
  });
  const done = [...last].filter(([guid, intended]) => hasHappened(intended, draft.find(guid)));
  return new Set(done.map(([guid]) => guid));
}

/**
 * Upstream may stamp its own time of change on what we wrote; everything else must be equal. Except for a create: nobody
 * else makes a device with its guid, so it has happened even when somebody has changed the device since.
 */
function hasHappened({ before, after }: ChangeResult, current: Device | undefined): boolean {
  if (after === null || current === undefined) return after === null && current === undefined;
  if (before === null) return true;
  return (
    deviceVersion({ ...after, lastModified: null }) === deviceVersion({ ...current, lastModified: null })
  );
}

/** What a caller is told whose change may or may not have been made. */
export function outcomeUnknown(doubt: unknown): ProblemError {
  const waitMs = doubt instanceof UpstreamError ? (doubt.retryAfterMs ?? 5_000) : 5_000;
  return new ProblemError(
    'unavailable',
    'Microshare did not confirm the change and cannot be read: it may or may not have been made. Read the device before ' +
      'trying again, or repeat the request with the same Idempotency-Key',
    {
      retryAfterS: Math.max(1, Math.ceil(waitMs / 1000)),
      upstream: { system: 'microshare', retryable: true },
      extensions: { outcome: 'unknown' },
      cause: doubt,
    },
  );
}

export function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
