import type { ClusterSummary } from '@libs/domain';
import type { DeviceIndex, IndexedCluster } from '../microshare/catalogue/device-index';
import { foldText } from './fold-text';

/** Where a new device should go; without a clear answer, the clusters to choose from. */
export type ClusterChoice =
  | { readonly cluster: ClusterSummary }
  | { readonly reason: string; readonly candidates: readonly ClusterSummary[] };

export interface Placing {
  readonly deviceType: 'rodent_sensor' | 'gateway';
  readonly customer: string;
  readonly site: string;
}

/**
 * The one cluster of the type that serves the customer, by its devices or its tags; where several do, the one of them
 * that serves the site. Never simply the first of the type.
 */
export function chooseCluster(index: DeviceIndex, { deviceType, customer, site }: Placing): ClusterChoice {
  const ofType = [...index.clusters()].filter(({ summary }) => summary.deviceType === deviceType);
  const ofCustomer = ofType.filter((cluster) => servedBy(cluster).has(foldText(customer)));
  const [only] = ofCustomer;
  if (only === undefined) {
    return {
      reason: `no ${deviceType} cluster holds devices of, or is tagged with, the customer "${customer}"`,
      candidates: ofType.map(({ summary }) => summary),
    };
  }
  if (ofCustomer.length === 1) return { cluster: only.summary };
  const ofSite = ofCustomer.filter(
    (cluster) => servedBy(cluster).get(foldText(customer))?.has(foldText(site)) ?? false,
  );
  const [onlyOfSite] = ofSite;
  if (onlyOfSite !== undefined && ofSite.length === 1) return { cluster: onlyOfSite.summary };
  const fitting = ofSite.length > 1 ? ofSite : ofCustomer;
  return {
    reason: `${fitting.length} ${deviceType} clusters serve the customer "${customer}", and the site "${site}" does not tell which`,
    candidates: fitting.map(({ summary }) => summary),
  };
}

const served = new WeakMap<IndexedCluster, ReadonlyMap<string, ReadonlySet<string>>>();

/** Customers of a cluster with their sites, folded. A tag counts as a customer and as a site of every customer. */
function servedBy(cluster: IndexedCluster): ReadonlyMap<string, ReadonlySet<string>> {
  const known = served.get(cluster);
  if (known !== undefined) return known;
  const tags = cluster.summary.tags.map(foldText);
  const sites = new Map<string, Set<string>>(tags.map((tag) => [tag, new Set(tags)]));
  for (const { customer, site } of cluster.devices.values()) {
    const key = foldText(customer);
    if (key === '') continue;
    sites.set(key, (sites.get(key) ?? new Set(tags)).add(foldText(site)));
  }
  served.set(cluster, sites);
  return sites;
}
