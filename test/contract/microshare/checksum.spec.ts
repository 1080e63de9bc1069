import fc from 'fast-check';
import { dataChecksum, isJsonObject, type JsonObject, type JsonValue } from '@libs/microshare-client';
import { sample, sampleObjects } from './samples';

describe('the checksum of data', () => {
  it.each<[JsonValue, string]>([
    [{ hello: 'world' }, '93A23971A914E5EACBF0A8D25154CDA309C3C1C72FBB9914D47C60F3CB681588L17'],
    [{ Test: 'Data' }, '05B21996343E63CDEF5F8DB6F2D20FB96B61FA60B1E35D900F3875E2822AB12EL15'],
  ])('of %j is the published one', (data, published) => {
    expect(dataChecksum(data)).toBe(published);
  });

  const documented: readonly (readonly [string, JsonObject | undefined])[] = [
    ['the trap cluster', sampleObjects('discovery')[0]],
    ['the gateway cluster', sampleObjects('discovery')[1]],
    ['the cluster read directly', sampleObjects('cluster')[0]],
    ['a trap record', sample('trap-record')],
    ['a rodent alert', sampleObjects('alert-record')[0]],
    ['a gateway record', sample('gateway-record')],
  ];

  it.each(documented)('of %s is the documented one', (_case, record) => {
    expect(dataChecksum(record?.['data'] ?? null)).toBe(record?.['checksum']);
  });

  it('does not depend on the order of keys, at any depth', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const data = JSON.parse(JSON.stringify(value)) as JsonValue;
        expect(dataChecksum(reversed(data))).toBe(dataChecksum(data));
      }),
    );
  });

  it('counts every key, whatever its name', () => {
    expect(dataChecksum(JSON.parse('{"__proto__":1}') as JsonObject)).not.toBe(dataChecksum({}));
  });

  it('depends on the order of lists', () => {
    expect(dataChecksum([1, 2])).not.toBe(dataChecksum([2, 1]));
  });
});

function reversed(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return (value as readonly JsonValue[]).map(reversed);
  if (!isJsonObject(value)) return value;
  const entries = Object.entries(value).map(([key, member]) => [key, reversed(member ?? null)] as const);
  return Object.fromEntries(entries.reverse());
}
