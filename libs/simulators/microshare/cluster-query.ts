import type { RawCluster } from '@libs/microshare-client';

/** Which clusters a list asks for, beside what the account may see. */
export interface ClusterQuery {
  /** `*` for all. */
  readonly recType: string;
  /** Clusters must have all of them. */
  readonly tags: readonly string[];
  /** Only the newest of those that fit. */
  readonly latest: boolean;
  readonly field: string;
  /** Part of the field's text, whatever its case; '' fits everything. */
  readonly search: string;
}

export function isOfRecType(cluster: RawCluster, recType: string): boolean {
  return recType === '*' || cluster.recType === recType;
}

/** The clusters that fit, in the order given. */
export function select(clusters: readonly RawCluster[], query: ClusterQuery): readonly RawCluster[] {
  const needle = query.search.toLowerCase();
  const fitting = clusters.filter((cluster) => {
    const text = cluster[query.field];
    return (
      isOfRecType(cluster, query.recType) &&
      query.tags.every((tag) => cluster.tags?.includes(tag)) &&
      (needle === '' || (typeof text === 'string' && text.toLowerCase().includes(needle)))
    );
  });
  return query.latest ? newest(fitting) : fitting;
}

function newest(clusters: readonly RawCluster[]): readonly RawCluster[] {
  return clusters.toSorted((a, b) => stamp(b) - stamp(a)).slice(0, 1);
}

function stamp(cluster: RawCluster): number {
  const { tstamp } = cluster;
  return typeof tstamp === 'number' ? tstamp : 0;
}
