import type { Cluster, ClusterSummary } from '@libs/domain';
import { clusterPartsOf, type RawCluster } from '@libs/microshare-client';
import { UpstreamNotFoundError, UpstreamUnavailableError } from '@libs/upstream';
import { bulkhead } from 'cockatiel';
import { SingleFlight } from '../../cache/single-flight';
import { toCluster } from '../cluster.mapper';
import type { MicroshareCalls } from '../microshare-calls';
import type { UpstreamAccount } from '../upstream-account';
import { type DeviceChanges, DeviceIndex, type IndexedCluster } from './device-index';
import type { SharedCopy } from './shared-copy';

export interface CatalogueSettings {
  /** How long the mapping and a cluster's payload count as fresh, in milliseconds. */
  readonly mappingTtlMs: number;
  readonly payloadTtlMs: number;
  readonly concurrency: number;
}

/** What is known of a discovery that has not ended. */
export interface DiscoveryProgress {
  /** Epoch milliseconds. */
  readonly startedAt: number;
  readonly clustersSoFar: number;
}

/** Something that this replica has found out, or done, and that others learn from it. */
export type CatalogueNews =
  | { readonly kind: 'devices'; readonly changes: DeviceChanges }
  /** Everything that was due has been read anew. */
  | { readonly kind: 'refreshed'; readonly devices: number; readonly clusters: number };

/** When more clusters than this times the concurrency are stale, one discovery is cheaper than reading each. */
const DISCOVER_ABOVE = 5;

/**
 * The devices that one account sees: the index in process, kept fresh from upstream and mirrored in the shared copy.
 * Until the first discovery (or a stored one) is complete it is not `ready`, and nothing may be read from it.
 */
export class AccountCatalogue {
  readonly index = new DeviceIndex();
  private mappedAt: number | undefined;
  private missing: readonly ClusterSummary[] = [];
  private running: DiscoveryProgress | undefined;
  private readonly flights = new SingleFlight<string, void>();
  private readonly slots;
  /** Counts our own writes and other replicas', so that a read which began before one does not undo it. */
  private writes = 0;
  private readonly writtenAt = new Map<string, number>();

  constructor(
    readonly account: UpstreamAccount,
    private readonly calls: MicroshareCalls,
    private readonly copy: SharedCopy,
    private readonly settings: CatalogueSettings,
    /** Ends all reads, which callers share and none of them may therefore end alone. */
    private readonly closing: AbortSignal,
    /** Told of changes that this replica is the first to see: what it takes over from others is no news. */
    private readonly tell: (news: CatalogueNews) => void = () => undefined,
  ) {
    this.slots = bulkhead(settings.concurrency, Number.MAX_SAFE_INTEGER);
  }

  get ready(): boolean {
    return this.mappedAt !== undefined && this.missing.length === 0;
  }

  /** Epoch milliseconds at which the last complete discovery began; undefined before the first. */
  get discoveredAt(): number | undefined {
    return this.mappedAt;
  }

  get discovering(): DiscoveryProgress | undefined {
    return this.running;
  }

  /** Epoch milliseconds of the oldest payload; the mapping's where there is no cluster. */
  oldest(): number {
    return this.index.oldestFetch ?? this.mappedAt ?? 0;
  }

  isStale(now: number, maxAgeMs = this.settings.payloadTtlMs): boolean {
    return !this.ready || this.mappingIsStale(now) || now - this.oldest() > maxAgeMs;
  }

  /** Takes over the shared copy, where there is one; true when it made the catalogue ready. */
  async warm(): Promise<boolean> {
    const stored = await this.copy.load(this.account);
    if (stored === undefined) return false;
    for (const cluster of stored.clusters) this.adopt(cluster);
    this.mappedAt = stored.discoveredAt;
    this.missing = stored.missing;
    return this.ready;
  }

  /**
   * Brings everything that is older than `maxAgeMs` up to date, and only that: by discovery where the mapping is stale or
   * much is, else cluster by cluster. A cluster that is not found any more calls for a discovery: only that tells whether
   * it is gone. What was known stays when anything fails.
   * @throws UpstreamError when anything could not be read
   */
  async refresh(maxAgeMs = this.settings.payloadTtlMs): Promise<void> {
    const now = Date.now();
    if (this.mappingIsStale(now)) return this.discover();
    const stale = [
      ...this.missing,
      ...[...this.index.clusters()].filter((c) => now - c.fetchedAt > maxAgeMs).map((c) => c.summary),
    ];
    if (stale.length > DISCOVER_ABOVE * this.settings.concurrency) return this.discover();
    const outcomes = await Promise.allSettled(
      stale.map((cluster) => this.slots.execute(() => this.readCluster(cluster), this.closing)),
    );
    const failures = outcomes
      .filter((outcome) => outcome.status === 'rejected')
      .map(({ reason }) => reason as Error);
    const serious = failures.find((error) => !(error instanceof UpstreamNotFoundError));
    if (serious !== undefined) throw serious;
    if (failures.length > 0) await this.discover();
    else if (stale.length > 0) this.tellRefreshed();
  }

  /** Reads every cluster anew. Callers at the same time share one discovery. */
  discover(): Promise<void> {
    return this.flights.run('*', () => this.runDiscovery());
  }

  /** A cluster as this replica has just written it. Also corrects what a read in flight will say. */
  async written(cluster: Cluster): Promise<void> {
    this.writtenAt.set(cluster.summary.id, ++this.writes);
    const isNew = this.index.cluster(cluster.summary.id) === undefined;
    const changes = this.index.put(cluster, Date.now());
    await this.mirror(cluster.summary.id, isNew ? undefined : changes);
    await this.copy.announce(this.account, cluster.summary.id);
    this.tell({ kind: 'devices', changes });
  }

  /** Another replica has changed the cluster: takes its state over from the shared copy. */
  async adoptFromCopy(clusterId: string): Promise<void> {
    const stored = await this.copy.loadCluster(this.account, clusterId);
    if (stored === undefined) return;
    const known = this.index.cluster(clusterId);
    if (known !== undefined && known.fetchedAt > stored.fetchedAt) return;
    this.writtenAt.set(clusterId, ++this.writes);
    this.adopt(stored);
  }

  /** Announcements of other replicas were missed: takes over whatever the shared copy has newer. */
  async catchUp(): Promise<void> {
    const stored = await this.copy.load(this.account);
    for (const cluster of stored?.clusters ?? []) {
      const known = this.index.cluster(cluster.summary.id);
      if (known !== undefined && known.fetchedAt >= cluster.fetchedAt) continue;
      this.writtenAt.set(cluster.summary.id, ++this.writes);
      this.adopt(cluster);
    }
  }

  /** Forgets everything, in process and in the shared copy. */
  async clear(): Promise<void> {
    this.mappedAt = undefined;
    this.missing = [];
    this.index.clear();
    await this.copy.clear(this.account);
  }

  private mappingIsStale(now: number): boolean {
    return this.mappedAt === undefined || now - this.mappedAt > this.settings.mappingTtlMs;
  }

  private async runDiscovery(): Promise<void> {
    const startedAt = Date.now();
    const writesBefore = this.writes;
    // The first discovery finds everything: that is no news.
    const isFirst = this.mappedAt === undefined;
    const found: DeviceChanges[] = [];
    this.running = { startedAt, clustersSoFar: 0 };
    try {
      const discovered = await this.calls.discover(this.account, (raw) => this.clusterOf(raw), {
        signal: this.closing,
        onPage: ({ clusters }) => {
          this.running = { startedAt, clustersSoFar: (this.running?.clustersSoFar ?? 0) + clusters };
        },
      });
      const clusters = discovered.filter((cluster) => cluster !== undefined);
      this.refuseSuddenEmptiness(clusters.length);
      const seen = new Set<string>();
      for (const cluster of clusters) {
        seen.add(cluster.summary.id);
        if (!this.writtenSince(cluster.summary.id, writesBefore)) {
          found.push(this.index.put(cluster, startedAt));
        }
      }
      for (const { summary } of [...this.index.clusters()]) {
        if (!seen.has(summary.id) && !this.writtenSince(summary.id, writesBefore)) {
          found.push(this.index.remove(summary.id));
        }
      }
      this.mappedAt = startedAt;
      this.missing = [];
      await this.copy.saveAll(this.account, startedAt, [...this.index.clusters()]);
      if (!isFirst) this.tell({ kind: 'devices', changes: joined(found) });
      this.tellRefreshed();
    } finally {
      this.running = undefined;
    }
  }

  /** Its devices that are as they are known stay the same objects. */
  private clusterOf(raw: RawCluster): Cluster | undefined {
    return toCluster(raw, this.index.cluster(clusterPartsOf(raw)?.id ?? '')?.devices);
  }

  /**
   * Upstream answers an account whose sharing rule or identity was changed with an empty list and status 200. While we
   * know clusters, that is taken for an outage: nothing is dropped until an administrator clears the cache.
   */
  private refuseSuddenEmptiness(found: number): void {
    if (found > 0 || this.index.clusterCount === 0) return;
    throw new UpstreamUnavailableError(
      `microshare (discover) shows no cluster at all where ${this.index.clusterCount} are known: check the account's ` +
        'sharing rules; if they are really gone, clear the cache',
      'answered',
      { system: 'microshare', operation: 'discover' },
    );
  }

  private readCluster(summary: ClusterSummary): Promise<void> {
    return this.flights.run(summary.id, async () => {
      const startedAt = Date.now();
      const writesBefore = this.writes;
      const cluster = this.clusterOf(await this.calls.readCluster(this.account, summary, this.closing));
      if (cluster === undefined || this.writtenSince(summary.id, writesBefore)) return;
      const isNew = this.index.cluster(summary.id) === undefined;
      const changes = this.index.put(cluster, startedAt);
      this.missing = this.missing.filter(({ id }) => id !== summary.id);
      await this.mirror(summary.id, isNew ? undefined : changes);
      this.tell({ kind: 'devices', changes });
    });
  }

  /** @param changes undefined for a cluster that was not known before */
  private async mirror(clusterId: string, changes: DeviceChanges | undefined): Promise<void> {
    if (this.mappedAt !== undefined && this.copy.lacksDiscovery(this.account)) {
      await this.copy.saveAll(this.account, this.mappedAt, [...this.index.clusters()]);
      return;
    }
    const next = this.index.cluster(clusterId);
    if (next === undefined) return;
    const outcome = await this.copy.update(this.account, next, changes);
    if (outcome === 'was forgotten' && this.mappedAt !== undefined) {
      await this.copy.saveMapping(this.account, this.mappedAt, [...this.index.clusters()]);
    }
  }

  private tellRefreshed(): void {
    const devices = [...this.index.clusters()].reduce((sum, cluster) => sum + cluster.devices.size, 0);
    this.tell({ kind: 'refreshed', devices, clusters: this.index.clusterCount });
  }

  private adopt({ summary, devices, fetchedAt }: IndexedCluster): void {
    this.index.put({ summary, devices: [...devices.values()] }, fetchedAt);
  }

  private writtenSince(clusterId: string, count: number): boolean {
    return (this.writtenAt.get(clusterId) ?? 0) > count;
  }
}

function joined(all: readonly DeviceChanges[]): DeviceChanges {
  return {
    created: all.flatMap(({ created }) => created),
    changed: all.flatMap(({ changed }) => changed),
    removed: all.flatMap(({ removed }) => removed),
  };
}
