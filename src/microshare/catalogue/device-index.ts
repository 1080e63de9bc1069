import {
  type Cluster,
  type ClusterSummary,
  type Device,
  isPlanned,
  normalizeHardwareId,
  sameDevice,
} from '@libs/domain';
import { Lookup } from '../lookup';

/** A cluster in the index, with when its data was read. Replaced as a whole, never changed in place. */
export interface IndexedCluster {
  readonly summary: ClusterSummary;
  readonly devices: ReadonlyMap<string, Device>;
  /** Epoch milliseconds of the upstream read or write that this state comes from. */
  readonly fetchedAt: number;
}

/** What a change of the index did to devices. A device that moved to another cluster is removed in one and created in the other. */
export interface DeviceChanges {
  readonly created: readonly Device[];
  readonly changed: readonly Device[];
  readonly removed: readonly Device[];
}

/**
 * The devices one account can see, in process: looked up by guid, reference and hardware id without scanning, changed
 * cluster by cluster and device by device. `version` rises with every visible change, so what was derived from the
 * index can be kept until it does.
 */
export class DeviceIndex {
  private readonly clustersById = new Map<string, IndexedCluster>();
  private readonly guids = new Lookup<Device>();
  private readonly references = new Lookup<Device>();
  private readonly hardware = new Lookup<Device>();
  private visibleVersion = 0;
  /** Looked for again after any change: every read asks for it. */
  private oldest: number | undefined;

  get version(): number {
    return this.visibleVersion;
  }

  /** Epoch milliseconds of the oldest read or write that the index comes from; undefined where there is no cluster. */
  get oldestFetch(): number | undefined {
    if (this.oldest === undefined) {
      for (const { fetchedAt } of this.clustersById.values()) {
        if (this.oldest === undefined || fetchedAt < this.oldest) this.oldest = fetchedAt;
      }
    }
    return this.oldest;
  }

  get clusterCount(): number {
    return this.clustersById.size;
  }

  clusters(): IterableIterator<IndexedCluster> {
    return this.clustersById.values();
  }

  cluster(id: string): IndexedCluster | undefined {
    return this.clustersById.get(id);
  }

  *devices(): IterableIterator<Device> {
    for (const cluster of this.clustersById.values()) yield* cluster.devices.values();
  }

  /** More than one where clusters repeat a guid: upstream does not forbid it. */
  byGuid(guid: string): readonly Device[] {
    return this.guids.get(guid);
  }

  byReference(reference: string): readonly Device[] {
    return this.references.get(reference);
  }

  /** Never finds planned devices: the all-zero hardware id is shared by many. */
  byHardwareId(id: string): readonly Device[] {
    return isPlanned(id) ? [] : this.hardware.get(normalizeHardwareId(id));
  }

  /** Takes over a cluster as just read or written. Devices that did not change stay the same objects. */
  put(cluster: Cluster, fetchedAt: number): DeviceChanges {
    const previous = this.clustersById.get(cluster.summary.id);
    const devices = new Map<string, Device>();
    for (const device of cluster.devices) {
      const known = previous?.devices.get(device.guid);
      devices.set(device.guid, known !== undefined && sameDevice(known, device) ? known : device);
    }
    this.oldest = undefined;
    this.clustersById.set(cluster.summary.id, { summary: cluster.summary, devices, fetchedAt });
    const [created, changed, removed]: [Device[], Device[], Device[]] = [[], [], []];
    for (const [guid, device] of previous?.devices ?? []) {
      if (devices.get(guid) === device) continue;
      this.unlink(device);
      if (!devices.has(guid)) removed.push(device);
    }
    for (const [guid, device] of devices) {
      const known = previous?.devices.get(guid);
      if (known === device) continue;
      this.link(device);
      (known === undefined ? created : changed).push(device);
    }
    const visible = created.length + changed.length + removed.length > 0;
    const sameCluster = previous !== undefined && sameSummary(previous.summary, cluster.summary);
    if (visible || !sameCluster) this.visibleVersion += 1;
    return { created, changed, removed };
  }

  /** Forgets a cluster that upstream no longer shows. */
  remove(clusterId: string): DeviceChanges {
    const cluster = this.clustersById.get(clusterId);
    if (cluster === undefined) return { created: [], changed: [], removed: [] };
    this.oldest = undefined;
    this.clustersById.delete(clusterId);
    for (const device of cluster.devices.values()) this.unlink(device);
    this.visibleVersion += 1;
    return { created: [], changed: [], removed: [...cluster.devices.values()] };
  }

  clear(): void {
    for (const id of [...this.clustersById.keys()]) this.remove(id);
  }

  private link(device: Device): void {
    this.guids.add(device.guid, device);
    this.references.add(device.erpReference, device);
    if (!isPlanned(device.id)) this.hardware.add(normalizeHardwareId(device.id), device);
  }

  private unlink(device: Device): void {
    this.guids.delete(device.guid, device);
    this.references.delete(device.erpReference, device);
    this.hardware.delete(normalizeHardwareId(device.id), device);
  }
}

/** Everything of a cluster that its consumers see. */
function sameSummary(a: ClusterSummary, b: ClusterSummary): boolean {
  return (
    a.name === b.name &&
    a.recType === b.recType &&
    a.deviceCount === b.deviceCount &&
    a.updatedAt === b.updatedAt &&
    a.tags.join('\n') === b.tags.join('\n')
  );
}
