import { devicesOf, type RawCluster, type RawDevice } from '@libs/microshare-client';
import type { MicroshareSimulator } from '@libs/simulators';
import { rawCluster, rawTrap } from '../../support/clusters';
import type { Snapshot } from './history';

/** The clusters that all clients share. */
export const CLUSTERS = ['66f0a1b2c3d4e5f6071829a1', '66f0a1b2c3d4e5f6071829a2'] as const;

/** Devices of each cluster at the beginning; the last is changed by the console alone. */
const DEVICES_EACH = 5;

/** A device as upstream holds it, with the guid under which it is addressed. */
export interface HeldDevice extends Snapshot {
  readonly guid: string;
}

/** Both clusters with devices that no other history has. */
export function freshClusters(history: number): RawCluster[] {
  return CLUSTERS.map((id, c) => freshCluster(id, `Shared ${c}`, `H${history}_C${c}`));
}

/** One with devices whose references begin with the prefix: `…_D0` and on. */
export function freshCluster(id: string, name: string, prefix: string): RawCluster {
  const devices = Array.from({ length: DEVICES_EACH }, (_, i): RawDevice => {
    const reference = `${prefix}_D${i}`;
    const location = ['Harbour Foods', 'Dock Street Mill', 'start', reference, 'Internal', 'Glue'];
    return rawTrap(reference.toLowerCase(), location, { vendorExtra: `extra of ${reference}` });
  });
  return rawCluster(id, name, devices);
}

/** What upstream holds now in these clusters, device by device. */
export function snapshotsOf(
  microshare: MicroshareSimulator,
  clusters: readonly string[] = CLUSTERS,
): readonly HeldDevice[] {
  return clusters.flatMap((id) => {
    const cluster = microshare.cluster(id);
    return cluster === undefined ? [] : devicesOf(cluster).map(snapshotOf);
  });
}

export function snapshotOf(raw: RawDevice): HeldDevice {
  const [, site = '', area = '', device = ''] = raw.meta?.location ?? [];
  return {
    device,
    guid: String(raw.guid),
    fields: { site, area, status: String(raw.status), id: String(raw.id) },
    extra: JSON.stringify(raw['vendorExtra'] ?? null),
  };
}

/** What the clusters themselves hold beside devices, as text: it must come through unchanged. */
export function clusterExtras(
  microshare: MicroshareSimulator,
  clusters: readonly string[] = CLUSTERS,
): string {
  return JSON.stringify(
    clusters.map((id) => {
      const { name, desc, data } = microshare.cluster(id) ?? {};
      return [name, desc, { ...data, devices: [] }];
    }),
  );
}

/** The cluster with another area at one device, as the console writes it. */
export function withArea(cluster: RawCluster, guid: string, area: string): RawCluster {
  const devices = devicesOf(cluster).map((raw): RawDevice => {
    if (raw.guid !== guid) return raw;
    const location = [...(raw.meta?.location ?? [])];
    location[2] = area;
    return { ...raw, meta: { ...raw.meta, location } };
  });
  return { ...cluster, data: { ...cluster.data, devices } };
}
