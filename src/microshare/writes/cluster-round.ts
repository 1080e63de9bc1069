import { type Cluster, type Device, deviceVersion } from '@libs/domain';
import type { ClusterAddress, RawCluster } from '@libs/microshare-client';
import { UpstreamNotFoundError, UpstreamRateLimitedError, UpstreamUnavailableError } from '@libs/upstream';
import { ProblemError } from '../../common/problem';
import { toCluster } from '../cluster.mapper';
import type { MicroshareCalls } from '../microshare-calls';
import type { UpstreamAccount } from '../upstream-account';
import { applyChange } from './apply-change';
import { ClusterDraft } from './cluster-draft';
import type { ChangeResult, DeviceChange } from './device-change';

/** How a change of a round ended. */
export type Outcome =
  { readonly ok: true; readonly result: ChangeResult } | { readonly ok: false; readonly error: Error };

export interface RoundResult {
  /** One per change, in their order. */
  readonly outcomes: readonly Outcome[];
  /** What upstream holds now, as far as the round has seen it; undefined when it could not even be read. */
  readonly cluster: Cluster | undefined;
}

/** How often a round whose PUT had a doubtful outcome reads and writes again. */
const ATTEMPTS = 3;

/**
 * One round on one cluster: reads it once, applies every change in order (each can fail alone), writes once. When it is
 * not known whether the write arrived, it reads back and compares: what is there stands, what is not is applied again to
 * what is there now.
 */
export async function runRound(
  calls: MicroshareCalls,
  account: UpstreamAccount,
  address: ClusterAddress,
  changes: readonly DeviceChange[],
): Promise<RoundResult> {
  let intended: readonly Outcome[] | undefined;
  let doubt: unknown;
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    let raw: RawCluster;
    try {
      raw = await calls.readCluster(account, address);
    } catch (error) {
      const why = intended === undefined ? readFailure(error, address) : outcomeUnknown(doubt);
      return { outcomes: changes.map((_, i) => failure(intended?.[i], why)), cluster: undefined };
    }
    const draft = new ClusterDraft(raw);
    const earlier = intended;
    const done = earlier === undefined ? new Set<string>() : guidsDone(draft, changes, earlier);
    const outcomes = changes.map(
      (change, i) => settledBefore(change, earlier?.[i], done) ?? tryChange(draft, change),
    );
    if (!outcomes.some((outcome, i) => writes(outcome) && outcome !== earlier?.[i])) {
      return { outcomes, cluster: toCluster(raw) };
    }
    const content = draft.toRaw();
    try {
      const { object } = await calls.writeCluster(account, address, content);
      return { outcomes, cluster: toCluster(object ?? content) };
    } catch (error) {
      if (!mayHaveHappened(error) && intended === undefined) {
        return { outcomes: outcomes.map((outcome) => failure(outcome, error)), cluster: toCluster(raw) };
      }
      intended = outcomes;
      doubt = error;
    }
  }
  const why = outcomeUnknown(doubt);
  return { outcomes: (intended ?? []).map((outcome) => failure(outcome, why)), cluster: undefined };
}

/** Refusals and changes that changed nothing keep their answer; everything that depended on the write has failed. */
function failure(outcome: Outcome | undefined, error: unknown): Outcome {
  return outcome === undefined || writes(outcome) ? { ok: false, error: asError(error) } : outcome;
}

export function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

function tryChange(draft: ClusterDraft, change: DeviceChange): Outcome {
  try {
    return { ok: true, result: applyChange(draft, change) };
  } catch (error) {
    return { ok: false, error: asError(error) };
  }
}

/** The outcome of an earlier attempt that stands: a refusal, or a change to a device that shows what was intended. */
function settledBefore(
  change: DeviceChange,
  earlier: Outcome | undefined,
  done: ReadonlySet<string>,
): Outcome | undefined {
  return earlier?.ok === false || done.has(change.guid) ? earlier : undefined;
}

/** Devices that upstream shows as the last of their changes meant them to become: the doubtful write did arrive. */
function guidsDone(
  draft: ClusterDraft,
  changes: readonly DeviceChange[],
  earlier: readonly Outcome[],
): Set<string> {
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

/** True when the outcome needs a write: not a refusal, and not a change that changes nothing. */
function writes(outcome: Outcome): boolean {
  return outcome.ok && outcome.result.before !== outcome.result.after;
}

function mayHaveHappened(error: unknown): boolean {
  return error instanceof UpstreamUnavailableError && error.delivery !== 'not_sent';
}

function readFailure(error: unknown, { id }: ClusterAddress): unknown {
  if (!(error instanceof UpstreamNotFoundError)) return error;
  return new ProblemError('not-found', `the cluster ${id} is missing or not shared with this account`, {
    cause: error,
  });
}

function outcomeUnknown(doubt: unknown): ProblemError {
  const limited = doubt instanceof UpstreamRateLimitedError ? doubt.retryAfterMs : undefined;
  return new ProblemError(
    'unavailable',
    'Microshare did not confirm the change and cannot be read: it may or may not have been made. Read the device before ' +
      'trying again, or repeat the request with the same Idempotency-Key',
    {
      retryAfterS: Math.max(1, Math.ceil((limited ?? 5_000) / 1000)),
      upstream: { system: 'microshare', retryable: true },
      extensions: { outcome: 'unknown' },
      cause: doubt,
    },
  );
}
