import { Injectable } from '@nestjs/common';
import type { ClusterSummary, Device } from '@libs/domain';
import { cacheKeys } from '../../cache/cache-keys';
import { CacheStore } from '../../cache/cache.store';
import { Configuration } from '../../config/configuration';
import type { UpstreamAccount } from '../upstream-account';
import type { DeviceChanges, IndexedCluster } from './device-index';

/** What a replica finds when it starts: the mapping, and the payload of every cluster that is stored whole. */
export interface StoredCatalogue {
  /** Epoch milliseconds at which the discovery began that the mapping comes from. */
  readonly discoveredAt: number;
  readonly clusters: readonly IndexedCluster[];
  /** In the mapping, but without a payload that can be trusted. */
  readonly missing: readonly ClusterSummary[];
}

/** Field of a hash that describes the hash itself; devices have the prefix `d:`, clusters `c:`. */
const ABOUT = '#';

interface AboutMapping {
  readonly discoveredAt: number;
}
interface AboutCluster {
  readonly summary: ClusterSummary;
  readonly fetchedAt: number;
  readonly devices: number;
}

/**
 * The copy of the catalogue that replicas share and restarts begin with, in two tiers: the mapping (cluster id to
 * summary) and one hash per cluster with a field per device, so that one device changes without touching the rest.
 * All methods throw `CacheUnavailableError` when the store cannot be reached.
 */
@Injectable()
export class ClusterCache {
  private readonly expiryS: number;

  constructor(
    private readonly store: CacheStore,
    configuration: Configuration,
  ) {
    this.expiryS = configuration.cache.staleLimitS;
  }

  async load(account: UpstreamAccount): Promise<StoredCatalogue | undefined> {
    const mapping = await this.store.hashGetAll(cacheKeys.mapping(account));
    const about = mapping.get(ABOUT);
    if (about === undefined) return undefined;
    const summaries = [...mapping]
      .filter(([field]) => field !== ABOUT)
      .map(([, text]) => JSON.parse(text) as ClusterSummary);
    const stored = await Promise.all(summaries.map(({ id }) => this.loadCluster(account, id)));
    return {
      discoveredAt: (JSON.parse(about) as AboutMapping).discoveredAt,
      clusters: stored.filter((cluster) => cluster !== undefined),
      missing: summaries.filter((_, i) => stored[i] === undefined),
    };
  }

  /** Undefined when the cluster is not stored, or not whole: a change by another replica may have been lost half-way. */
  async loadCluster(account: UpstreamAccount, clusterId: string): Promise<IndexedCluster | undefined> {
    const fields = await this.store.hashGetAll(cacheKeys.cluster(account, clusterId));
    const text = fields.get(ABOUT);
    if (text === undefined) return undefined;
    const about = JSON.parse(text) as AboutCluster;
    const devices = new Map<string, Device>();
    for (const [field, json] of fields) {
      if (field === ABOUT) continue;
      const device = JSON.parse(json) as Device;
      devices.set(device.guid, device);
    }
    if (devices.size !== about.devices) return undefined;
    return { summary: about.summary, devices, fetchedAt: about.fetchedAt };
  }

  /** Stores the outcome of a discovery: both tiers, as a whole. */
  async saveAll(
    account: UpstreamAccount,
    discoveredAt: number,
    clusters: readonly IndexedCluster[],
  ): Promise<void> {
    for (const cluster of clusters) await this.replace(account, cluster);
    await this.saveMapping(account, discoveredAt, clusters);
  }

  /** Stores the first tier alone. */
  async saveMapping(
    account: UpstreamAccount,
    discoveredAt: number,
    clusters: readonly IndexedCluster[],
  ): Promise<void> {
    const mapping = new Map([[ABOUT, JSON.stringify({ discoveredAt } satisfies AboutMapping)]]);
    for (const { summary } of clusters) mapping.set(`c:${summary.id}`, JSON.stringify(summary));
    await this.store.hashReplace(cacheKeys.mapping(account), mapping, this.expiryS);
  }

  /** Stores one cluster as a whole. */
  async replace(account: UpstreamAccount, cluster: IndexedCluster): Promise<void> {
    const fields = new Map([[ABOUT, describe(cluster)]]);
    for (const device of cluster.devices.values()) fields.set(`d:${device.guid}`, JSON.stringify(device));
    await this.store.hashReplace(cacheKeys.cluster(account, cluster.summary.id), fields, this.expiryS);
  }

  /**
   * Stores one cluster whose state before was stored, device by changed device. False where the store has forgotten the
   * cluster: what changed alone would not make it whole.
   */
  update(
    account: UpstreamAccount,
    next: IndexedCluster,
    { created, changed, removed }: DeviceChanges,
  ): Promise<boolean> {
    const set = new Map([[ABOUT, describe(next)]]);
    for (const device of [...created, ...changed]) set.set(`d:${device.guid}`, JSON.stringify(device));
    const remove = removed.map(({ guid }) => `d:${guid}`);
    return this.store.hashChange(cacheKeys.cluster(account, next.summary.id), { set, remove });
  }

  async clear(account: UpstreamAccount): Promise<void> {
    const mapping = await this.store.hashGetAll(cacheKeys.mapping(account));
    const ids = [...mapping.keys()].filter((field) => field !== ABOUT).map((field) => field.slice(2));
    await this.store.delete(cacheKeys.mapping(account), ...ids.map((id) => cacheKeys.cluster(account, id)));
  }
}

function describe(cluster: IndexedCluster): string {
  const { summary, fetchedAt, devices } = cluster;
  return JSON.stringify({ summary, fetchedAt, devices: devices.size } satisfies AboutCluster);
}
