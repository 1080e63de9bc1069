import fc from 'fast-check';
import {
  compareSides,
  type Comparison,
  type Device,
  GAP_KINDS,
  type GapKind,
  type InspectionPoint,
  PLANNED_HARDWARE_ID,
} from '@libs/domain';

const NOW = new Date('2026-11-21T05:00:00.000Z');

interface Sides {
  readonly points: readonly InspectionPoint[];
  readonly devices: readonly Device[];
}

interface Place {
  readonly customer: string;
  readonly site: string;
  readonly area: string;
}

function compare({ points, devices }: Sides): Comparison {
  return compareSides({ points, devices, plannedSince: new Map(), now: NOW, plannedMaxDays: 14 });
}

function pointAt(erpId: string, reference: string, place: Place): InspectionPoint {
  return {
    erpId,
    reference,
    name: `Point ${erpId}`,
    ...place,
    placement: '',
    configuration: '',
    deviceEui: '',
    archived: false,
    status: 'active',
    updatedAt: null,
  };
}

function deviceAt(guid: string, erpReference: string, place: Place): Device {
  return {
    id: 'E8-E1-E1-00-01-0A-2C-41',
    guid,
    ...place,
    erpReference,
    placement: 'Internal',
    configuration: 'Glue',
    status: 'active',
    deviceType: 'rodent_sensor',
    clusterId: 'cluster',
    clusterName: 'Cluster',
    erpReady: true,
    locationLayers: 6,
    lastModified: NOW.toISOString(),
  };
}

const place: fc.Arbitrary<Place> = fc.record({
  customer: fc.constantFrom('Alder Hotels', 'Birch Foods'),
  site: fc.constantFrom('North', 'South'),
  area: fc.constantFrom('Kitchen', 'Store'),
});

/** Pairs that fit perfectly, with references that are legal and differ by more than case. */
const matchedSides: fc.Arbitrary<Sides> = fc.array(place, { maxLength: 25 }).map((places) => ({
  points: places.map((each, index) => pointAt(String(index), `REF_${index}`, each)),
  devices: places.map((each, index) => deviceAt(`guid-${index}`, `REF_${index}`, each)),
}));

/** Small alphabets, so that duplicates, near matches, archived and planned records meet often. */
const reference = fc.constantFrom('', 'AAA', 'aaa', ' AAA', 'A AA', 'BBB', 'B', 'CCC');
const dirtySides: fc.Arbitrary<Sides> = fc.record({
  points: fc.uniqueArray(
    fc.record({ erpId: fc.nat(40), reference, place, archived: fc.boolean() }).map((each) => ({
      ...pointAt(String(each.erpId), each.reference, each.place),
      archived: each.archived,
    })),
    { selector: (point) => point.erpId, maxLength: 15 },
  ),
  devices: fc.uniqueArray(
    fc
      .record({
        guid: fc.nat(9),
        cluster: fc.nat(2),
        reference,
        place,
        deviceType: fc.constantFrom('rodent_sensor' as const, 'gateway' as const, 'unknown' as const),
        status: fc.constantFrom('pending', 'active', 'inactive', 'provisioning'),
        plannedSince: fc.constantFrom(null, '2026-01-01T00:00:00.000Z', '2026-11-20T00:00:00.000Z'),
      })
      .map((each) => ({
        ...deviceAt(`guid-${each.guid}`, each.reference, each.place),
        clusterId: `cluster-${each.cluster}`,
        deviceType: each.deviceType,
        status: each.status,
        ...(each.plannedSince !== null && { id: PLANNED_HARDWARE_ID, lastModified: each.plannedSince }),
      })),
    { selector: (device) => `${device.guid} ${device.clusterId}`, maxLength: 15 },
  ),
});

const HOME: Place = { customer: 'Alder Hotels', site: 'North', area: 'Kitchen' };
const point = pointAt('new', 'INJECTED', HOME);
const device = deviceAt('new', 'INJECTED', HOME);

/** For every kind, records that show it and nothing else. */
const injections: Readonly<Record<GapKind, Sides>> = {
  point_without_device: { points: [point], devices: [] },
  device_without_point: { points: [], devices: [device] },
  device_without_reference: { points: [], devices: [{ ...device, erpReference: ' ' }] },
  point_without_reference: { points: [{ ...point, reference: '' }], devices: [] },
  reference_on_several_points: { points: [point, { ...point, erpId: 'new 2' }], devices: [device] },
  reference_on_several_devices: { points: [point], devices: [device, { ...device, guid: 'new 2' }] },
  illegal_reference: {
    points: [{ ...point, reference: 'not-legal' }],
    devices: [{ ...device, erpReference: 'not-legal' }],
  },
  near_match: { points: [point], devices: [{ ...device, erpReference: 'Injected' }] },
  customer_differs: { points: [point], devices: [{ ...device, customer: 'Cedar Bakery' }] },
  site_differs: { points: [point], devices: [{ ...device, site: 'East' }] },
  area_differs: { points: [point], devices: [{ ...device, area: 'Yard' }] },
  archived_point_live_device: {
    points: [{ ...point, archived: true, status: 'inactive' }],
    devices: [device],
  },
  status_differs: { points: [point], devices: [{ ...device, status: 'maintenance' }] },
  planned_too_long: {
    points: [point],
    devices: [{ ...device, id: PLANNED_HARDWARE_ID, lastModified: '2026-10-01T00:00:00.000Z' }],
  },
};

describe('comparing any two sides', () => {
  it('finds nothing where the sides fit perfectly, and covers every point', () => {
    fc.assert(
      fc.property(matchedSides, (sides) => {
        const { findings, totals } = compare(sides);
        expect(findings).toEqual([]);
        expect(totals.coveredPoints).toBe(sides.points.length);
      }),
    );
  });

  it.each(GAP_KINDS)('finds an injected %s and nothing else, wherever it is injected', (kind) => {
    const added = injections[kind];
    fc.assert(
      fc.property(matchedSides, fc.nat(), fc.nat(), (sides, atPoint, atDevice) => {
        const points = sides.points.toSpliced(atPoint % (sides.points.length + 1), 0, ...added.points);
        const devices = sides.devices.toSpliced(atDevice % (sides.devices.length + 1), 0, ...added.devices);
        const { findings } = compare({ points, devices });
        expect(findings.map((each) => each.kind)).toEqual([kind]);
      }),
    );
  });

  it('gives the same whatever the order of the records', () => {
    fc.assert(
      fc.property(
        dirtySides.chain((sides) =>
          fc.tuple(
            fc.constant(sides),
            fc.shuffledSubarray([...sides.points], { minLength: sides.points.length }),
            fc.shuffledSubarray([...sides.devices], { minLength: sides.devices.length }),
          ),
        ),
        ([sides, points, devices]) => {
          expect(compare({ points, devices })).toEqual(compare(sides));
        },
      ),
    );
  });

  it('gives unique ids and counts that add up', () => {
    fc.assert(
      fc.property(dirtySides, (sides) => {
        const { findings, counts, coverage, totals } = compare(sides);
        expect(new Set(findings.map((each) => each.id)).size).toBe(findings.length);
        expect(Object.values(counts).reduce((sum, count) => sum + count, 0)).toBe(findings.length);
        expect(coverage.reduce((sum, row) => sum + row.points, 0)).toBe(totals.activePoints);
        expect(totals.coveredPoints).toBeLessThanOrEqual(totals.activePoints);
      }),
    );
  });

  it('gives every finding a record, a reason and a remedy', () => {
    fc.assert(
      fc.property(dirtySides, (sides) => {
        for (const each of compare(sides).findings) {
          expect(each.points.length + each.devices.length).toBeGreaterThan(0);
          expect(each.reason).toMatch(/\S.*\.$/);
          expect(each.remedy).toMatch(/ERP|Microshare/);
        }
      }),
    );
  });
});
