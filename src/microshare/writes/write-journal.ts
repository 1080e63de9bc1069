import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { Cluster } from '@libs/domain';
import { cacheKeys } from '../../cache/cache-keys';
import { CacheStore, CacheUnavailableError } from '../../cache/cache.store';
import { Configuration } from '../../config/configuration';
import type { ClusterLease } from './cluster-lease';
import { snapshotJson } from './cluster-snapshot';
import type { Recorded, RecordedExpectation } from './expectation';
import {
  announced,
  expectationField,
  expectedOf,
  type Intent,
  type JournalState,
  type OpenJournal,
  readJournal,
  recordedBefore,
  reminderField,
} from './journal-state';
import { JournalMemory, remindersIn } from './journal-memory';

type Fields = ReadonlyMap<string, string>;

const TEN_YEARS_S = 315_360_000;

/**
 * How long after a store began to remember nothing is written, in milliseconds. In this time every replica that lives has
 * found its way back to a store that was emptied, and has told it what it knows.
 */
const REMINDING_MS = 2_000;

/**
 * Remembers, per cluster and for all replicas, which writes may still arrive upstream and what was acknowledged meanwhile.
 * A write is announced here before it is sent and taken back when its outcome is known; both only by the lease's holder.
 * While an announced write is out, acknowledged changes are recorded, so that a later round can find and repair what it
 * undid. An empty store counts as an unknown write itself: it may have forgotten one. What this replica has recorded it
 * also keeps in memory, and tells the store again when that has forgotten it or could not be reached.
 */
@Injectable()
export class WriteJournal {
  private readonly memory = new JournalMemory();
  /** Tells this replica's reminders from others'. */
  private readonly replica = randomUUID();
  /** By tenant, since when the store remembered as a round last saw it. */
  private readonly generation = new Map<string, number>();

  constructor(
    private readonly store: CacheStore,
    private readonly configuration: Configuration,
  ) {}

  /**
   * What the holder of the lease has to know; also makes up for what the store has missed. Waits while a store that was
   * emptied is still being reminded.
   */
  async load(open: OpenJournal, lease: ClusterLease): Promise<JournalState> {
    const { tenant } = open.account;
    const { since, stored } = await this.reminded(open);
    const { arrivalMs } = this.configuration.writes;
    const young = Date.now() < since + arrivalMs;
    const reminders = remindersIn(stored);
    const known = new Map([...stored, ...reminders.set]);
    for (const field of reminders.remove) known.delete(field);
    const mine = this.memory.missedBy(open, known, since, young);
    const missed = {
      set: recordedBefore(lease, since, new Map([...reminders.set, ...mine.set])),
      remove: [...reminders.remove, ...mine.remove],
    };
    const fields = new Map([...known, ...missed.set]);
    for (const field of mine.remove) fields.delete(field);
    const nothing = missed.set.size === 0 && missed.remove.length === 0;
    if ([...missed.set.keys()].some((field) => expectedOf(field) !== undefined)) await this.list(open);
    if (nothing || (await this.change(open, lease, missed))) {
      this.memory.told(open);
      // Not where the lease is lost: then the store has not been reminded, and this memory is all there is.
      this.memory.know(open, fields, since);
    }
    this.generation.set(tenant, since);
    return readJournal(fields, since, arrivalMs);
  }

  /**
   * Announces a write. False when the lease is lost: then it must not be sent.
   * @throws CacheUnavailableError when the store cannot be reached: then it must not be sent either
   */
  async intend(open: OpenJournal, lease: ClusterLease, cluster: Cluster): Promise<boolean> {
    const text = intentJson({ ...this.mark(open, lease), at: Date.now() }, cluster);
    try {
      return await this.change(open, lease, { set: new Map([[announced(lease), text]]) });
    } catch (error) {
      // It may have been written down all the same, and would stay for as long as a dead replica's.
      this.memory.owe(open, announced(lease), undefined);
      throw error;
    }
  }

  /** Takes back the announcement of a write that was not sent or certainly not made; with or without the lease. */
  async withdraw(open: OpenJournal, lease: ClusterLease): Promise<void> {
    const field = announced(lease);
    const key = cacheKeys.writeJournal(open.account.tenant, open.address.id);
    await this.tellOrOwe(open, field, undefined, () => this.store.hashDelete(key, field));
  }

  /**
   * Takes an announced write back that has arrived. False when the lease was lost before: then it is doubtful.
   * @throws CacheUnavailableError when the store cannot be reached, and with it nobody can say who held the lease
   */
  settle(open: OpenJournal, lease: ClusterLease): Promise<boolean> {
    return this.change(open, lease, { remove: [announced(lease)] });
  }

  /**
   * Notes when an announced write can no longer arrive; with or without the lease. Made up for later when the store cannot
   * be reached.
   * @param outcome `unknown`: it may arrive for as long as the settings say; `late`: it has, when somebody else had the lease
   */
  async doubt(
    open: OpenJournal,
    lease: ClusterLease,
    cluster: Cluster,
    outcome: 'unknown' | 'late',
  ): Promise<void> {
    const now = Date.now();
    const settledAt = outcome === 'unknown' ? now + this.configuration.writes.doubtMs : now;
    const text = intentJson({ ...this.mark(open, lease), at: now, settledAt }, cluster);
    const field = announced(lease);
    const key = cacheKeys.writeJournal(open.account.tenant, open.address.id);
    await this.tellOrOwe(open, field, text, () => this.store.hashSet(key, new Map([[field, text]])));
  }

  /**
   * Replaces the expectations by those given and drops what has expired; the cluster is looked after while any are left.
   * False when the lease is lost: then what was done must be looked at again before anybody is told.
   * @param looking nothing but this was to be done: a cluster listed without expectations is taken off the list
   * @param sure the lease was confirmed since the write; else the store is asked even where there is nothing to record
   */
  async record(
    open: OpenJournal,
    lease: ClusterLease,
    state: JournalState,
    expectations: ReadonlyMap<string, RecordedExpectation>,
    { looking, sure }: { readonly looking: boolean; readonly sure: boolean },
  ): Promise<boolean> {
    const set = new Map<string, string>();
    for (const [guid, recorded] of expectations) {
      if (state.expectations.get(guid) !== recorded)
        set.set(expectationField(guid), JSON.stringify(recorded));
    }
    const gone = [...state.expectations.keys()].filter((guid) => !expectations.has(guid));
    const remove = [...gone.map((guid) => expectationField(guid)), ...state.expired];
    if (set.size > 0) {
      for (const [field, text] of state.presumed) set.set(field, text);
      await this.list(open);
    }
    const untouched = set.size === 0 && remove.length === 0;
    const changed = (sure && untouched) || (await this.change(open, lease, { set, remove }));
    if (changed && expectations.size === 0 && (looking || gone.length > 0)) {
      await this.store.hashDelete(cacheKeys.openJournals(open.account.tenant), open.address.id);
    }
    return changed;
  }

  /**
   * Tells the store what this replica remembers, when that has been emptied. Needs no lease: each replica writes fields
   * of its own, and whoever has the lease next puts them together.
   */
  async remind(tenant: string): Promise<void> {
    for (const { open, fields } of this.memory.remembered(tenant)) {
      const own = new Map<string, string>();
      for (const [field, text] of fields) {
        const guid = expectedOf(field);
        if (guid !== undefined) own.set(reminderField(this.replica, guid), text);
      }
      await this.list(open);
      await this.store.hashSet(cacheKeys.writeJournal(tenant, open.address.id), own);
    }
  }

  /** The clusters that have to be looked after: those the store lists, and those this replica knows something of. */
  async open(tenant: string): Promise<readonly OpenJournal[]> {
    const fields = await this.store.hashGetAll(cacheKeys.openJournals(tenant));
    const listed = [...fields.values()].map((text) => JSON.parse(text) as OpenJournal);
    const ids = new Set(listed.map(({ address }) => address.id));
    await this.forgetDropped(tenant, ids);
    return [...listed, ...this.memory.open(tenant).filter(({ address }) => !ids.has(address.id))];
  }

  /** Since when the store remembers, in epoch milliseconds; the same for all replicas. */
  async since(tenant: string): Promise<number> {
    // Without Redis one process writes, and its memory has forgotten nothing: it was there from the start.
    if (this.store.driver === 'memory') return 0;
    const key = cacheKeys.storeSince(tenant);
    const known = await this.store.get(key);
    if (known !== undefined) return Number(known);
    const now = String(Date.now());
    await this.store.setIfAbsent(key, now, TEN_YEARS_S);
    return Number((await this.store.get(key)) ?? now);
  }

  /** What another replica has dropped must not be told to the store if that forgets: it may be wrong by then. */
  private async forgetDropped(tenant: string, listed: ReadonlySet<string>): Promise<void> {
    for (const remembered of this.memory.remembered(tenant)) {
      const { id } = remembered.open.address;
      if (listed.has(id)) continue;
      const stored = await this.store.hashGetAll(cacheKeys.writeJournal(tenant, id));
      // Asked afterwards: the same store has held this all the time, and has not merely forgotten it.
      if ((await this.since(tenant)) === remembered.since) this.memory.forget(remembered, stored);
    }
  }

  /** The journal once every living replica has had its time to remind the store. */
  private async reminded({
    account: { tenant },
    address: { id },
  }: OpenJournal): Promise<{ readonly since: number; readonly stored: Fields }> {
    for (;;) {
      const [stored, since] = await Promise.all([
        this.store.hashGetAll(cacheKeys.writeJournal(tenant, id)),
        this.since(tenant),
      ]);
      const wait = since + REMINDING_MS - Date.now();
      if (wait <= 0) return { since, stored };
      // No longer than that, where the clocks of replicas differ.
      await delay(Math.min(wait, REMINDING_MS));
    }
  }

  private mark(open: OpenJournal, { fence }: ClusterLease): Recorded {
    return { fence, since: this.generation.get(open.account.tenant) ?? 0 };
  }

  private async list(open: OpenJournal): Promise<void> {
    const { account, address } = open;
    await this.store.hashSet(
      cacheKeys.openJournals(account.tenant),
      new Map([[address.id, JSON.stringify(open)]]),
    );
  }

  private async change(
    open: OpenJournal,
    { guard }: ClusterLease,
    change: { readonly set?: Fields; readonly remove?: readonly string[] },
  ): Promise<boolean> {
    const key = cacheKeys.writeJournal(open.account.tenant, open.address.id);
    const changed = await this.store.hashChangeIf(guard.key, guard.value, key, change);
    if (changed) this.memory.apply(open, change);
    return changed;
  }

  private async tellOrOwe(
    open: OpenJournal,
    field: string,
    text: string | undefined,
    tell: () => Promise<void>,
  ): Promise<void> {
    try {
      await tell();
      this.memory.apply(open, text === undefined ? { remove: [field] } : { set: new Map([[field, text]]) });
    } catch (error) {
      if (!(error instanceof CacheUnavailableError)) throw error;
      this.memory.owe(open, field, text);
    }
  }
}

/** JSON of the intent to leave the cluster like this. */
function intentJson(intent: Omit<Intent, 'devices'>, cluster: Cluster): string {
  return `${JSON.stringify(intent).slice(0, -1)},"devices":${snapshotJson(cluster)}}`;
}
