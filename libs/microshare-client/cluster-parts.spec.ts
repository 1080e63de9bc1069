import { clusterPartsOf, devicePartsOf, devicesOf, readId, readInstant } from './cluster-parts';
import type { JsonObject, JsonValue } from './raw-cluster';

/** An object as it comes from the wire, whatever the types promise. */
function wire(content: JsonValue): JsonObject {
  return content as JsonObject;
}

describe('the parts of a device', () => {
  it('are empty where the platform holds none', () => {
    expect(devicePartsOf({})).toEqual({
      hardwareId: '',
      guid: undefined,
      location: [],
      status: '',
      updatedAt: undefined,
    });
  });

  it.each<[string, JsonValue, object]>([
    ['nothing at all', { id: null, guid: null, status: null, meta: null, state: null }, { guid: undefined }],
    ['a blank guid', { guid: '  ' }, { guid: undefined }],
    ['a serial number', { id: 4711 }, { hardwareId: '4711' }],
    ['a layer that is null', { meta: { location: ['A', null, 'C'] } }, { location: ['A', '', 'C'] }],
    ['a location that is text', { meta: { location: 'A,B' } }, { location: [] }],
    ['spaces in a location', { meta: { location: ['A '] } }, { location: ['A '] }],
    ['an unreadable date', { state: { updateDate: 'yesterday' } }, { updatedAt: undefined }],
  ])('cope with %s', (_case, device, expected) => {
    expect(devicePartsOf(wire(device))).toMatchObject(expected);
  });
});

describe('the parts of a cluster', () => {
  it('are read from either id', () => {
    const parts = { recType: 'r', name: '', tags: [], globalTags: [], updatedAt: undefined };
    expect(clusterPartsOf({ _id: 'a', recType: 'r' })).toEqual({ id: 'a', ...parts });
    expect(clusterPartsOf({ id: 'a', recType: 'r' })).toEqual({ id: 'a', ...parts });
    expect(clusterPartsOf({ _id: { $oid: 'a' }, recType: 'r' })).toEqual({ id: 'a', ...parts });
  });

  it.each<[JsonValue]>([
    [{ recType: 'r' }],
    [{ _id: 'a' }],
    [{ _id: '', recType: 'r' }],
    [{ _id: {}, recType: 'r' }],
  ])('are none for %j, which cannot be addressed', (cluster) => {
    expect(clusterPartsOf(wire(cluster))).toBeUndefined();
  });

  it('split cluster-wide tags at commas', () => {
    const cluster = {
      _id: 'a',
      recType: 'r',
      tags: ['x', null],
      data: { meta: { location: 'North Bank, trap,,' } },
    };
    expect(clusterPartsOf(wire(cluster))).toMatchObject({
      tags: ['x'],
      globalTags: ['North Bank', 'trap'],
    });
  });

  it('hold no devices where the platform holds no list', () => {
    expect(devicesOf({})).toEqual([]);
    expect(devicesOf(wire({ data: { devices: null } }))).toEqual([]);
  });
});

it.each<[JsonValue | undefined, string | undefined]>([
  ['2026-02-18T09:41:07.553Z', '2026-02-18T09:41:07.553Z'],
  ['2026-02-18T10:41:07.553+01:00', '2026-02-18T09:41:07.553Z'],
  [1_771_407_667_553, '2026-02-18T09:41:07.553Z'],
  [{ $date: 1_771_407_667_553 }, '2026-02-18T09:41:07.553Z'],
  [{ $numberLong: '1771407667553' }, '2026-02-18T09:41:07.553Z'],
  ['', undefined],
  [null, undefined],
  [undefined, undefined],
  [true, undefined],
  [['2026'], undefined],
  [9e15, undefined],
])('reads the instant %j as %s', (value, expected) => {
  expect(readInstant(value)).toBe(expected);
});

it('reads ids in both serialisations and nothing else', () => {
  expect([readId('a'), readId({ $oid: 'a' }), readId(7), readId({ $oid: 7 }), readId(null)]).toEqual([
    'a',
    'a',
    undefined,
    undefined,
    undefined,
  ]);
});
