import type { Device } from '../device';
import type { GapKind } from '../gap';
import type { InspectionPoint } from '../inspection-point';
import { compareSides, type Comparison } from './compare-sides';
import { deviceOf, plannedDeviceOf, pointOf } from './records.fixture';

const NOW = new Date('2026-11-21T05:00:00.000Z');

function compare(points: readonly InspectionPoint[], devices: readonly Device[]): Comparison {
  return compareSides({ points, devices, plannedSince: new Map(), now: NOW, plannedMaxDays: 14 });
}

interface Row {
  readonly title: string;
  readonly points?: readonly InspectionPoint[];
  readonly devices?: readonly Device[];
  readonly finds: readonly GapKind[];
}

const rows: readonly Row[] = [
  { title: 'nothing where both sides are empty', finds: [] },
  { title: 'nothing on a matching pair', points: [pointOf()], devices: [deviceOf()], finds: [] },

  { title: 'a point without device', points: [pointOf()], finds: ['point_without_device'] },
  { title: 'no gap at an archived point without device', points: [pointOf({ archived: true })], finds: [] },
  {
    title: 'a point without device although a gateway is named like its reference',
    points: [pointOf()],
    devices: [deviceOf({ deviceType: 'gateway' })],
    finds: ['point_without_device'],
  },

  { title: 'a device without point', devices: [deviceOf()], finds: ['device_without_point'] },
  {
    title: 'no point missing for a gateway or a device of unknown type',
    devices: [
      deviceOf({ deviceType: 'gateway', erpReference: 'Gateway roof, east' }),
      deviceOf({ guid: 'guid-2', deviceType: 'unknown', erpReference: '' }),
    ],
    finds: [],
  },

  {
    title: 'a device without reference, spaces being none',
    devices: [deviceOf({ erpReference: '  ' })],
    finds: ['device_without_reference'],
  },
  {
    title: 'a point without reference',
    points: [pointOf({ reference: '' })],
    finds: ['point_without_reference'],
  },
  {
    title: 'no reference missing on an archived point',
    points: [pointOf({ reference: '', archived: true })],
    finds: [],
  },

  {
    title: 'a reference on several points',
    points: [pointOf(), pointOf({ erpId: '102' })],
    devices: [deviceOf()],
    finds: ['reference_on_several_points'],
  },
  {
    title: 'each point without device where several share a reference',
    points: [pointOf(), pointOf({ erpId: '102' })],
    finds: ['point_without_device', 'point_without_device', 'reference_on_several_points'],
  },
  {
    title: 'nothing where a point was archived and created anew under its old reference',
    points: [pointOf({ erpId: '90', archived: true, site: 'Old Mill' }), pointOf()],
    devices: [deviceOf()],
    finds: [],
  },
  {
    title: 'a reference on several devices, one of them retired',
    points: [pointOf()],
    devices: [deviceOf(), deviceOf({ guid: 'guid-2', status: 'inactive' })],
    finds: ['reference_on_several_devices'],
  },
  {
    title: 'no duplicate where a gateway is named like a trap reference',
    points: [pointOf()],
    devices: [deviceOf(), deviceOf({ guid: 'guid-2', deviceType: 'gateway' })],
    finds: [],
  },

  {
    title: 'one illegal reference where both sides carry it',
    points: [pointOf({ reference: 'HF-DSM-0014' })],
    devices: [deviceOf({ erpReference: 'HF-DSM-0014' })],
    finds: ['illegal_reference'],
  },
  {
    title: 'an illegal reference beside the missing device',
    points: [pointOf({ reference: 'X1' })],
    finds: ['point_without_device', 'illegal_reference'],
  },
  {
    title: 'no illegal reference on archived points and gateways',
    points: [pointOf({ reference: 'old one', archived: true })],
    devices: [deviceOf({ deviceType: 'gateway', erpReference: 'roof (east)' })],
    finds: [],
  },

  {
    title: 'one near match in place of two one-sided findings and an illegal spelling',
    points: [pointOf()],
    devices: [deviceOf({ erpReference: 'hf_ 0001' })],
    finds: ['near_match'],
  },
  {
    title: 'near match and illegal references where neither spelling is legal',
    points: [pointOf({ reference: 'HF-0001' })],
    devices: [deviceOf({ erpReference: 'hf-0001' })],
    finds: ['illegal_reference', 'illegal_reference', 'near_match'],
  },
  {
    title: 'a match where only surrounding spaces differ',
    points: [pointOf({ reference: ' HF_0001' })],
    devices: [deviceOf({ erpReference: 'HF_0001 ' })],
    finds: [],
  },
  {
    title: 'no near match with a reference that has its exact counterpart',
    points: [pointOf(), pointOf({ erpId: '102', reference: 'hf_0001' })],
    devices: [deviceOf()],
    finds: ['point_without_device', 'illegal_reference'],
  },
  {
    title: 'a near match with an archived point where there is no active one',
    points: [pointOf({ archived: true })],
    devices: [deviceOf({ erpReference: 'hf_0001' })],
    finds: ['near_match'],
  },

  {
    title: 'another customer',
    points: [pointOf()],
    devices: [deviceOf({ customer: 'Northbank Bakery' })],
    finds: ['customer_differs'],
  },
  {
    title: 'another site and another area',
    points: [pointOf()],
    devices: [deviceOf({ site: 'East Mill', area: 'Yard' })],
    finds: ['site_differs', 'area_differs'],
  },
  {
    title: 'no difference in case, surrounding spaces and the encoding of accents',
    points: [pointOf({ customer: ' HARBOUR foods', area: 'Caf\u00e9' })],
    devices: [deviceOf({ area: 'cafe\u0301' })],
    finds: [],
  },
  {
    title: 'no difference where one side says nothing (an ERP without areas)',
    points: [pointOf({ area: '' })],
    devices: [deviceOf({ site: '' })],
    finds: [],
  },
  {
    title: 'no difference where it is open which records belong together',
    points: [pointOf()],
    devices: [deviceOf({ site: 'East Mill' }), deviceOf({ guid: 'guid-2', status: 'inactive' })],
    finds: ['reference_on_several_devices'],
  },

  {
    title: 'an archived point with a live device',
    points: [pointOf({ archived: true })],
    devices: [deviceOf({ status: 'pending' })],
    finds: ['archived_point_live_device'],
  },
  {
    title: 'nothing where point and device are both retired',
    points: [pointOf({ archived: true })],
    devices: [deviceOf({ status: 'inactive' })],
    finds: [],
  },

  {
    title: 'an active point with an inactive device',
    points: [pointOf()],
    devices: [deviceOf({ status: 'inactive' })],
    finds: ['status_differs'],
  },
  {
    title: 'a point under maintenance with an active device',
    points: [pointOf({ status: 'maintenance' })],
    devices: [deviceOf()],
    finds: ['status_differs'],
  },
  {
    title: 'no difference to a pending device (30 reporting sensors of a live cluster were all pending)',
    points: [pointOf()],
    devices: [deviceOf({ status: 'pending' })],
    finds: [],
  },
  {
    title: 'no difference to a status word that is not ours (Provisioning)',
    points: [pointOf()],
    devices: [deviceOf({ status: 'provisioning' })],
    finds: [],
  },

  {
    title: 'a position planned for more than the allowed days',
    points: [pointOf()],
    devices: [plannedDeviceOf({ lastModified: '2026-11-07T04:59:59.999Z' })],
    finds: ['planned_too_long'],
  },
  {
    title: 'no position planned too long on its last allowed day',
    points: [pointOf()],
    devices: [plannedDeviceOf({ lastModified: '2026-11-07T05:00:00.000Z' })],
    finds: [],
  },
  {
    title: 'a planned gateway, its placeholder id printed in six groups',
    devices: [
      deviceOf({ deviceType: 'gateway', id: '00-00-00-00-00-00', lastModified: '2026-01-01T00:00:00.000Z' }),
    ],
    finds: ['planned_too_long'],
  },
  {
    title: 'no hardware missing at retired positions and unknown devices',
    points: [pointOf({ archived: true })],
    devices: [
      plannedDeviceOf({ status: 'inactive', lastModified: '2026-01-01T00:00:00.000Z' }),
      plannedDeviceOf({ guid: 'g2', deviceType: 'unknown', lastModified: '2026-01-01T00:00:00.000Z' }),
    ],
    finds: [],
  },
];

describe('compareSides', () => {
  it.each(rows)('finds $title', ({ points = [], devices = [], finds }) => {
    expect(compare(points, devices).findings.map((each) => each.kind)).toEqual(finds);
  });

  it('names both records, the reason and the remedy', () => {
    const point = pointOf();
    const device = deviceOf({ site: 'East Mill' });
    expect(compare([point], [device]).findings).toEqual([
      {
        id: 'site_differs:HF_0001:101:guid-1',
        kind: 'site_differs',
        reference: 'HF_0001',
        customer: 'Harbour Foods',
        site: 'Dock Street Mill',
        points: [point],
        devices: [device],
        reason: 'For HF_0001 the ERP says site "Dock Street Mill", the trap says "East Mill".',
        remedy: expect.stringMatching(/in the ERP.*in Microshare/) as unknown,
      },
    ]);
  });

  it('names all records of a near match under the legal spelling', () => {
    const [found] = compare(
      [pointOf({ reference: 'hf_0001' }), pointOf({ erpId: '102', reference: 'Hf_0001' })],
      [deviceOf()],
    ).findings;
    expect(found).toMatchObject({ kind: 'near_match', reference: 'HF_0001' });
    expect(found?.points.map((point) => point.erpId)).toEqual(['101', '102']);
    expect(found?.reason).toContain('"Hf_0001", "hf_0001"');
  });

  it('numbers the findings of devices that share a guid, which upstream does not forbid', () => {
    const comparison = compare(
      [],
      [deviceOf({ erpReference: '', clusterId: 'b' }), deviceOf({ erpReference: '', clusterId: 'a' })],
    );
    expect(comparison.findings.map((each) => [each.id, each.devices[0]?.clusterId])).toEqual([
      ['device_without_reference:::guid-1', 'a'],
      ['device_without_reference:::guid-1:2', 'b'],
    ]);
  });

  it('keeps ids apart whose parts hold the separators', () => {
    const ids = compare(
      [pointOf({ reference: 'A:B', erpId: 'C' }), pointOf({ reference: 'A', erpId: 'B:C' })],
      [],
    ).findings.map((each) => each.id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('counts every kind, zero included', () => {
    const { counts, totals } = compare([pointOf(), pointOf({ erpId: '2', reference: 'HF_0002' })], []);
    expect(counts).toMatchObject({ point_without_device: 2, near_match: 0, planned_too_long: 0 });
    expect(totals.findings).toBe(2);
  });

  it('totals both sides', () => {
    const { totals } = compare(
      [pointOf(), pointOf({ erpId: '2', reference: 'HF_0002' }), pointOf({ erpId: '3', archived: true })],
      [
        deviceOf(),
        deviceOf({ guid: 'g', deviceType: 'gateway' }),
        deviceOf({ guid: 'u', deviceType: 'unknown' }),
      ],
    );
    expect(totals).toEqual({
      activePoints: 2,
      archivedPoints: 1,
      rodentSensors: 1,
      gateways: 1,
      unknownDevices: 1,
      coveredPoints: 1,
      coveragePercent: 50,
      findings: 1,
    });
  });

  it('tells since when positions are planned and forgets those that are not any more', () => {
    const { plannedSince } = compareSides({
      points: [],
      devices: [
        plannedDeviceOf({ guid: 'seen before', lastModified: '2026-11-20T00:00:00.000Z' }),
        plannedDeviceOf({ guid: 'changed earlier', lastModified: '2026-10-01T00:00:00.000Z' }),
        plannedDeviceOf({ guid: 'first seen', lastModified: null }),
        plannedDeviceOf({ guid: 'clock ahead', lastModified: '2030-01-01T00:00:00.000Z' }),
        deviceOf({ guid: 'installed' }),
      ],
      plannedSince: new Map([
        ['seen before', '2026-11-10T00:00:00.000Z'],
        ['changed earlier', '2026-11-10T00:00:00.000Z'],
        ['installed', '2026-09-01T00:00:00.000Z'],
      ]),
      now: NOW,
      plannedMaxDays: 14,
    });
    expect(Object.fromEntries(plannedSince)).toEqual({
      'seen before': '2026-11-10T00:00:00.000Z',
      'changed earlier': '2026-10-01T00:00:00.000Z',
      'first seen': NOW.toISOString(),
      'clock ahead': NOW.toISOString(),
    });
  });

  it('says since when and for how many days a position waits for hardware', () => {
    const { findings } = compareSides({
      points: [pointOf()],
      devices: [plannedDeviceOf({ lastModified: null })],
      plannedSince: new Map([['guid-1', '2026-11-01T05:00:00.000Z']]),
      now: NOW,
      plannedMaxDays: 14,
    });
    expect(findings[0]?.reason).toContain('since 2026-11-01: 20 days, 14 are allowed');
  });
});
