import type { Cluster } from '@libs/domain';
import type { RawCluster } from '@libs/microshare-client';
import { toCluster } from './cluster.mapper';

/** A cluster as upstream held it, with every field, known or not: plain JSON, for keeping. */
export type ClusterState = RawCluster;

/** In our words; undefined for what is no cluster. */
export function clusterOf(state: ClusterState): Cluster | undefined {
  return toCluster(state);
}
