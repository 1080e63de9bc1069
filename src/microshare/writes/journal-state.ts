import type { ClusterAddress } from '@libs/microshare-client';
import type { UpstreamAccount } from '../upstream-account';
import type { ClusterLease } from './cluster-lease';
import { type Snapshot, SnapshotIndex } from './cluster-snapshot';
import type { Contents, Evidence, Recorded, RecordedExpectation } from './expectation';

/** How to reach a cluster whose journal has to be looked after. */
export interface OpenJournal {
  readonly address: ClusterAddress;
  readonly account: UpstreamAccount;
}

/** A write that may still arrive upstream: its holder has not said how it ended. */
export interface Intent extends Recorded {
  /** Epoch milliseconds at which it was announced, before it was sent. */
  readonly at: number;
  /** What it would leave in the cluster; undefined for a write that an emptied store may have forgotten. */
  readonly devices?: Snapshot;
  /** Set by a holder that lives: from then on it can no longer arrive, but may have. */
  readonly settledAt?: number;
}

/** The journal of one cluster as a round finds it. */
export interface JournalState {
  /** Some write other than this lease's next one may still arrive. */
  readonly danger: boolean;
  /** Since when the store remembers, in epoch milliseconds. */
  readonly since: number;
  /** What is known, as to this expectation, of the writes that may have made the cluster what it is. */
  readonly evidenceFor: (recorded: Recorded) => Evidence;
  readonly expectations: ReadonlyMap<string, RecordedExpectation>;
  /** Fields that are of no more use. */
  readonly expired: readonly string[];
  /** Fields to write down with the next expectation: the write that an emptied store may have forgotten. */
  readonly presumed: ReadonlyMap<string, string>;
}

/** A holder that has not said anything for this long is taken for dead. */
const FORGET_AFTER_MS = 24 * 60 * 60 * 1000;

/** The journal's field for the write of a lease's holder. */
export function announced({ guard }: ClusterLease): string {
  return `i:${guard.value}`;
}

/** The journal's field for what is expected of a device. */
export function expectationField(guid: string): string {
  return `e:${guid}`;
}

/** The guid whose expectation a field holds; undefined for an announced write. */
export function expectedOf(field: string): string | undefined {
  return field.startsWith('e:') ? field.slice(2) : undefined;
}

/** The field in which a replica tells a store that was emptied what it remembers of a device. */
export function reminderField(replica: string, guid: string): string {
  return `r:${replica}:${guid}`;
}

/** The guid of which a field reminds; undefined for other fields. */
export function remindedOf(field: string): string | undefined {
  return field.startsWith('r:') ? field.slice(field.indexOf(':', 2) + 1) : undefined;
}

/**
 * What a store is reminded of counts as recorded right before this lease: writes announced from now on are made of it,
 * those announced before in the same store knew nothing of it.
 */
export function recordedBefore(
  { fence }: ClusterLease,
  since: number,
  fields: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  const mark: Recorded = { since, fence: fence - 1 };
  return new Map(
    [...fields].map(([field, text]) => {
      if (expectedOf(field) === undefined) return [field, text];
      return [field, JSON.stringify({ ...(JSON.parse(text) as RecordedExpectation), ...mark })];
    }),
  );
}

/**
 * Reads a journal's fields.
 * @param since epoch milliseconds since when the store remembers
 * @param arrivalMs how long after its announcement a write may arrive
 */
export function readJournal(
  fields: ReadonlyMap<string, string>,
  since: number,
  arrivalMs: number,
): JournalState {
  const now = Date.now();
  const intents: Intent[] = [];
  const expectations = new Map<string, RecordedExpectation>();
  const expired: string[] = [];
  const presumed = new Map<string, string>();
  for (const [field, text] of fields) {
    const guid = expectedOf(field);
    if (guid !== undefined) {
      expectations.set(guid, JSON.parse(text) as RecordedExpectation);
      continue;
    }
    const intent = JSON.parse(text) as Intent;
    intents.push(intent);
    if (now >= (intent.settledAt ?? intent.at + FORGET_AFTER_MS)) expired.push(field);
  }
  // Of no store that anything was recorded under: it may undo all of it.
  const forgotten: Intent = { at: since, settledAt: since + arrivalMs, fence: 0, since: 0 };
  if (now < since + arrivalMs) {
    intents.push(forgotten);
    presumed.set(`i:before-${since}`, JSON.stringify(forgotten));
  }
  return {
    danger: intents.length > expired.length,
    since,
    evidenceFor: evidenceOf(intents, now, arrivalMs),
    expectations,
    expired,
    presumed,
  };
}

/** A holder that has been silent for longer than a write can take is stopped or dead; its write is then known by content. */
function evidenceOf(
  intents: readonly Intent[],
  now: number,
  arrivalMs: number,
): (recorded: Recorded) => Evidence {
  const indexed = intents.map((intent) => ({ intent, index: indexOf(intent) }));
  return (recorded) => {
    const later = indexed.filter(({ intent }) => knew(intent, recorded));
    const earlier = indexed.filter(({ intent }) => !knew(intent, recorded));
    return {
      recent: earlier.some(
        ({ intent: { at, settledAt } }) => settledAt !== undefined || now - at < arrivalMs,
      ),
      earlier: contentsOf(earlier),
      later: contentsOf(later),
    };
  };
}

/** A write announced under a later lease was made of what earlier ones had recorded. */
function knew(intent: Recorded, recorded: Recorded): boolean {
  return intent.since === recorded.since && intent.fence > recorded.fence;
}

interface Indexed {
  readonly intent: Intent;
  /** Built when first asked: most journals have nothing to compare. */
  readonly index: () => SnapshotIndex | undefined;
}

function indexOf({ devices }: Intent): () => SnapshotIndex | undefined {
  let index: SnapshotIndex | undefined;
  return () => (devices === undefined ? undefined : (index ??= new SnapshotIndex(devices)));
}

function contentsOf(writes: readonly Indexed[]): Contents {
  return {
    restores: (guid, field, value) => writes.some(({ index }) => index()?.holds(guid, field, value) === true),
    holds: (guid) => writes.some(({ index }) => index()?.has(guid) === true),
    lacks: (guid) => writes.some(({ index }) => index()?.has(guid) === false),
  };
}
