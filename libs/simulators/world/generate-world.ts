import { CONFIGURATIONS, GAP_KINDS, PLACEMENTS, type GapKind } from '@libs/domain';
import type { RawCluster, RawDevice } from '@libs/microshare-client';
import { worldCustomers, type WorldCustomer, type WorldSite } from './customers';
import { HARMLESS_DIRT } from './harmless-dirt';
import { pair, PLANTINGS } from './planted-gaps';
import { SeededRandom } from './seeded-random';
import { WorldClusters } from './world-clusters';
import { WorldDevices, type Position } from './world-devices';
import { productOf, type WorldProduct } from './world-products';

export interface WorldOptions {
  /** The same seed, sizes and instant give the same world. Default 1. */
  readonly seed?: number;
  /** Default 6. */
  readonly customers?: number;
  /** Inspection points in the ERP, at least 60; default 400. */
  readonly points?: number;
  /** The instant that ages count back from. Default: the present. */
  readonly now?: Date;
}

export interface World {
  readonly products: readonly WorldProduct[];
  /** Trap clusters per customer (per site for the first), gateway clusters, and one of a type we do not manage. */
  readonly clusters: readonly RawCluster[];
  /** References of the gaps planted, by kind: these, and no others, are there to be found. */
  readonly planted: Readonly<Record<GapKind, readonly string[]>>;
}

/** An invented pest-control company: its inspection points, its devices, and some of every kind of gap between them. */
export function generateWorld(options: WorldOptions = {}): World {
  const { seed = 1, customers: customerCount = 6, points = 400, now = new Date() } = options;
  if (points < 60) throw new RangeError('a world with every kind of gap needs 60 inspection points');
  const random = new SeededRandom(seed);
  const devices = new WorldDevices(random, now);
  const customers = worldCustomers(customerCount);
  const planted = Object.fromEntries(GAP_KINDS.map((kind) => [kind, [] as string[]])) as Record<
    GapKind,
    string[]
  >;
  const products: WorldProduct[] = [];
  const placed = new Map<string, RawDevice[]>();

  const kinds = kindsToPlant(points);
  // A reference on several points takes two of them.
  const positionCount = points - kinds.filter((kind) => kind === 'reference_on_several_points').length;
  random.shuffled(positions(customers, positionCount, random)).forEach((position, index) => {
    const kind = kinds[index];
    const growth =
      kind === undefined ? fitting(position, index, devices) : PLANTINGS[kind](position, { devices, random });
    if (kind !== undefined) planted[kind].push(growth.reference);
    products.push(...growth.products);
    const key = `${position.customer}/${position.site}`;
    placed.set(key, [...(placed.get(key) ?? []), ...growth.devices]);
  });

  const clusters = new WorldClusters(random, now);
  const at = (customer: WorldCustomer, site: WorldSite): readonly RawDevice[] =>
    placed.get(`${customer.name}/${site.name}`) ?? [];
  return {
    products: products.sort((a, b) => compare(a.default_code ?? '', b.default_code ?? '')),
    clusters: [
      ...customers.flatMap((customer, index) => trapClusters(customer, index === 0, at, clusters)),
      ...customers.map((customer) => gatewayCluster(customer, devices, clusters)),
      ...customers.slice(0, 1).map((customer) => climateCluster(customer, devices, clusters)),
    ],
    planted,
  };
}

/** The gaps, one per position: some of each kind, points without device the most. */
function kindsToPlant(points: number): readonly GapKind[] {
  const handful = Math.max(1, Math.min(4, Math.floor(points / 60)));
  const bare = Math.max(handful + 1, Math.round(points * 0.08));
  return GAP_KINDS.flatMap((kind) =>
    Array.from({ length: kind === 'point_without_device' ? bare : handful }, () => kind),
  );
}

/** So many places, spread over all sites, numbered within each. */
function positions(
  customers: readonly WorldCustomer[],
  count: number,
  random: SeededRandom,
): readonly Position[] {
  const sites = customers.flatMap((customer) => customer.sites.map((site) => ({ customer, site })));
  return Array.from({ length: count }, (_, index) => {
    const place = sites[index % sites.length];
    if (place === undefined) throw new RangeError('a world needs customers');
    const { customer, site } = place;
    const number = Math.floor(index / sites.length) + 1;
    return {
      customer: customer.name,
      site: site.name,
      area: random.pick(site.areas),
      reference: `${customer.code}_${site.code}_${String(number).padStart(4, '0')}`,
      placement: random.pick(PLACEMENTS),
      configuration: random.pick(CONFIGURATIONS),
    };
  });
}

/** A point and a trap that fit: most are tidy, some as dirty as live data is, some planned a short while ago. */
function fitting(position: Position, index: number, devices: WorldDevices): ReturnType<typeof pair> {
  if (index % 12 === 0) {
    const device = devices.planned(position, index % 10);
    return { products: [productOf(position, device)], devices: [device], reference: position.reference };
  }
  const matched = pair(position, devices);
  const dirt = index % 5 === 0 ? HARMLESS_DIRT[(index / 5) % HARMLESS_DIRT.length] : undefined;
  return dirt === undefined ? matched : { ...matched, devices: matched.devices.map(dirt) };
}

function trapClusters(
  customer: WorldCustomer,
  bySite: boolean,
  at: (customer: WorldCustomer, site: WorldSite) => readonly RawDevice[],
  clusters: WorldClusters,
): readonly RawCluster[] {
  const { name, sites } = customer;
  if (!bySite) {
    const devices = sites.flatMap((site) => at(customer, site));
    return [clusters.cluster({ kind: 'trap', name: `${name} | Motion`, scope: [name], devices })];
  }
  return sites.map((site) =>
    clusters.cluster({
      kind: 'trap',
      name: `${name} | ${site.name} | Motion`,
      scope: [name, site.name],
      devices: at(customer, site),
    }),
  );
}

function gatewayCluster(
  { name, code, sites }: WorldCustomer,
  devices: WorldDevices,
  clusters: WorldClusters,
): RawCluster {
  const gateways = sites.map((site) =>
    devices.other([name, site.name, 'Comms Room', `GW_${code}_${site.code}_01`]),
  );
  return clusters.cluster({ kind: 'gateway', name: `${name} | Gateways`, scope: [name], devices: gateways });
}

function climateCluster(
  { name, sites }: WorldCustomer,
  devices: WorldDevices,
  clusters: WorldClusters,
): RawCluster {
  const sensors = sites.map((site) => devices.other([name, site.name, 'Cold Store']));
  return clusters.cluster({ kind: 'climate', name: `${name} | Climate`, scope: [name], devices: sensors });
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
