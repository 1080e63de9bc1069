import { type DeviceFields, PLANNED_HARDWARE_ID, REC_TYPES } from '@libs/domain';
import { devicesOf, type RawCluster, type RawDevice } from '@libs/microshare-client';
import { rawCluster, rawTrap } from '../../../test/support/clusters';
import { ClusterDraft } from './cluster-draft';

const NOW = '2026-03-01T12:00:00.000Z';
const LOCATION = [
  'Harbour Foods',
  'Dock Street Mill',
  'Grain Intake',
  'HF_0001',
  'internal',
  ' kill / trap ',
];

const trap: RawDevice = {
  id: 'E8-E1-E1-00-01-0A-2C-41',
  guid: 'trap-1',
  status: 'active',
  vendorExtra: { kept: [1, null] },
  meta: { location: LOCATION, lora: { DevEUI: 'E8-E1-E1-00-01-0A-2C-41', class: 'A' }, desc: 'by the door' },
  state: { updateDate: '2026-02-18T09:41:07.553Z', battery: 60 },
};

function raw(devices: readonly RawDevice[] = [trap], recType: string = REC_TYPES.rodent_sensor): RawCluster {
  return {
    _id: 'c1',
    recType,
    name: 'Traps',
    owner: { org: 'com.northbank.pest' },
    data: { devices, facts: { usecase: 'SC05' }, somethingNew: true },
  };
}

const draftOf = (cluster: RawCluster = raw()): ClusterDraft =>
  new ClusterDraft(cluster, { now: () => new Date(NOW) });
const written = (draft: ClusterDraft): readonly RawDevice[] => draft.toRaw().data?.devices ?? [];

const newFields: DeviceFields = {
  customer: 'Harbour Foods',
  site: 'Dock Street Mill',
  area: 'Cellar',
  erpReference: 'HF_0002',
  placement: 'Internal',
  configuration: 'Glue',
  hardwareId: '',
  status: 'pending',
};

describe('ClusterDraft', () => {
  it('writes back what it read when nothing was edited', () => {
    expect(draftOf().toRaw()).toEqual(raw());
  });

  it('keeps every field of cluster and device that an edit does not name', () => {
    const draft = draftOf();
    draft.edit('trap-1', { area: 'Packing Hall' });
    const location = LOCATION.with(2, 'Packing Hall');
    const edited = { ...trap, meta: { ...trap.meta, location }, state: { ...trap.state, updateDate: NOW } };
    expect(draft.toRaw()).toEqual(raw([edited]));
  });

  it('does not change the object that it was made from', () => {
    const cluster = raw();
    const before = structuredClone(cluster);
    const draft = draftOf(cluster);
    draft.edit('trap-1', { status: 'inactive', hardwareId: 'A1' });
    draft.add('trap-2', newFields);
    draft.remove('trap-1');
    expect(cluster).toEqual(before);
  });

  it.each<[string, Partial<DeviceFields>, readonly string[]]>([
    ['customer', { customer: 'x' }, LOCATION.with(0, 'x')],
    ['site', { site: 'x' }, LOCATION.with(1, 'x')],
    ['erp_reference', { erpReference: 'HF_0009' }, LOCATION.with(3, 'HF_0009')],
    ['placement', { placement: 'External' }, LOCATION.with(4, 'External')],
    ['configuration', { configuration: 'Glue' }, LOCATION.with(5, 'Glue')],
  ])('sets the location layer of %s', (_, fields, location) => {
    const draft = draftOf();
    draft.edit('trap-1', fields);
    expect(written(draft)[0]?.meta?.location).toEqual(location);
  });

  it('fills the layers before one that did not exist with empty text', () => {
    const draft = draftOf(raw([{ guid: 'g', meta: { location: ['Harbour Foods'] } }]));
    draft.edit('g', { placement: 'Internal' });
    expect(written(draft)[0]?.meta?.location).toEqual(['Harbour Foods', '', '', '', 'Internal']);
  });

  it('moves the LoRaWAN id along with the hardware id that it repeats, and leaves another one alone', () => {
    const other = { ...trap, guid: 'trap-2', meta: { ...trap.meta, lora: { DevEUI: 'OTHER' } } };
    const draft = draftOf(raw([trap, other]));
    draft.edit('trap-1', { hardwareId: 'A1' });
    draft.edit('trap-2', { hardwareId: 'A2' });
    expect(written(draft).map(({ id, meta }) => [id, meta?.lora])).toEqual([
      ['A1', { DevEUI: 'A1', class: 'A' }],
      ['A2', { DevEUI: 'OTHER' }],
    ]);
  });

  it('answers an edit with the device as it will be read, at the time of the edit', () => {
    const after = draftOf().edit('trap-1', { area: 'Packing Hall' });
    expect(after).toMatchObject({
      guid: 'trap-1',
      area: 'Packing Hall',
      configuration: 'Kill/Trap',
      lastModified: NOW,
    });
  });

  it('refuses to edit a device that it does not hold, and ignores its removal', () => {
    const draft = draftOf();
    expect(() => draft.edit('nobody', { area: 'x' })).toThrow(RangeError);
    draft.remove('nobody');
    expect(draft.toRaw()).toEqual(raw());
  });

  it('adds a sensor with six layers, behind the others, planned where no hardware is named', () => {
    const draft = draftOf();
    const added = draft.add('new', newFields);
    expect(added).toMatchObject({ guid: 'new', erpReady: true, status: 'pending', lastModified: NOW });
    expect(written(draft).map(({ guid }) => guid)).toEqual(['trap-1', 'new']);
    expect(written(draft)[1]).toMatchObject({
      id: PLANNED_HARDWARE_ID,
      meta: { location: ['Harbour Foods', 'Dock Street Mill', 'Cellar', 'HF_0002', 'Internal', 'Glue'] },
    });
  });

  it('adds a gateway with four layers', () => {
    const draft = draftOf(raw([], REC_TYPES.gateway));
    draft.add('gw', { ...newFields, hardwareId: 'A1' });
    expect(written(draft)[0]).toMatchObject({
      id: 'A1',
      meta: { location: ['Harbour Foods', 'Dock Street Mill', 'Cellar', 'HF_0002'] },
    });
  });

  it('removes one device and keeps the others in their order', () => {
    const draft = draftOf(raw([trap, { ...trap, guid: 'b' }, { ...trap, guid: 'c' }]));
    draft.remove('b');
    expect(written(draft).map(({ guid }) => guid)).toEqual(['trap-1', 'c']);
    expect(draft.find('b')).toBeUndefined();
  });

  it('writes down the guid that it gave to a device without one', () => {
    const { guid, ...without } = trap;
    const draft = draftOf(raw([without]));
    const [device] = written(draft);
    expect(device?.guid).toMatch(/^erp-device-/);
    expect(device?.guid).not.toBe(guid);
    expect(device).toEqual({ ...without, guid: device?.guid });
    expect(draft.find(device?.guid ?? '')?.area).toBe('Grain Intake');
  });

  it('finds another device by reference, also after edits and removals', () => {
    const draft = draftOf();
    expect(draft.otherWithReference('HF_0001', 'trap-1')).toBeUndefined();
    expect(draft.otherWithReference('HF_0001', 'new')?.guid).toBe('trap-1');
    draft.edit('trap-1', { erpReference: 'HF_0009' });
    expect(draft.otherWithReference('HF_0001', 'new')).toBeUndefined();
    expect(draft.otherWithReference('HF_0009', 'new')?.guid).toBe('trap-1');
    draft.remove('trap-1');
    expect(draft.otherWithReference('HF_0009', 'new')).toBeUndefined();
  });

  it('cannot be made from an object without id or recType', () => {
    expect(() => draftOf({ name: 'Traps' })).toThrow(TypeError);
  });
});

describe('what an edit leaves alone', () => {
  it('keeps a location as upstream holds it, text or not, when no part of it is named', () => {
    const odd = { guid: 'odd', id: '7', meta: { location: ['A', 7, null] } } as unknown as RawDevice;
    const draft = new ClusterDraft(rawCluster('c1', 'Odd', [odd, { guid: 'bare', id: '8' }]));
    draft.edit('odd', { status: 'active' });
    draft.edit('bare', { status: 'active' });
    const [edited, bare] = devicesOf(draft.toRaw());
    expect(edited?.meta?.location).toEqual(['A', 7, null]);
    expect(bare?.meta).not.toHaveProperty('location');
  });

  it('gives the second of two devices with one guid its own with the next write, so that an edit keeps it', () => {
    const twin = (area: string): RawDevice =>
      rawTrap('twin', ['A', 'B', area, 'REF_0001', 'Internal', 'Glue']);
    const first = new ClusterDraft(rawCluster('c1', 'Twins', [twin('Hall'), twin('Yard')]));
    const guids = devicesOf(first.toRaw()).map(({ guid }) => guid);
    expect(new Set(guids).size).toBe(2);
    const second = new ClusterDraft(first.toRaw());
    second.edit(guids[1] ?? '', { area: 'Gate' });
    expect(second.find(guids[1] ?? '')?.area).toBe('Gate');
  });
});
