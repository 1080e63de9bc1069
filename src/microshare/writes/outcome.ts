import { type Device, deviceFieldsOf } from '@libs/domain';
import { UpstreamError, UpstreamUnavailableError } from '@libs/upstream';
import { ProblemError } from '../../common/problem';
import { applyChange } from './apply-change';
import type { ClusterDraft } from './cluster-draft';
import type { ChangeResult, DeviceChange } from './device-change';

/** How a change of a round ended. */
export type Outcome =
  { readonly ok: true; readonly result: ChangeResult } | { readonly ok: false; readonly error: Error };

/**
 * Per change what a write that was sent may make of it: the outcome stands if upstream shows it, even where the change was
 * refused since, by what another late write had left. Undefined for a change to be tried again.
 */
export type Intended = readonly (Outcome | undefined)[];

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

/**
 * A round's outcomes without the refusals that rest on the round's own write: who was refused because a change before it
 * was to delete the device, or to take the reference, must not be told so when that one is not made.
 */
export function withoutConsequences(
  changes: readonly DeviceChange[],
  outcomes: readonly Outcome[],
): Intended {
  const written = new Set<string>();
  const standing = outcomes.map((outcome, i) => {
    const guid = changes[i]?.guid ?? '';
    if (needsWrite(outcome)) written.add(guid);
    if (outcome.ok) return outcome;
    return written.has(guid) || written.has(holderNamedBy(outcome.error) ?? '') ? undefined : outcome;
  });
  const open = new Set(
    changes.map((change, i) => (standing[i] === undefined ? exchangeOf(change) : undefined)),
  );
  return standing.map((outcome, i) => {
    const exchange = exchangeOf(changes[i]);
    // They were refused together.
    return exchange !== undefined && open.has(exchange) && outcome?.ok === false ? undefined : outcome;
  });
}

/** Which exchange of references a change is part of; undefined for most. */
export function exchangeOf(change: DeviceChange | undefined): string | undefined {
  return change?.kind === 'update' ? change.exchange : undefined;
}

/** What the write just sent, or a doubtful one before it, may make of each change. */
export function intendedBy(
  changes: readonly DeviceChange[],
  outcomes: readonly Outcome[],
  earlier: Intended | undefined,
): Intended {
  const standing = withoutConsequences(changes, outcomes);
  return outcomes.map((outcome, i) => {
    const before = earlier?.[i];
    return !needsWrite(outcome) && before !== undefined && needsWrite(before) ? before : standing[i];
  });
}

/** The guid of the device that a conflict names. */
function holderNamedBy(error: Error): string | undefined {
  if (!(error instanceof ProblemError)) return undefined;
  const existing = error.options.extensions?.['existing'] as { readonly guid: string } | undefined;
  return existing?.guid;
}

/**
 * What is told of a change whose round could not write. Only a refusal keeps its answer: what changed nothing may have
 * found what a change before it was to write, and nothing has been recorded that would keep it so.
 */
export function failureOf(outcome: Outcome | undefined, error: Error): Outcome {
  return outcome?.ok === false ? outcome : { ok: false, error };
}

/**
 * The outcome of an earlier attempt that stands: a refusal, or a change that upstream shows. Its device is as upstream
 * has it now: somebody else may have changed other fields since. What changed nothing is tried again.
 */
export function settledBefore(
  change: DeviceChange,
  earlier: Outcome | undefined,
  shown: ReadonlyMap<string, Device | undefined>,
): Outcome | undefined {
  if (earlier === undefined || !earlier.ok) return earlier;
  if (!needsWrite(earlier) || !shown.has(change.guid)) return undefined;
  const { result } = earlier;
  const after = result.after === null ? null : (shown.get(change.guid) ?? result.after);
  return { ok: true, result: { ...result, after } };
}

/** Devices that upstream shows as their changes meant them to become: the doubtful write did arrive. */
export function shownAsIntended(
  draft: ClusterDraft,
  changes: readonly DeviceChange[],
  earlier: Intended,
): ReadonlyMap<string, Device | undefined> {
  const intended = new Map<string, ChangeResult[]>();
  changes.forEach(({ guid }, i) => {
    const outcome = earlier[i];
    if (outcome?.ok !== true) return;
    intended.set(guid, [...(intended.get(guid) ?? []), outcome.result]);
  });
  const shown = new Map<string, Device | undefined>();
  for (const [guid, results] of intended) {
    const current = draft.find(guid);
    if (hasHappened(results, current)) shown.set(guid, current);
  }
  return shown;
}

/**
 * Only what was to be changed counts: somebody else may have changed other fields since. A create has happened where the
 * device exists, whatever has become of it: nobody else makes one with its guid.
 */
function hasHappened(results: readonly ChangeResult[], current: Device | undefined): boolean {
  const after = results.at(-1)?.after ?? null;
  if (after === null || current === undefined) return after === null && current === undefined;
  if (results.some(({ before }) => before === null)) return true;
  const [intended, shown] = [deviceFieldsOf(after), deviceFieldsOf(current)];
  return results.every(({ updatedFields }) => updatedFields.every((f) => shown[f] === intended[f]));
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

/** What a caller is told whose change was not made because the lease was lost. */
export function lostLease(): ProblemError {
  return new ProblemError(
    'unavailable',
    'this replica lost the right to write the cluster on the way; try again',
    {
      retryAfterS: 1,
    },
  );
}

/** Whether a write that failed may have been made all the same, or may be yet. */
export function mayHaveArrived(error: unknown): boolean {
  return error instanceof UpstreamUnavailableError && error.delivery !== 'not_sent';
}

export function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
