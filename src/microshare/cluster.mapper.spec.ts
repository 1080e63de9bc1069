import { PLANNED_HARDWARE_ID, REC_TYPES } from '@libs/domain';
import type { JsonObject, RawCluster, RawDevice } from '@libs/microshare-client';
import { toCluster } from './cluster.mapper';

const COMPLETE = ['Harbour Foods', 'Dock Street Mill', 'Grain Intake', 'HF_DSM_0001', 'Internal', 'Glue'];

function cluster(more: Partial<RawCluster> = {}, devices: readonly RawDevice[] = []): RawCluster {
  return { _id: 'c1', recType: REC_TYPES.rodent_sensor, name: 'Traps', data: { devices }, ...more };
}

/** The one device of a cluster, in our words. */
function mapped(device: RawDevice, recType: string = REC_TYPES.rodent_sensor) {
  return toCluster(cluster({ recType }, [device]))?.devices[0];
}

const at = (...location: string[]): RawDevice => ({ guid: 'g', id: 'A1', meta: { location } });

describe('toCluster, of a device', () => {
  it.each<[string, RawDevice, JsonObject]>([
    [
      'reads six layers',
      at(...COMPLETE),
      { customer: 'Harbour Foods', area: 'Grain Intake', erpReference: 'HF_DSM_0001', configuration: 'Glue' },
    ],
    [
      'has empty text for missing layers',
      at('Harbour Foods'),
      { customer: 'Harbour Foods', site: '', area: '' },
    ],
    [
      'has empty text without any location',
      { guid: 'g' },
      { customer: '', erpReference: '', locationLayers: 0 },
    ],
    ['counts the layers that upstream holds', at('a', '', 'c'), { locationLayers: 3, area: 'c' }],
    ['trims layers', at(' Harbour Foods ', '\tMill'), { customer: 'Harbour Foods', site: 'Mill' }],
    [
      'reads vocabulary whatever its case and spaces',
      at('', '', '', '', 'eXternal ', ' kill /  trap'),
      { placement: 'External', configuration: 'Kill/Trap' },
    ],
    ['reads half a configuration', at('', '', '', '', '', 'bait'), { configuration: 'Bait/Lured' }],
    [
      'keeps vocabulary it does not know',
      at('', '', '', '', ' Roof '),
      { placement: 'Roof', configuration: '' },
    ],
    ['reads status in lower case', { ...at(), status: ' Provisioning' }, { status: 'provisioning' }],
    ['has no status where upstream has none', at(), { status: '' }],
    ['trims the hardware id', { ...at(), id: ` ${PLANNED_HARDWARE_ID} ` }, { id: PLANNED_HARDWARE_ID }],
    [
      'reads the time of change',
      { ...at(), state: { updateDate: '2026-02-18T10:41:07.553+01:00' } },
      { lastModified: '2026-02-18T09:41:07.553Z' },
    ],
    [
      'reads the older form of a time',
      { ...at(), state: { updateDate: { $date: 1771407667553 } } } as unknown as RawDevice,
      { lastModified: '2026-02-18T09:41:07.553Z' },
    ],
    [
      'has no time of change where it cannot be read',
      { ...at(), state: { updateDate: 'soon' } },
      { lastModified: null },
    ],
    [
      'takes a layer that is no text for empty and keeps the places of the others',
      { guid: 'g', meta: { location: ['a', null, 'c'] } } as unknown as RawDevice,
      { customer: 'a', site: '', area: 'c' },
    ],
  ])('%s', (_, device, expected) => {
    expect(mapped(device)).toMatchObject(expected);
  });

  it('is the same when read again without a guid', () => {
    const { guid, ...without } = at(...COMPLETE);
    expect(guid).toBe('g');
    expect(mapped(without)).toEqual(mapped(without));
    expect(mapped(without)?.guid).toMatch(/^erp-device-/);
  });

  it.each<[boolean, string, string, readonly string[]]>([
    [true, 'a complete sensor', REC_TYPES.rodent_sensor, COMPLETE],
    [false, 'a sensor with four layers', REC_TYPES.rodent_sensor, COMPLETE.slice(0, 4)],
    [false, 'a sensor with an empty layer', REC_TYPES.rodent_sensor, COMPLETE.with(2, ' ')],
    [false, 'a sensor with an illegal reference', REC_TYPES.rodent_sensor, COMPLETE.with(3, 'hf-1')],
    [true, 'a gateway with four layers', REC_TYPES.gateway, COMPLETE.slice(0, 4)],
    [false, 'a gateway with three layers', REC_TYPES.gateway, COMPLETE.slice(0, 3)],
    [true, 'a device of unknown type with four layers', 'io.microshare.other.packed', COMPLETE.slice(0, 4)],
  ])('is ready for the ERP (%s): %s', (ready, _, recType, location) => {
    expect(mapped(at(...location), recType)?.erpReady).toBe(ready);
  });

  it('shows a gateway with its fixed placement and configuration, whatever layers it has', () => {
    expect(mapped(at(...COMPLETE), REC_TYPES.gateway)).toMatchObject({
      deviceType: 'gateway',
      placement: 'Infrastructure',
      configuration: 'Gateway',
    });
  });
});

describe('toCluster, of a cluster', () => {
  it.each<[string, RawCluster, JsonObject]>([
    ['reads an id in plain text', cluster(), { id: 'c1' }],
    ['reads the older form of an id', cluster({ _id: { $oid: 'c9' } }), { id: 'c9' }],
    ['falls back to the other id', { ...cluster({ id: 'c7' }), _id: '' }, { id: 'c7' }],
    ['reads an unknown recType', cluster({ recType: 'x.y' }), { recType: 'x.y', deviceType: 'unknown' }],
    ['trims the name', cluster({ name: ' Traps ' }), { name: 'Traps' }],
    ['counts devices', cluster({}, [at(), at()]), { deviceCount: 2 }],
    ['has no devices without a list', cluster({ data: {} }), { deviceCount: 0 }],
    [
      'joins tags with those for all records, without repeats and blanks',
      cluster({
        tags: ['Northbank', ' trap ', '', ' '],
        data: { meta: { location: 'trap, Harbour Foods,' } },
      }),
      { tags: ['Northbank', 'trap', 'Harbour Foods'] },
    ],
    [
      'reads the older form of a time',
      cluster({ updateDate: { $date: { $numberLong: '1771407667601' } } }),
      { updatedAt: '2026-02-18T09:41:07.601Z' },
    ],
    ['has no time where upstream has none', cluster(), { updatedAt: null }],
  ])('%s', (_, raw, expected) => {
    expect(toCluster(raw)?.summary).toMatchObject(expected);
  });

  it.each<[string, RawCluster]>([
    ['an id', { recType: REC_TYPES.gateway, data: { devices: [] } }],
    ['a recType', { _id: 'c1', data: { devices: [] } }],
  ])('is undefined without %s', (_, raw) => {
    expect(toCluster(raw)).toBeUndefined();
  });

  it('drops no device, not even those that repeat a guid', () => {
    const devices = toCluster(cluster({}, [at('a'), at('b'), {}]))?.devices ?? [];
    expect(devices.map(({ customer }) => customer)).toEqual(['a', 'b', '']);
    expect(new Set(devices.map(({ guid }) => guid)).size).toBe(3);
  });
});
