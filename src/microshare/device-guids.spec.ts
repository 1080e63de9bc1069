import { devicePartsOf, type RawDevice } from '@libs/microshare-client';
import fc from 'fast-check';
import { derivedGuid, deviceGuids } from './device-guids';

const CLUSTER = '66f0a1b2c3d4e5f607182901';
const KITCHEN = ['Grand Hotel', 'Main House', 'Kitchen', 'GH_MH_0001', 'Internal', 'Poison'];
const CELLAR = ['Grand Hotel', 'Main House', 'Cellar', 'GH_MH_0002', 'Internal', 'Poison'];

function device(location: readonly string[], more: Partial<RawDevice> = {}): RawDevice {
  return { id: '00-00-00-00-00-00-00-00', meta: { location }, ...more };
}

/** Devices as dirty as upstream allows: few places, few guids, so that they meet often. */
const dirtyDevice: fc.Arbitrary<RawDevice> = fc
  .record({
    guid: fc.constantFrom(undefined, '', ' ', 'a', 'b', ' a '),
    place: fc.constantFrom<readonly string[]>([], ['', ''], KITCHEN, CELLAR),
    id: fc.constantFrom('', '00-00-00-00-00-00-00-00', 'E8-E1-E1-00-01-0A-2C-41'),
  })
  .map(({ guid, place, id }) => device(place, { id, ...(guid !== undefined && { guid }) }));

function guidsOf(clusterId: string, devices: readonly RawDevice[]): string[] {
  return deviceGuids(clusterId, devices.map(devicePartsOf));
}

describe('deviceGuids', () => {
  it('keeps the guids that upstream holds', () => {
    expect(guidsOf(CLUSTER, [device(KITCHEN, { guid: ' g1 ' }), device(CELLAR, { guid: 'g2' })])).toEqual([
      'g1',
      'g2',
    ]);
  });

  it('derives a guid of the usual form where there is none', () => {
    const [guid] = guidsOf(CLUSTER, [device(KITCHEN)]);
    expect(guid).toMatch(/^erp-device-[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  it('keeps a derived guid when the hardware is exchanged', () => {
    const before = guidsOf(CLUSTER, [device(KITCHEN)]);
    expect(guidsOf(CLUSTER, [device(KITCHEN, { id: 'E8-E1-E1-00-01-0A-2C-41' })])).toEqual(before);
  });

  it('derives from the hardware where the location says nothing, and differs by cluster', () => {
    const one = device([], { id: 'A1' });
    const two = device(['', ' '], { id: 'B2' });
    const guids = [...guidsOf(CLUSTER, [one, two]), ...guidsOf('another', [one])];
    expect(new Set(guids).size).toBe(3);
  });

  it('leaves a repeated guid to the first of its devices and tells the others apart', () => {
    const guids = guidsOf(CLUSTER, [device(KITCHEN, { guid: 'g' }), device(CELLAR, { guid: 'g' })]);
    expect(guids[0]).toBe('g');
    expect(guids[1]).toMatch(/^erp-device-/);
  });

  it('gives no device the guid that another one got by derivation and has since persisted', () => {
    const [persisted] = guidsOf(CLUSTER, [device(KITCHEN)]);
    const guids = guidsOf(CLUSTER, [device(KITCHEN), device(KITCHEN, { guid: persisted ?? '' })]);
    expect(guids[1]).toBe(persisted);
    expect(guids[0]).not.toBe(persisted);
  });

  it('gives every device of any list a guid of its own', () => {
    fc.assert(
      fc.property(fc.array(dirtyDevice, { maxLength: 12 }), (devices) => {
        const guids = guidsOf(CLUSTER, devices);
        expect(guids).toHaveLength(devices.length);
        expect(new Set(guids).size).toBe(devices.length);
        expect(guids).not.toContain('');
      }),
    );
  });

  it('stays unique while guids are persisted one by one and devices are added', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ added: dirtyDevice, persist: fc.nat() }), { minLength: 1, maxLength: 10 }),
        (steps) => {
          let devices: RawDevice[] = [];
          for (const { added, persist } of steps) {
            const guids = guidsOf(CLUSTER, [...devices, added]);
            devices = [...devices, added].map((one, i) =>
              i === persist % guids.length ? { ...one, guid: guids[i] ?? '' } : one,
            );
            const next = guidsOf(CLUSTER, devices);
            expect(new Set(next).size).toBe(devices.length);
          }
        },
      ),
    );
  });

  it('gives devices at distinct places the same guids in whatever order the list holds them', () => {
    const places = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 5 }), {
      maxLength: 10,
      selector: (s) => s.trim(),
    });
    fc.assert(
      fc.property(
        places.chain((names) =>
          fc.tuple(fc.constant(names), fc.shuffledSubarray(names, { minLength: names.length })),
        ),
        ([names, shuffled]) => {
          const byName = (order: readonly string[]): Map<string, string> => {
            const guids = guidsOf(
              CLUSTER,
              order.map((name) => device(['Grand Hotel', name])),
            );
            return new Map(order.map((name, i) => [name, guids[i] ?? '']));
          };
          const first = byName(names);
          for (const [name, guid] of byName(shuffled)) expect(guid).toBe(first.get(name));
        },
      ),
    );
  });

  it('gives equal planned positions the same set of guids in whatever order the list holds them', () => {
    const [a, b] = [device(KITCHEN), device(KITCHEN, { id: 'E8-E1-E1-00-01-0A-2C-41' })];
    expect(new Set(guidsOf(CLUSTER, [a, b]))).toEqual(new Set(guidsOf(CLUSTER, [b, a])));
  });
});

describe('derivedGuid', () => {
  it('depends on nothing but the seed', () => {
    expect(derivedGuid('seed')).toBe(derivedGuid('seed'));
    expect(derivedGuid('seed')).not.toBe(derivedGuid('Seed'));
  });
});
