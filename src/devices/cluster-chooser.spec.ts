import type { Device, DeviceType } from '@libs/domain';
import { deviceOf } from '../../libs/domain/compare/records.fixture';
import { DeviceIndex } from '../microshare/catalogue/device-index';
import { chooseCluster, type ClusterChoice } from './cluster-chooser';

interface Given {
  readonly id: string;
  readonly type?: DeviceType;
  readonly tags?: readonly string[];
  /** Customer and site of each device. */
  readonly serves?: readonly (readonly [customer: string, site: string])[];
}

function indexOf(clusters: readonly Given[]): DeviceIndex {
  const index = new DeviceIndex();
  for (const { id, type = 'rodent_sensor', tags = [], serves = [] } of clusters) {
    const devices: Device[] = serves.map(([customer, site], i) =>
      deviceOf({ guid: `${id}-${i}`, clusterId: id, deviceType: type, customer, site }),
    );
    index.put(
      {
        summary: {
          id,
          recType: 'r',
          name: id,
          deviceType: type,
          deviceCount: devices.length,
          tags,
          updatedAt: null,
        },
        devices,
      },
      1,
    );
  }
  return index;
}

function choose(clusters: readonly Given[], customer = 'Harbour Foods', site = 'Mill'): ClusterChoice {
  return chooseCluster(indexOf(clusters), { deviceType: 'rodent_sensor', customer, site });
}

const harbour: Given = { id: 'harbour', serves: [['Harbour Foods', 'Mill']] };
const harbourQuay: Given = { id: 'quay', serves: [['Harbour Foods', 'Quay']] };
const hotel: Given = { id: 'hotel', serves: [['Grand Hotel', 'Main House']] };

describe('chooseCluster', () => {
  it.each<[string, readonly Given[], string]>([
    ['the one whose devices are at the customer', [hotel, harbour], 'harbour'],
    ['the one tagged with the customer', [hotel, { id: 'tagged', tags: [' harbour FOODS '] }], 'tagged'],
    ['the one at the customer, though at another site', [hotel, harbourQuay], 'quay'],
    ['of several at the customer, the one at the site', [harbourQuay, harbour], 'harbour'],
    [
      'of several at the customer, the one tagged with the site',
      [harbourQuay, { id: 'tagged', tags: ['Harbour Foods', 'Mill'] }],
      'tagged',
    ],
    [
      'whatever the case and surrounding spaces',
      [hotel, { id: 'shouting', serves: [[' HARBOUR FOODS', 'MILL ']] }],
      'shouting',
    ],
  ])('takes %s', (_, clusters, id) => {
    expect(choose(clusters)).toMatchObject({ cluster: { id } });
  });

  it.each<[string, readonly Given[], readonly string[], RegExp]>([
    [
      'none serves the customer: all of the type',
      [hotel],
      ['hotel'],
      /no rodent_sensor cluster.*"Harbour Foods"/,
    ],
    ['there is no cluster at all', [], [], /no rodent_sensor cluster/],
    [
      'several serve the customer and none the site: those of the customer',
      [hotel, harbourQuay, { id: 'docks', serves: [['Harbour Foods', 'Docks']] }],
      ['quay', 'docks'],
      /2 rodent_sensor clusters serve.*"Mill" does not tell which/,
    ],
    [
      'several serve the site: those of the site',
      [harbourQuay, harbour, { id: 'mill-2', serves: [['Harbour Foods', 'Mill']] }],
      ['harbour', 'mill-2'],
      /2 rodent_sensor clusters/,
    ],
    [
      'the site of another customer has the same name: both of the customer',
      [
        harbourQuay,
        {
          id: 'mixed',
          serves: [
            ['Harbour Foods', 'Docks'],
            ['Grand Hotel', 'Mill'],
          ],
        },
      ],
      ['quay', 'mixed'],
      /does not tell which/,
    ],
    [
      'only a cluster of another type serves the customer',
      [
        { ...harbour, type: 'gateway' },
        { ...harbour, id: 'odd', type: 'unknown' },
      ],
      [],
      /no rodent_sensor cluster/,
    ],
  ])('does not guess where %s', (_, clusters, candidates, reason) => {
    const choice = choose(clusters);
    if ('cluster' in choice) throw new Error(`it chose ${choice.cluster.id}`);
    expect(choice.candidates.map(({ id }) => id)).toEqual(candidates);
    expect(choice.reason).toMatch(reason);
  });

  it('takes no cluster for a customer because its devices have none', () => {
    expect('candidates' in choose([{ id: 'blank', serves: [['', '']] }], '')).toBe(true);
  });

  it('follows a cluster that has changed', () => {
    const index = indexOf([hotel]);
    const placing = { deviceType: 'rodent_sensor', customer: 'Harbour Foods', site: 'Mill' } as const;
    expect('candidates' in chooseCluster(index, placing)).toBe(true);
    const summary = index.cluster('hotel')?.summary;
    if (summary === undefined) throw new Error('no cluster');
    index.put({ summary, devices: [deviceOf({ clusterId: 'hotel', customer: 'Harbour Foods' })] }, 2);
    expect(chooseCluster(index, placing)).toMatchObject({ cluster: { id: 'hotel' } });
  });
});
