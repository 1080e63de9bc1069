import { Injectable, Logger } from '@nestjs/common';
import type { Cluster, Device } from '@libs/domain';
import type { ClusterAddress, RawCluster } from '@libs/microshare-client';
import { UpstreamNotFoundError } from '@libs/upstream';
import { CacheUnavailableError } from '../../cache/cache.store';
import { Listeners } from '../../common/listeners';
import { ProblemError } from '../../common/problem';
import { Metrics } from '../../metrics/metrics';
import { toCluster } from '../cluster.mapper';
import type { ClusterState } from '../cluster-state';
import { MicroshareCalls } from '../microshare-calls';
import type { UpstreamAccount } from '../upstream-account';
import { tryChanges } from './apply-exchange';
import { ClusterDraft } from './cluster-draft';
import { digestOf } from './cluster-digest';
import { type ClusterLease, ClusterLeases } from './cluster-lease';
import type { DeviceChange } from './device-change';
import type { RecordedExpectation } from './expectation';
import type { JournalState, OpenJournal } from './journal-state';
import {
  asError,
  failureOf,
  type Intended,
  intendedBy,
  lostLease,
  mayHaveArrived,
  needsWrite,
  type Outcome,
  outcomeUnknown,
  settledBefore,
  shownAsIntended,
  withoutConsequences,
} from './outcome';
import { expect, type Mark, repair } from './round-expectations';
import { WriteJournal } from './write-journal';

export interface RoundResult {
  /** One per change, in their order. */
  readonly outcomes: readonly Outcome[];
  /** What upstream holds now, as far as the round has seen it; undefined when it could not even be read. */
  readonly cluster: Cluster | undefined;
}

/** A cluster that was written, or may have been, and what it was like before. */
export interface ClusterWrite {
  readonly account: UpstreamAccount;
  readonly address: ClusterAddress;
  /** Read under the same lease, right before the write. */
  readonly before: ClusterState;
}

/** How often a round reads and writes again, after a doubtful outcome or a lost lease. */
const ATTEMPTS = 4;

interface Work extends OpenJournal {
  /** Those that waited when the round began. */
  readonly changes: readonly DeviceChange[];
  /** Those that have come since, each once: asked for when the cluster has been read, so that they need no round of their own. */
  readonly more?: () => readonly DeviceChange[];
  /** The cluster's devices by guid as this replica shows them: what is still the same need not be looked at again. */
  readonly shown?: ReadonlyMap<string, Device> | undefined;
  /** Takes over what upstream holds, under the lease still: no older state can be shown after a newer one. */
  readonly show: (cluster: Cluster) => Promise<void>;
}

interface Running extends Work {
  readonly changes: DeviceChange[];
}

/** What an attempt leaves to the next one. */
interface Unfinished {
  /** Undefined when nothing can have been sent. */
  readonly intended: Intended | undefined;
  readonly doubt: unknown;
}

/** What a round leaves in the journal. */
interface Entry {
  readonly open: OpenJournal;
  readonly state: JournalState;
  readonly expectations: ReadonlyMap<string, RecordedExpectation>;
}

/**
 * One round on one cluster, under its lease: reads it once, puts right what a late write has undone, applies every change
 * in order (each can fail alone), writes once. When it is not known whether the write arrived, or the lease was lost on
 * the way, it reads back and compares: what is there stands, what is not is applied again to what is there now.
 */
@Injectable()
export class ClusterRounds {
  private readonly logger = new Logger(ClusterRounds.name);
  /** What we last left in each cluster: a difference at the next read is somebody else's doing. */
  private readonly left = new Map<string, string>();
  private readonly listeners = new Listeners<ClusterWrite>();
  /** Calls back after each write that was sent, until the returned function is called. Whoever listens must not dawdle. */
  readonly onWrite = this.listeners.add;

  constructor(
    private readonly calls: MicroshareCalls,
    private readonly leases: ClusterLeases,
    private readonly journal: WriteJournal,
    private readonly metrics: Metrics,
  ) {}

  /** Never throws: every change, with those that came on the way, gets an outcome. Without any it only looks after the journal. */
  async run(given: Work): Promise<RoundResult> {
    const work: Running = { ...given, changes: [...given.changes] };
    let unfinished: Unfinished = { intended: undefined, doubt: undefined };
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
      try {
        const ended = await this.underLease(work, unfinished);
        if ('outcomes' in ended) return ended;
        unfinished = ended;
      } catch (error) {
        return allFailed(work, unfinished, error);
      }
    }
    return allFailed(work, unfinished, unfinished.doubt);
  }

  private async underLease(work: Running, unfinished: Unfinished): Promise<RoundResult | Unfinished> {
    const { account, address } = work;
    const lease = await this.leases.acquire(account.tenant, address.id);
    try {
      const ended = await this.attempt(work, unfinished, lease);
      if ('outcomes' in ended && ended.cluster !== undefined) await this.show(work, ended.cluster);
      return ended;
    } finally {
      await lease.release().catch((error: unknown) => {
        this.logger.warn(
          { err: error, clusterId: address.id },
          'a write lease could not be released; it runs out',
        );
      });
    }
  }

  /** The changes are made whether or not they can be shown. */
  private async show({ address, show }: Work, cluster: Cluster): Promise<void> {
    try {
      await show(cluster);
    } catch (error) {
      this.logger.error({ err: error, clusterId: address.id }, 'a written cluster could not be shown');
    }
  }

  private async attempt(
    work: Running,
    unfinished: Unfinished,
    lease: ClusterLease,
  ): Promise<RoundResult | Unfinished> {
    const { account, address, changes } = work;
    const { intended } = unfinished;
    const open: OpenJournal = { address: { id: address.id, recType: address.recType }, account };
    const state = await this.journal.load(open, lease);
    const raw = await this.read(account, address);
    // Not after a write in doubt: what that one may have done must not be said of changes it did not hold.
    if (intended === undefined) changes.push(...(work.more?.() ?? []));
    const draft = new ClusterDraft(raw, { known: work.shown });
    const before = draft.original;
    this.countForeignChange(before);
    const mark: Mark = { account, at: Date.now(), fence: lease.fence, since: state.since };
    const { kept, repaired } = repair(draft, state, mark);
    const shown = shownAsIntended(draft, changes, intended ?? []);
    const settled = changes.map((change, i) => settledBefore(change, intended?.[i], shown));
    const outcomes = tryChanges(draft, changes, settled);
    const expectations = state.danger
      ? expect({ changes, outcomes, intended: intended ?? [] }, draft, kept, mark)
      : kept;
    const entry: Entry = { open, state, expectations };
    const stands = outcomes.every((outcome, i) => settled[i] !== undefined || !needsWrite(outcome));
    if (repaired === 0 && stands) {
      const recorded = await this.journal.record(open, lease, state, expectations, {
        looking: changes.length === 0,
        // What was read stands only if nobody else could write meanwhile.
        sure: false,
      });
      return recorded ? { outcomes, cluster: before } : unfinished;
    }
    const after = draft.toCluster();
    if (!(await this.maySend(open, lease, after))) return unfinished;
    const written = await this.write(open, lease, draft.toRaw(), after);
    this.listeners.tell({ account, address: open.address, before: raw });
    const inDoubt = (doubt: Error): Unfinished => ({
      intended: intendedBy(changes, outcomes, intended),
      doubt,
    });
    if (written instanceof Error) {
      if (mayHaveArrived(written)) return inDoubt(written);
      if (intended !== undefined) return { ...unfinished, doubt: written };
      const standing = withoutConsequences(changes, outcomes);
      return { outcomes: standing.map((one) => failureOf(one, written)), cluster: before };
    }
    if (!(await this.conclude(entry, lease, after))) return inDoubt(lostLease());
    this.left.set(address.id, digestOf(written));
    if (repaired > 0) this.tellRepaired(address, repaired);
    return { outcomes, cluster: written };
  }

  private async read(account: UpstreamAccount, address: ClusterAddress): Promise<RawCluster> {
    try {
      return await this.calls.readCluster(account, address);
    } catch (error) {
      if (!(error instanceof UpstreamNotFoundError)) throw error;
      const detail = `the cluster ${address.id} is missing or not shared with this account`;
      throw new ProblemError('not-found', detail, { cause: error });
    }
  }

  /**
   * After a write that has arrived: true when the callers may be told. That the lease was held all the time only the store
   * can say: it may have been emptied meanwhile, and the lease given to somebody else.
   */
  private async conclude(
    { open, state, expectations }: Entry,
    lease: ClusterLease,
    after: Cluster,
  ): Promise<boolean> {
    try {
      if (await this.journal.settle(open, lease)) {
        return await this.journal.record(open, lease, state, expectations, { looking: false, sure: true });
      }
    } catch (error) {
      if (!(error instanceof CacheUnavailableError)) throw error;
      this.metrics.cacheUnavailable.inc();
    }
    await this.journal.doubt(open, lease, after, 'late');
    return false;
  }

  /** Announces the write; false when the lease is lost, and with it the right to send it. */
  private async maySend(open: OpenJournal, lease: ClusterLease, after: Cluster): Promise<boolean> {
    if (!(await this.journal.intend(open, lease, after))) return false;
    if (lease.isHeld()) return true;
    await this.journal.withdraw(open, lease);
    return false;
  }

  private async write(
    open: OpenJournal,
    lease: ClusterLease,
    content: RawCluster,
    after: Cluster,
  ): Promise<Cluster | Error> {
    const { account, address } = open;
    try {
      const { object } = await this.calls.writeCluster(account, address, content);
      return (object === undefined ? undefined : toCluster(object)) ?? after;
    } catch (error) {
      this.left.delete(address.id);
      if (mayHaveArrived(error)) await this.journal.doubt(open, lease, after, 'unknown');
      else await this.journal.withdraw(open, lease);
      return asError(error);
    }
  }

  private countForeignChange(found: Cluster): void {
    const { id } = found.summary;
    const left = this.left.get(id);
    const digest = digestOf(found);
    if (left !== undefined && left !== digest) this.metrics.foreignChanges.inc();
    this.left.set(id, digest);
  }

  private tellRepaired({ id }: ClusterAddress, devices: number): void {
    this.metrics.repairedChanges.inc(devices);
    this.logger.warn(
      { clusterId: id, devices },
      'a late write had undone acknowledged changes; they are applied again',
    );
  }
}

function allFailed({ changes }: Work, { intended, doubt }: Unfinished, error: unknown): RoundResult {
  const why = intended === undefined ? asError(error ?? lostLease()) : outcomeUnknown(doubt ?? error);
  return { outcomes: changes.map((_, i) => failureOf(intended?.[i], why)), cluster: undefined };
}
