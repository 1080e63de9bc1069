import type { RawCluster } from '@libs/microshare-client';
import { worldCustomers } from './customers';
import { SeededRandom } from './seeded-random';
import { WorldClusters } from './world-clusters';
import { WorldDevices, type Position } from './world-devices';
import { productOf, type WorldProduct } from './world-products';

export interface FleetOptions {
  readonly devices: number;
  /** Default 500; the last cluster may hold fewer. */
  readonly devicesPerCluster?: number;
  /** In place of `devicesPerCluster`: that many clusters of about the same size. */
  readonly clusters?: number;
  readonly seed?: number;
  readonly now?: Date;
}

export interface Fleet {
  readonly products: readonly WorldProduct[];
  readonly clusters: readonly RawCluster[];
}

/** A big tidy fleet for measurements: one customer and one trap cluster each, every device with its inspection point. */
export function generateFleet(options: FleetOptions): Fleet {
  const { devices: total, seed = 1, now = new Date() } = options;
  const perCluster =
    options.clusters === undefined ? (options.devicesPerCluster ?? 500) : Math.ceil(total / options.clusters);
  const clusterCount = Math.ceil(total / perCluster);
  const random = new SeededRandom(seed);
  const devices = new WorldDevices(random, now);
  const clusters = new WorldClusters(random, now);
  const products: WorldProduct[] = [];
  const made = worldCustomers(clusterCount).map(({ name, code, sites }, index) => {
    const size = Math.min(perCluster, total - index * perCluster);
    const members = Array.from({ length: size }, (_, number) => {
      const site = sites[number % sites.length];
      const position: Position = {
        customer: name,
        site: site?.name ?? '',
        area: site?.areas[number % site.areas.length] ?? '',
        reference: `${code}_${site?.code ?? ''}_${String(number + 1).padStart(5, '0')}`,
        placement: 'Internal',
        configuration: 'Bait/Lured',
      };
      const device = devices.installed(position);
      products.push(productOf(position, device));
      return device;
    });
    return clusters.cluster({ kind: 'trap', name: `${name} | Motion`, scope: [name], devices: members });
  });
  return { products, clusters: made };
}
