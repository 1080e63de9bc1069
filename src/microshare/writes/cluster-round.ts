import { Injectable, Logger } from '@nestjs/common';
import { type Cluster } from '@libs/domain';
import type { ClusterAddress, RawCluster } from '@libs/microshare-client';
import { UpstreamNotFoundError, UpstreamUnavailableError } from '@libs/upstream';
import { CacheUnavailableError } from '../../cache/cache.store';
import { ProblemError } from '../../common/problem';
import { Metrics } from '../../metrics/metrics';
import { toCluster } from '../cluster.mapper';
import { MicroshareCalls } from '../microshare-calls';
import type { UpstreamAccount } from '../upstream-account';
import { ClusterDraft } from './cluster-draft';
import { type ClusterLease, ClusterLeases } from './cluster-lease';
import type { DeviceChange } from './device-change';
import { expectationOf, judge, type RecordedExpectation, repairOf } from './expectation';
import {
  asError,
  failureOf,
  guidsDone,
  needsWrite,
  type Outcome,
  outcomeUnknown,
  settledBefore,
  tryChange,
} from './outcome';
import { digestOf, type JournalState, WriteJournal } from './write-journal';

export interface RoundResult {
  /** One per change, in their order. */
  readonly outcomes: readonly Outcome[];
  /** What upstream holds now, as far as the round has seen it; undefined when it could not even be read. */
  readonly cluster: Cluster | undefined;
}

/** How often a round reads and writes again, after a doubtful outcome or a lost lease. */
const ATTEMPTS = 4;

interface Work {
  readonly account: UpstreamAccount;
  readonly address: ClusterAddress;
  readonly changes: readonly DeviceChange[];
}

/** What an attempt leaves to the next one. */
interface Unfinished {
  /** Outcomes that stand if upstream shows them; undefined when nothing can have been sent. */
  readonly intended: readonly Outcome[] | undefined;
  readonly doubt: unknown;
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

  constructor(
    private readonly calls: MicroshareCalls,
    private readonly leases: ClusterLeases,
    private readonly journal: WriteJournal,
    private readonly metrics: Metrics,
  ) {}

  /** Never throws: every change gets an outcome. Without changes it only looks after the journal. */
  async run(work: Work): Promise<RoundResult> {
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

  private async underLease(work: Work, unfinished: Unfinished): Promise<RoundResult | Unfinished> {
    const { account, address } = work;
    const lease = await this.leases.acquire(account.tenant, address.id);
    try {
      return await this.attempt(work, unfinished, lease);
    } finally {
      await lease.release().catch((error: unknown) => {
        this.logger.warn(
          { err: error, clusterId: address.id },
          'a write lease could not be released; it runs out',
        );
      });
    }
  }

  private async attempt(
    work: Work,
    { intended, doubt }: Unfinished,
    lease: ClusterLease,
  ): Promise<RoundResult | Unfinished> {
    const { account, address, changes } = work;
    const state = await this.journal.load(account.tenant, address.id);
    const raw = await this.read(account, address);
    const before = toCluster(raw);
    if (before !== undefined) this.countForeignChange(before);
    const draft = new ClusterDraft(raw);
    const { kept, repaired } = this.repair(draft, state, before);
    const done = intended === undefined ? new Set<string>() : guidsDone(draft, changes, intended);
    const outcomes = changes.map(
      (change, i) => settledBefore(change, intended?.[i], done) ?? tryChange(draft, change),
    );
    const stands = (outcome: Outcome, i: number): boolean =>
      !needsWrite(outcome) || outcome === intended?.[i];
    if (repaired === 0 && outcomes.every(stands)) {
      const recorded = await this.record(work, lease, state, kept, outcomes);
      return recorded ? { outcomes, cluster: before } : { intended: outcomes, doubt };
    }
    const content = draft.toRaw();
    const after = toCluster(content);
    if (after === undefined || !(await this.maySend(work, lease, after))) return { intended, doubt };
    const written = await this.write(work, lease, content, after);
    if (written instanceof Error) {
      if (mayHaveArrived(written)) return { intended: outcomes, doubt: written };
      if (intended === undefined)
        return { outcomes: outcomes.map((one) => failureOf(one, written)), cluster: before };
      return { intended, doubt: written };
    }
    if (!(await this.conclude(work, lease, state, kept, outcomes, after))) {
      return { intended: outcomes, doubt: lostLease() };
    }
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

  /** Applies what was acknowledged and has been undone again; keeps what is still in danger. */
  private repair(
    draft: ClusterDraft,
    state: JournalState,
    current: Cluster | undefined,
  ): { readonly kept: ReadonlyMap<string, RecordedExpectation>; readonly repaired: number } {
    const kept = new Map<string, RecordedExpectation>();
    let repaired = 0;
    for (const [guid, recorded] of state.expectations) {
      const verdict = judge(recorded.expectation, draft.find(guid));
      const undone = verdict === 'undone' && current !== undefined && state.canHaveMade(current);
      if (undone && tryChange(draft, repairOf(recorded.expectation)).ok) repaired += 1;
      if (state.danger && (verdict === 'met' || undone)) kept.set(guid, recorded);
    }
    return { kept, repaired };
  }

  /** After a write that has arrived: true when the callers may be told. */
  private async conclude(
    work: Work,
    lease: ClusterLease,
    state: JournalState,
    kept: ReadonlyMap<string, RecordedExpectation>,
    outcomes: readonly Outcome[],
    after: Cluster,
  ): Promise<boolean> {
    const { account, address } = work;
    // Nobody else can have written while the lease was held: where nothing was in danger, it needs no store to say so.
    const safeAnyway = lease.isHeld() && !state.danger;
    try {
      if (await this.journal.settle(account.tenant, address.id, lease)) {
        return await this.record(work, lease, state, kept, outcomes);
      }
      await this.journal.doubt(account.tenant, address.id, lease, after, 'late');
      return false;
    } catch (error) {
      if (!(error instanceof CacheUnavailableError)) throw error;
      return safeAnyway;
    }
  }

  /** Announces the write; false when the lease is lost, and with it the right to send it. */
  private async maySend({ account, address }: Work, lease: ClusterLease, after: Cluster): Promise<boolean> {
    const announced = await this.journal.intend(account.tenant, address.id, lease, after);
    return announced && lease.isHeld();
  }

  private async write(
    work: Work,
    lease: ClusterLease,
    content: RawCluster,
    after: Cluster,
  ): Promise<Cluster | Error> {
    const { account, address } = work;
    try {
      const { object } = await this.calls.writeCluster(account, address, content);
      return (object === undefined ? undefined : toCluster(object)) ?? after;
    } catch (error) {
      this.left.delete(address.id);
      await this.note(work, lease, after, mayHaveArrived(error));
      return asError(error);
    }
  }

  /** Writes down how a failed write stands. Without the store it stays announced, which is the cautious reading. */
  private async note(
    { account, address }: Work,
    lease: ClusterLease,
    after: Cluster,
    doubtful: boolean,
  ): Promise<void> {
    try {
      if (doubtful) await this.journal.doubt(account.tenant, address.id, lease, after, 'unknown');
      else await this.journal.settle(account.tenant, address.id, lease);
    } catch (error) {
      if (!(error instanceof CacheUnavailableError)) throw error;
      this.metrics.cacheUnavailable.inc();
    }
  }

  /** Writes down what was done while some earlier write can still arrive; true when it is safe to tell the callers. */
  private record(
    { account, address }: Work,
    lease: ClusterLease,
    state: JournalState,
    kept: ReadonlyMap<string, RecordedExpectation>,
    outcomes: readonly Outcome[],
  ): Promise<boolean> {
    const expectations = new Map(kept);
    if (state.danger) {
      for (const outcome of outcomes) {
        if (!outcome.ok) continue;
        const guid = (outcome.result.after ?? outcome.result.before)?.guid ?? '';
        const expectation = expectationOf(outcome.result, expectations.get(guid)?.expectation);
        if (expectation === undefined || expectation === expectations.get(guid)?.expectation) continue;
        expectations.set(guid, { expectation, account });
      }
    }
    return this.journal.record(
      { address: { id: address.id, recType: address.recType }, account },
      lease,
      state,
      expectations,
    );
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

function lostLease(): ProblemError {
  return new ProblemError(
    'unavailable',
    'this replica lost the right to write the cluster on the way; try again',
    {
      retryAfterS: 1,
    },
  );
}

function mayHaveArrived(error: unknown): boolean {
  return error instanceof UpstreamUnavailableError && error.delivery !== 'not_sent';
}
