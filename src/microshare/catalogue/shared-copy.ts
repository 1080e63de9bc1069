import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { BeforeApplicationShutdown, Injectable, Logger } from '@nestjs/common';
import { cacheKeys } from '../../cache/cache-keys';
import { CacheStore, CacheUnavailableError } from '../../cache/cache.store';
import { Metrics } from '../../metrics/metrics';
import type { UpstreamAccount } from '../upstream-account';
import { ClusterCache, type StoredCatalogue } from './cluster-cache';
import type { DeviceChanges, IndexedCluster } from './device-index';

/** Announced on an account's channel after a write, so that other replicas take the change over. */
interface Announcement {
  readonly origin: string;
  /** Counts the announcements of an account, so that a missed one is noticed. */
  readonly number: number;
  readonly clusterId: string;
}

/** What may be left of a discovery to be stored when the application stops, in milliseconds. */
const LAST_SAVE_MS = 5_000;

/**
 * What this replica shares with the others through the store. The catalogue lives in process, so an unreachable store is
 * survived here, in this one place: counted, and what could not be mirrored is stored as a whole as soon as it can be.
 */
@Injectable()
export class SharedCopy implements BeforeApplicationShutdown {
  private readonly logger = new Logger(SharedCopy.name);
  private readonly replica = randomUUID();
  /** Keys of clusters whose last change did not reach the store, and of mappings whose last discovery did not. */
  private readonly behind = new Set<string>();
  /** Discoveries on their way to the store. */
  private readonly saving = new Set<Promise<unknown>>();
  /** Number of the last announcement heard, by channel. */
  private readonly heard = new Map<string, number>();

  constructor(
    private readonly cache: ClusterCache,
    private readonly store: CacheStore,
    private readonly metrics: Metrics,
  ) {}

  /** What has been discovered reaches the store before that is closed: else the next start would have to discover again. */
  async beforeApplicationShutdown(): Promise<void> {
    if (this.saving.size === 0) return;
    await Promise.race([Promise.allSettled(this.saving), delay(LAST_SAVE_MS, undefined, { ref: false })]);
  }

  load(account: UpstreamAccount): Promise<StoredCatalogue | undefined> {
    return this.tolerant(() => this.cache.load(account));
  }

  loadCluster(account: UpstreamAccount, clusterId: string): Promise<IndexedCluster | undefined> {
    return this.tolerant(() => this.cache.loadCluster(account, clusterId));
  }

  async saveAll(
    account: UpstreamAccount,
    discoveredAt: number,
    clusters: readonly IndexedCluster[],
  ): Promise<void> {
    const key = cacheKeys.mapping(account);
    this.behind.add(key);
    const saved = this.tolerant(async () => {
      await this.cache.saveAll(account, discoveredAt, clusters);
      this.behind.delete(key);
    });
    this.saving.add(saved);
    try {
      await saved;
    } finally {
      this.saving.delete(saved);
    }
  }

  /** Whether a discovery did not reach the store: what differs from its state is unknown until all is saved again. */
  lacksDiscovery(account: UpstreamAccount): boolean {
    return this.behind.has(cacheKeys.mapping(account));
  }

  /**
   * Answers whether the store had forgotten the cluster, and with it whatever else it knew.
   * @param changes since the state before; undefined where there was none
   */
  async update(
    account: UpstreamAccount,
    next: IndexedCluster,
    changes: DeviceChanges | undefined,
  ): Promise<'stored' | 'was forgotten'> {
    const key = cacheKeys.cluster(account, next.summary.id);
    const whole = changes === undefined || this.behind.has(key);
    this.behind.add(key);
    const outcome = await this.tolerant(async () => {
      const known = !whole && (await this.cache.update(account, next, changes));
      if (!known) await this.cache.replace(account, next);
      this.behind.delete(key);
      return known || whole ? 'stored' : 'was forgotten';
    });
    return outcome ?? 'stored';
  }

  /** Stores which clusters there are, where the store has forgotten it; their payloads follow as they change. */
  async saveMapping(
    account: UpstreamAccount,
    discoveredAt: number,
    clusters: readonly IndexedCluster[],
  ): Promise<void> {
    await this.tolerant(() => this.cache.saveMapping(account, discoveredAt, clusters));
  }

  async clear(account: UpstreamAccount): Promise<void> {
    await this.tolerant(() => this.cache.clear(account));
  }

  /** Tells the other replicas that the stored state of a cluster has changed. */
  async announce(account: UpstreamAccount, clusterId: string): Promise<void> {
    await this.tolerant(async () => {
      const number = await this.store.increment(cacheKeys.announcements(account));
      const message = JSON.stringify({ origin: this.replica, number, clusterId } satisfies Announcement);
      await this.store.publish(cacheKeys.channel(account), message);
    });
  }

  /**
   * Calls back with the id of each cluster that another replica announces, and when announcements were missed.
   * @returns what ends the calls; undefined where the store is closed
   */
  listen(
    account: UpstreamAccount,
    changed: (clusterId: string) => Promise<void>,
    missed: () => Promise<void>,
  ): Promise<(() => Promise<void>) | undefined> {
    const channel = cacheKeys.channel(account);
    return this.tolerant(async () => {
      const unsubscribe = await this.store.subscribe(channel, (message) => {
        const { origin, number, clusterId } = JSON.parse(message) as Announcement;
        const last = this.heard.get(channel) ?? number - 1;
        this.heard.set(channel, Math.max(last, number));
        if (number > last + 1) this.takeOver(clusterId, missed);
        else if (origin !== this.replica) this.takeOver(clusterId, () => changed(clusterId));
      });
      const announced = await this.tolerant(() => this.announced(account));
      if (announced !== undefined && !this.heard.has(channel)) this.heard.set(channel, announced);
      return unsubscribe;
    });
  }

  /** Whether announcements were made that this replica has not heard, e.g. while the store's connection was lost. */
  async hasMissed(account: UpstreamAccount): Promise<boolean> {
    const channel = cacheKeys.channel(account);
    const announced = await this.tolerant(() => this.announced(account));
    // Asked for after the answer: announcements that came in meanwhile count as heard.
    const heard = this.heard.get(channel);
    if (announced === undefined || announced === heard) return false;
    // An announcement under way may be counted and not yet heard, a lower number than the one heard comes from a store
    // that was emptied, and none was heard where the store was away at the start: looking once too often does no harm.
    this.heard.set(channel, announced);
    return true;
  }

  private async announced(account: UpstreamAccount): Promise<number> {
    return Number((await this.store.get(cacheKeys.announcements(account))) ?? 0);
  }

  private takeOver(clusterId: string, work: () => Promise<void>): void {
    work().catch((error: unknown) => {
      this.logger.warn({ clusterId, err: error }, "another replica's change could not be taken over");
    });
  }

  private async tolerant<T>(work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof CacheUnavailableError)) throw error;
      this.metrics.cacheUnavailable.inc();
      return undefined;
    }
  }
}
