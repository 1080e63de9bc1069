import type { Cluster } from '@libs/domain';
import { devicesOf, type RawCluster, type RawDevice } from '@libs/microshare-client';
import { toCluster } from './cluster.mapper';

/** A cluster as upstream held it, with every field, known or not: plain JSON, for keeping. */
export type ClusterState = RawCluster;
/** A device of it likewise. */
export type DeviceState = RawDevice;

/** In our words; undefined for what is no cluster. */
export function clusterOf(state: ClusterState): Cluster | undefined {
  return toCluster(state);
}

/** The devices of it as upstream held them, by their guid, given by us where upstream had none. */
export function deviceStatesOf(state: ClusterState): ReadonlyMap<string, DeviceState> {
  const held = devicesOf(state);
  const devices = clusterOf(state)?.devices ?? [];
  return new Map(
    devices.flatMap(({ guid }, i) => {
      const device = held[i];
      return device === undefined ? [] : [[guid, device] as const];
    }),
  );
}
