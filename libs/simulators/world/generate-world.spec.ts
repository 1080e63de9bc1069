import fc from 'fast-check';
import {
  compareSides,
  deviceTypeOf,
  GAP_KINDS,
  isPlanned,
  readStatus,
  REFERENCE_PATTERN,
  type Device,
  type InspectionPoint,
} from '@libs/domain';
import {
  clusterPartsOf,
  dataChecksum,
  devicePartsOf,
  devicesOf,
  type RawCluster,
} from '@libs/microshare-client';
import { generateFleet } from './generate-fleet';
import { generateWorld } from './generate-world';
import type { WorldProduct } from './world-products';

const now = new Date('2026-03-02T08:00:00.000Z');

function point(product: WorldProduct, index: number): InspectionPoint {
  const [customer = '', site = '', area = ''] = product.name.split(' / ');
  const archived = product.active === false;
  return {
    erpId: String(index),
    reference: (product.default_code ?? '').trim(),
    name: product.name,
    customer,
    site,
    area,
    placement: '',
    configuration: '',
    deviceEui: product.barcode ?? '',
    archived,
    status: archived ? 'inactive' : 'active',
    updatedAt: null,
  };
}

function devicesIn(cluster: RawCluster): Device[] {
  const { id = '', name = '', recType = '' } = clusterPartsOf(cluster) ?? {};
  return devicesOf(cluster).map((raw, index) => {
    const { hardwareId, guid, location, status, updatedAt } = devicePartsOf(raw);
    const layer = (i: number): string => (location[i] ?? '').trim();
    return {
      id: hardwareId,
      guid: guid ?? `${id}:${index}`,
      customer: layer(0),
      site: layer(1),
      area: layer(2),
      erpReference: layer(3),
      placement: layer(4),
      configuration: layer(5),
      status: readStatus(status),
      deviceType: deviceTypeOf(recType),
      clusterId: id,
      clusterName: name,
      erpReady: REFERENCE_PATTERN.test(layer(3)),
      locationLayers: location.length,
      lastModified: updatedAt ?? null,
    };
  });
}

function compared(world: {
  products: readonly WorldProduct[];
  clusters: readonly RawCluster[];
}): ReturnType<typeof compareSides> {
  return compareSides({
    points: world.products.map(point),
    devices: world.clusters.flatMap(devicesIn),
    plannedSince: new Map(),
    now,
    plannedMaxDays: 60,
  });
}

describe('a generated world', () => {
  it('holds the gaps it says it does, of every kind, and no others', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1_000_000 }),
        fc.integer({ min: 60, max: 600 }),
        fc.integer({ min: 1, max: 25 }),
        (seed, points, customers) => {
          const world = generateWorld({ seed, points, customers, now });

          const { findings } = compared(world);

          const found = GAP_KINDS.map((kind) =>
            findings.filter((one) => one.kind === kind).map((one) => one.reference),
          );
          expect(found.map((each) => each.sort())).toEqual(
            GAP_KINDS.map((kind) => [...world.planted[kind]].sort()),
          );
          expect(world.products).toHaveLength(points);
        },
      ),
      { numRuns: 20 },
    );
  });

  it('has some of every kind of gap, points without device the most', () => {
    const { planted } = generateWorld({ now });

    const counts = GAP_KINDS.map((kind) => planted[kind].length);
    expect(Math.min(...counts)).toBeGreaterThanOrEqual(3);
    expect(Math.max(...counts)).toBe(planted.point_without_device.length);
  });

  it('is the same for the same seed and another for another', () => {
    expect(generateWorld({ seed: 7, now })).toEqual(generateWorld({ seed: 7, now }));
    expect(generateWorld({ seed: 8, now })).not.toEqual(generateWorld({ seed: 7, now }));
  });

  it('has a trap cluster and a gateway cluster for every customer, and one of a foreign type', () => {
    const { clusters } = generateWorld({ now });

    const types = clusters.map((cluster) => deviceTypeOf(cluster.recType ?? ''));
    expect(types.filter((type) => type === 'rodent_sensor').length).toBeGreaterThanOrEqual(6);
    expect(types.filter((type) => type === 'gateway')).toHaveLength(6);
    expect(types.filter((type) => type === 'unknown')).toHaveLength(1);
    expect(new Set(clusters.map((cluster) => cluster._id)).size).toBe(clusters.length);
    for (const cluster of clusters) {
      expect(cluster.checksum).toBe(dataChecksum(cluster.data ?? {}));
      expect(cluster.tags?.length).toBeGreaterThanOrEqual(2);
    }
  });

  it('is as dirty as live data', () => {
    const devices = generateWorld({ now }).clusters.flatMap(devicesOf);

    expect(devices.some((device) => device.guid === undefined)).toBe(true);
    expect(devices.some((device) => device.meta?.location?.[4] === 'internal')).toBe(true);
    expect(devices.some((device) => device.meta?.location?.some((tag) => tag.endsWith(' ')))).toBe(true);
    expect(devices.some((device) => device.status === 'Provisioning')).toBe(true);
    expect(devices.filter((device) => isPlanned(device.id ?? '')).length).toBeGreaterThan(10);
    expect(new Set(devices.map((device) => device.meta?.location?.length))).toEqual(new Set([3, 4, 5, 6]));
  });

  it('never writes a comma into a tag', () => {
    const tags = generateWorld({ customers: 30, now }).clusters.flatMap((cluster) => [
      ...(cluster.tags ?? []),
      ...devicesOf(cluster).flatMap((device) => device.meta?.location ?? []),
    ]);
    expect(tags.filter((tag) => tag.includes(','))).toEqual([]);
  });
});

describe('a generated fleet', () => {
  it('matches every device with its inspection point', () => {
    const fleet = generateFleet({ devices: 1_030, devicesPerCluster: 100, now });

    const { findings, totals } = compared(fleet);

    expect(findings).toEqual([]);
    expect(totals).toMatchObject({ activePoints: 1_030, rodentSensors: 1_030, coveredPoints: 1_030 });
    expect(fleet.clusters.map((cluster) => devicesOf(cluster).length)).toEqual([
      ...Array<number>(10).fill(100),
      30,
    ]);
  });

  it('spreads over the number of clusters asked for', () => {
    const { clusters } = generateFleet({ devices: 90, clusters: 9, now });
    expect(clusters.map((cluster) => devicesOf(cluster).length)).toEqual(Array<number>(9).fill(10));
  });
});
