import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Cluster } from '@libs/domain';
import type { ClusterAddress } from '@libs/microshare-client';
import { cacheKeys } from '../../cache/cache-keys';
import { CacheStore } from '../../cache/cache.store';
import { Configuration } from '../../config/configuration';
import type { UpstreamAccount } from '../upstream-account';
import type { ClusterLease } from './cluster-lease';
import type { RecordedExpectation } from './expectation';

/** A write that may still arrive upstream: its holder has not said how it ended. */
interface Intent {
  /** Epoch milliseconds at which it was announced, before it was sent. */
  readonly at: number;
  /** {@link digestOf} the cluster that it would leave. */
  readonly digest: string;
  /** Set by a holder that lives: from then on it can no longer arrive, but may have. */
  readonly settledAt?: number;
}

/** The journal of one cluster as a round finds it. */
export interface JournalState {
  /** Some write other than this lease's next one may still arrive. */
  readonly danger: boolean;
  /** Whether such a write, or one that has only just stopped being one, can have made the cluster what it is. */
  canHaveMade(cluster: Cluster): boolean;
  readonly expectations: ReadonlyMap<string, RecordedExpectation>;
  /** Fields that are of no more use. */
  readonly expired: readonly string[];
}

/** How to reach a cluster whose journal has to be looked after. */
export interface OpenJournal {
  readonly address: ClusterAddress;
  readonly account: UpstreamAccount;
}

/** A holder that has not said anything for this long is taken for dead. */
const FORGET_AFTER_MS = 24 * 60 * 60 * 1000;

const TEN_YEARS_S = 315_360_000;

/**
 * Remembers, per cluster and for all replicas, which writes may still arrive upstream and what was acknowledged meanwhile.
 * A write is announced here before it is sent and taken back when its outcome is known; both only by the lease's holder.
 * While an announced write is out, acknowledged changes are recorded, so that a later round can find and repair what it
 * undid. An empty store counts as an unknown write itself: it may have forgotten one.
 */
@Injectable()
export class WriteJournal {
  constructor(
    private readonly store: CacheStore,
    private readonly configuration: Configuration,
  ) {}

  async load(tenant: string, clusterId: string): Promise<JournalState> {
    const [fields, since] = await Promise.all([
      this.store.hashGetAll(cacheKeys.writeJournal(tenant, clusterId)),
      this.storeSince(tenant),
    ]);
    const { doubtMs } = this.configuration.writes;
    const now = Date.now();
    const intents: Intent[] = [];
    const expectations = new Map<string, RecordedExpectation>();
    const expired: string[] = [];
    for (const [field, text] of fields) {
      if (field.startsWith('e:')) {
        expectations.set(field.slice(2), JSON.parse(text) as RecordedExpectation);
        continue;
      }
      const intent = JSON.parse(text) as Intent;
      intents.push(intent);
      if (now >= (intent.settledAt ?? intent.at + FORGET_AFTER_MS)) expired.push(field);
    }
    const age = now - since;
    return {
      danger: age < doubtMs || intents.length > expired.length,
      canHaveMade: (cluster) =>
        age < 2 * doubtMs ||
        intents.some(({ at, settledAt }) => settledAt !== undefined || now - at < 2 * doubtMs) ||
        intents.some(({ digest }) => digest === digestOf(cluster)),
      expectations,
      expired,
    };
  }

  /** Announces a write. False when the lease is lost: then it must not be sent. */
  intend(tenant: string, clusterId: string, lease: ClusterLease, cluster: Cluster): Promise<boolean> {
    const intent: Intent = { at: Date.now(), digest: digestOf(cluster) };
    return this.change(tenant, clusterId, lease, {
      set: new Map([[`i:${lease.fence}`, JSON.stringify(intent)]]),
    });
  }

  /** Takes an announced write back whose outcome is known. False when the lease was lost before: then it is doubtful. */
  settle(tenant: string, clusterId: string, lease: ClusterLease): Promise<boolean> {
    return this.change(tenant, clusterId, lease, { remove: [`i:${lease.fence}`] });
  }

  /**
   * Notes when an announced write can no longer arrive; with or without the lease.
   * @param outcome `unknown`: it may arrive for as long as the settings say; `late`: it has, when somebody else had the lease
   */
  async doubt(
    tenant: string,
    clusterId: string,
    lease: ClusterLease,
    cluster: Cluster,
    outcome: 'unknown' | 'late',
  ): Promise<void> {
    const now = Date.now();
    const settledAt = outcome === 'unknown' ? now + this.configuration.writes.doubtMs : now;
    const intent: Intent = { at: now, digest: digestOf(cluster), settledAt };
    const key = cacheKeys.writeJournal(tenant, clusterId);
    await this.store.hashSet(key, new Map([[`i:${lease.fence}`, JSON.stringify(intent)]]));
  }

  /**
   * Replaces the expectations by those given and drops what has expired; the cluster is looked after while any are left.
   * False when the lease is lost: then what was done must be looked at again before anybody is told.
   */
  async record(
    open: OpenJournal,
    lease: ClusterLease,
    state: JournalState,
    expectations: ReadonlyMap<string, RecordedExpectation>,
  ): Promise<boolean> {
    const { tenant } = open.account;
    const set = new Map<string, string>();
    for (const [guid, recorded] of expectations) {
      if (state.expectations.get(guid) !== recorded) set.set(`e:${guid}`, JSON.stringify(recorded));
    }
    const gone = [...state.expectations.keys()]
      .filter((guid) => !expectations.has(guid))
      .map((guid) => `e:${guid}`);
    const remove = [...gone, ...state.expired];
    if (set.size > 0) {
      await this.store.hashSet(
        cacheKeys.openJournals(tenant),
        new Map([[open.address.id, JSON.stringify(open)]]),
      );
    }
    if (set.size === 0 && remove.length === 0) return true;
    const changed = await this.change(tenant, open.address.id, lease, { set, remove });
    if (changed && expectations.size === 0 && gone.length > 0) {
      await this.store.hashDelete(cacheKeys.openJournals(tenant), open.address.id);
    }
    return changed;
  }

  /** The clusters whose expectations have to be looked after. */
  async open(tenant: string): Promise<readonly OpenJournal[]> {
    const fields = await this.store.hashGetAll(cacheKeys.openJournals(tenant));
    return [...fields.values()].map((text) => JSON.parse(text) as OpenJournal);
  }

  private change(
    tenant: string,
    clusterId: string,
    { guard }: ClusterLease,
    change: Parameters<CacheStore['hashChangeIf']>[3],
  ): Promise<boolean> {
    return this.store.hashChangeIf(guard.key, guard.value, cacheKeys.writeJournal(tenant, clusterId), change);
  }

  private async storeSince(tenant: string): Promise<number> {
    const key = cacheKeys.storeSince(tenant);
    const known = await this.store.get(key);
    if (known !== undefined) return Number(known);
    const now = Date.now();
    await this.store.setIfAbsent(key, String(now), TEN_YEARS_S);
    return now;
  }
}

/** Of everything that we write of a cluster's devices, in any order: equal for what we sent and what upstream made of it. */
export function digestOf(cluster: Cluster): string {
  const slots = cluster.devices
    .map((d) =>
      JSON.stringify([
        d.guid,
        d.id,
        d.customer,
        d.site,
        d.area,
        d.erpReference,
        d.placement,
        d.configuration,
        d.status,
      ]),
    )
    .sort();
  return createHash('sha256').update(slots.join('\n')).digest('base64url');
}
