import type { Cluster, ClusterSummary, Device } from '@libs/domain';
import fc from 'fast-check';
import { DeviceIndex } from './device-index';

function device(guid: string, clusterId: string, more: Partial<Device> = {}): Device {
  return {
    id: 'E8-E1-E1-00-01-0A-2C-41',
    guid,
    customer: 'Harbour Foods',
    site: 'Dock Street Mill',
    area: 'Grain Intake',
    erpReference: 'HF_0001',
    placement: 'Internal',
    configuration: 'Glue',
    status: 'active',
    deviceType: 'rodent_sensor',
    clusterId,
    clusterName: 'Traps',
    erpReady: true,
    locationLayers: 6,
    lastModified: null,
    ...more,
  };
}

function summary(id: string, deviceCount: number, tags: readonly string[] = []): ClusterSummary {
  return { id, recType: 'r', name: 'Traps', deviceType: 'rodent_sensor', deviceCount, tags, updatedAt: null };
}

function cluster(id: string, devices: readonly Device[], tags: readonly string[] = []): Cluster {
  return { summary: summary(id, devices.length, tags), devices };
}

const IDS = ['c1', 'c2', 'c3'];
const GUIDS = ['g1', 'g2', 'g3', 'g4'];
const REFERENCES = ['', 'HF_0001', 'HF_0002'];
const HARDWARE = [
  '',
  '00-00-00-00-00-00-00-00',
  'e8e1e100010a2c41',
  'E8-E1-E1-00-01-0A-2C-41',
  '70-76-FF-00',
];

type Step =
  | { readonly kind: 'put'; readonly cluster: Cluster }
  | { readonly kind: 'remove'; readonly id: string }
  | { readonly kind: 'clear' };

const put: fc.Arbitrary<Step> = fc.constantFrom(...IDS).chain((id) =>
  fc
    .uniqueArray(
      fc.record({
        guid: fc.constantFrom(...GUIDS),
        erpReference: fc.constantFrom(...REFERENCES),
        hardware: fc.constantFrom(...HARDWARE),
      }),
      { selector: ({ guid }) => guid },
    )
    .map((devices) => ({
      kind: 'put' as const,
      cluster: cluster(
        id,
        devices.map(({ guid, erpReference, hardware }) => device(guid, id, { erpReference, id: hardware })),
      ),
    })),
);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: put },
  { weight: 2, arbitrary: fc.constantFrom(...IDS).map((id) => ({ kind: 'remove' as const, id })) },
  { weight: 1, arbitrary: fc.constant({ kind: 'clear' as const }) },
);

function apply(index: DeviceIndex, change: Step): void {
  if (change.kind === 'put') index.put(change.cluster, 1);
  else if (change.kind === 'remove') index.remove(change.id);
  else index.clear();
}

/** Everything that a reader of the index can see, by scanning; the order of devices is no content. */
function visible(index: DeviceIndex): string {
  const clusters = [...index.clusters()].sort((a, b) => a.summary.id.localeCompare(b.summary.id));
  return JSON.stringify(
    clusters.map((one) => [
      one.summary,
      [...one.devices.values()].sort((a, b) => a.guid.localeCompare(b.guid)),
    ]),
  );
}

const sorted = (devices: Iterable<Device>): string[] =>
  [...devices].map(({ clusterId, guid }) => `${clusterId}/${guid}`).sort();

function planned(id: string): boolean {
  return /^[0-]*$/.test(id);
}

const bare = (id: string): string => id.replaceAll('-', '').toUpperCase();

describe('DeviceIndex', () => {
  it('finds by guid, reference and hardware id what a scan finds, after any sequence of changes', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
        const index = new DeviceIndex();
        const model = new Map<string, Cluster>();
        for (const change of steps) {
          apply(index, change);
          if (change.kind === 'put') model.set(change.cluster.summary.id, change.cluster);
          else if (change.kind === 'remove') model.delete(change.id);
          else model.clear();
        }
        const all = [...model.values()].flatMap(({ devices }) => devices);
        expect(sorted(index.devices())).toEqual(sorted(all));
        expect(index.clusterCount).toBe(model.size);
        for (const guid of GUIDS) {
          expect(sorted(index.byGuid(guid))).toEqual(sorted(all.filter((one) => one.guid === guid)));
        }
        for (const reference of REFERENCES) {
          const found = all.filter((one) => reference !== '' && one.erpReference === reference);
          expect(sorted(index.byReference(reference))).toEqual(sorted(found));
        }
        for (const id of HARDWARE) {
          const found = all.filter((one) => !planned(id) && bare(one.id) === bare(id));
          expect(sorted(index.byHardwareId(id))).toEqual(sorted(found));
        }
      }),
    );
  });

  it('raises its version when something visible changes, and only then', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
        const index = new DeviceIndex();
        for (const change of steps) {
          const { version } = index;
          const before = visible(index);
          apply(index, change);
          if (visible(index) === before) expect(index.version).toBe(version);
          else expect(index.version).toBeGreaterThan(version);
        }
      }),
    );
  });

  it('keeps devices that did not change as the same objects', () => {
    const index = new DeviceIndex();
    index.put(cluster('c1', [device('g1', 'c1'), device('g2', 'c1')]), 1);
    const [first] = index.byGuid('g1');
    index.put(cluster('c1', [device('g2', 'c1', { area: 'Cellar' }), device('g1', 'c1')]), 2);
    expect(index.byGuid('g1')[0]).toBe(first);
    expect(index.byReference('HF_0001')).toContain(first);
    expect(index.byGuid('g2')[0]?.area).toBe('Cellar');
  });

  it('takes over when data was read although nothing in it has changed', () => {
    const index = new DeviceIndex();
    index.put(cluster('c1', [device('g1', 'c1')]), 1);
    const { version } = index;
    index.put(cluster('c1', [device('g1', 'c1')]), 2);
    expect(index.cluster('c1')?.fetchedAt).toBe(2);
    expect(index.version).toBe(version);
  });

  it.each<[string, Partial<ClusterSummary>]>([
    ['name', { name: 'Other' }],
    ['recType', { recType: 'other' }],
    ['tags', { tags: ['Northbank'] }],
    ['time of change', { updatedAt: '2026-01-01T00:00:00.000Z' }],
  ])("counts a cluster's new %s as a visible change", (_, more) => {
    const index = new DeviceIndex();
    index.put({ summary: summary('c1', 0), devices: [] }, 1);
    const { version } = index;
    index.put({ summary: { ...summary('c1', 0), ...more }, devices: [] }, 2);
    expect(index.version).toBeGreaterThan(version);
  });

  it('finds no device by an empty reference or a planned hardware id, however it is grouped', () => {
    const index = new DeviceIndex();
    index.put(cluster('c1', [device('g1', 'c1', { id: '00-00-00-00-00-00-00-00', erpReference: '' })]), 1);
    expect(index.byReference('')).toEqual([]);
    expect(index.byHardwareId('0000000000000000')).toEqual([]);
  });

  it('ignores the removal of a cluster that it does not know', () => {
    const index = new DeviceIndex();
    index.remove('c1');
    expect(index.version).toBe(0);
  });
});
