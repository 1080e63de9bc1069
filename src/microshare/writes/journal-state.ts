import type { DeviceFields } from '@libs/domain';
import type { ClusterAddress } from '@libs/microshare-client';
import type { UpstreamAccount } from '../upstream-account';
import type { ClusterLease } from './cluster-lease';
import { type Snapshot, SnapshotIndex } from './cluster-snapshot';
import type { Evidence, RecordedExpectation } from './expectation';

/** How to reach a cluster whose journal has to be looked after. */
export interface OpenJournal {
  readonly address: ClusterAddress;
  readonly account: UpstreamAccount;
}

/** A write that may still arrive upstream: its holder has not said how it ended. */
export interface Intent {
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
  /** What is known of the writes that may have made the cluster what it is. */
  readonly evidence: Evidence;
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

/** The guid whose expectation a field holds; undefined for an announced write. */
export function expectedOf(field: string): string | undefined {
  return field.startsWith('e:') ? field.slice(2) : undefined;
}

/**
 * Reads a journal's fields.
 * @param since epoch milliseconds since when the store remembers
 * @param doubtMs how long a write may take to arrive
 */
export function readJournal(
  fields: ReadonlyMap<string, string>,
  since: number,
  doubtMs: number,
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
  const forgotten: Intent = { at: since, settledAt: since + doubtMs };
  if (now < since + doubtMs) {
    intents.push(forgotten);
    presumed.set(`i:before-${since}`, JSON.stringify(forgotten));
  }
  return {
    danger: intents.length > expired.length,
    evidence: evidenceOf(intents, now, doubtMs),
    expectations,
    expired,
    presumed,
  };
}

/** A holder that has been silent for longer than a write can take is stopped or dead; its write is then known by content. */
function evidenceOf(intents: readonly Intent[], now: number, doubtMs: number): Evidence {
  let indexes: readonly SnapshotIndex[] | undefined;
  const known = (): readonly SnapshotIndex[] =>
    (indexes ??= intents.flatMap(({ devices }) =>
      devices === undefined ? [] : [new SnapshotIndex(devices)],
    ));
  return {
    recent: intents.some(({ at, settledAt }) => settledAt !== undefined || now - at < 2 * doubtMs),
    restores: (guid: string, field: keyof DeviceFields, value: string) =>
      known().some((index) => index.holds(guid, field, value)),
    holds: (guid) => known().some((index) => index.has(guid)),
    lacks: (guid) => known().some((index) => !index.has(guid)),
  };
}
