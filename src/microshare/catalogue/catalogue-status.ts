import type { AccountCatalogue } from './account-catalogue';

/** For `/health` and the cache's status page, in the words of the wire. Times are ISO 8601 UTC. */
export interface CatalogueStatus {
  readonly ready: boolean;
  readonly devices: number;
  readonly clusters: number;
  readonly age_seconds: number | null;
  readonly last_discovery: string | null;
  readonly discovering: { readonly since: string; readonly clusters_so_far: number } | null;
  readonly last_error: string | null;
  readonly hits: number;
  readonly stale_hits: number;
  readonly misses: number;
}

/** Reads of a catalogue since the process began. */
export interface ReadCounts {
  readonly hits: number;
  readonly staleHits: number;
  readonly misses: number;
}

export function catalogueStatus(
  catalogue: AccountCatalogue,
  lastError: string | undefined,
  { hits, staleHits, misses }: ReadCounts,
): CatalogueStatus {
  const { index, discovering, discoveredAt, ready } = catalogue;
  let devices = 0;
  for (const { summary } of index.clusters()) devices += summary.deviceCount;
  return {
    ready,
    devices,
    clusters: index.clusterCount,
    age_seconds: ready ? Math.floor((Date.now() - catalogue.oldest()) / 1000) : null,
    last_discovery: discoveredAt === undefined ? null : new Date(discoveredAt).toISOString(),
    discovering:
      discovering === undefined
        ? null
        : {
            since: new Date(discovering.startedAt).toISOString(),
            clusters_so_far: discovering.clustersSoFar,
          },
    last_error: lastError ?? null,
    hits,
    stale_hits: staleHits,
    misses,
  };
}
