import {
  clusterPartsOf,
  devicePartsOf,
  devicesOf,
  type RawCluster,
  type RawDevice,
} from '@libs/microshare-client';
import type { MicroshareAccount } from './microshare.options';
import { ownerOf } from './stored-cluster';

interface StoredEntry {
  readonly cluster: RawCluster;
  /** Serialised on first use: a stored cluster is never changed in place. */
  bytes?: Buffer;
}

/** The platform's clusters in order of arrival, and who may see which. */
export class ClusterStore {
  private readonly entries = new Map<string, StoredEntry>();
  /** Ids shared with an account by name; accounts not in here see everything. */
  private readonly shared = new Map<string, Set<string>>();

  constructor(
    clusters: readonly RawCluster[],
    accounts: readonly MicroshareAccount[],
    private readonly legacyIds: boolean,
  ) {
    for (const cluster of clusters) this.put(cluster);
    for (const { username, sees = 'all' } of accounts) {
      if (sees !== 'all') this.shared.set(username, new Set(sees));
    }
  }

  get(id: string): RawCluster | undefined {
    return this.entries.get(id)?.cluster;
  }

  all(): readonly RawCluster[] {
    return [...this.entries.values()].map(({ cluster }) => cluster);
  }

  put(cluster: RawCluster): void {
    const id = clusterPartsOf(cluster)?.id;
    if (id === undefined) throw new TypeError('a stored cluster needs an id and a recType');
    this.entries.set(id, { cluster });
  }

  delete(id: string): void {
    this.entries.delete(id);
  }

  /** The cluster that holds a device, with the device. */
  findDevice(guid: string): { cluster: RawCluster; device: RawDevice } | undefined {
    for (const { cluster } of this.entries.values()) {
      const device = devicesOf(cluster).find((one) => devicePartsOf(one).guid === guid);
      if (device !== undefined) return { cluster, device };
    }
    return undefined;
  }

  isOwn(cluster: RawCluster, account: MicroshareAccount): boolean {
    return ownerOf(cluster) === account.username;
  }

  maySee(cluster: RawCluster, account: MicroshareAccount): boolean {
    const ids = this.shared.get(account.username);
    if (ids === undefined || this.isOwn(cluster, account)) return true;
    return ids.has(clusterPartsOf(cluster)?.id ?? '');
  }

  share(id: string, username: string): void {
    this.shared.get(username)?.add(id);
  }

  unshare(id: string, username: string): void {
    const everything = this.all().map((cluster) => clusterPartsOf(cluster)?.id ?? '');
    const ids = this.shared.get(username) ?? new Set(everything);
    ids.delete(id);
    this.shared.set(username, ids);
  }

  /** A stored cluster as the API serialises it. */
  bytesOf(cluster: RawCluster): Buffer {
    const entry = this.entries.get(clusterPartsOf(cluster)?.id ?? '');
    if (entry?.cluster !== cluster) return this.serialise(cluster);
    entry.bytes ??= this.serialise(cluster);
    return entry.bytes;
  }

  private serialise(cluster: RawCluster): Buffer {
    if (!this.legacyIds) return Buffer.from(JSON.stringify(cluster));
    const { _id, id, ...rest } = cluster;
    return Buffer.from(JSON.stringify({ _id: { $oid: _id ?? id }, ...rest }));
  }
}
