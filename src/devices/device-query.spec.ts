import { type Device } from '@libs/domain';
import { deviceOf } from '../../libs/domain/compare/records.fixture';
import { RequestValidationPipe } from '../common/validation.pipe';
import { ProblemError } from '../common/problem';
import { DeviceQueryDto, filterOf, orderOf, selectionKey } from './device-query';

const mill = deviceOf({ guid: 'g1', clusterId: 'c1' });
const hotel = deviceOf({
  guid: 'erp-device-9',
  id: '00-00-00-00-00-00-00-00',
  customer: 'Grand Hotel',
  site: 'Main House',
  area: 'Kitchen',
  erpReference: 'GH_0007',
  status: 'pending',
  deviceType: 'gateway',
  clusterId: 'c2',
  erpReady: false,
  lastModified: null,
});

function parse(query: Record<string, string | string[]>): Promise<DeviceQueryDto> {
  return new RequestValidationPipe().transform(query, {
    type: 'query',
    metatype: DeviceQueryDto,
  }) as Promise<DeviceQueryDto>;
}

describe('filterOf', () => {
  it.each<[string, DeviceQueryDto, readonly Device[]]>([
    ['everything without a filter', {}, [mill, hotel]],
    ['a customer', { customer: 'Grand Hotel' }, [hotel]],
    ['a customer in another case, with spaces', { customer: ' grand HOTEL ' }, [hotel]],
    ['nothing by half a customer', { customer: 'Grand' }, []],
    ['a site', { site: 'dock street mill' }, [mill]],
    ['an area', { area: 'Kitchen' }, [hotel]],
    ['a reference', { erp_reference: 'hf_0001' }, [mill]],
    ['a status', { status: 'pending' }, [hotel]],
    ['a type', { device_type: 'gateway' }, [hotel]],
    ['a cluster', { cluster_id: 'c1' }, [mill]],
    ['what is ready for the ERP', { erp_ready: true }, [mill]],
    ['what is not ready for the ERP', { erp_ready: false }, [hotel]],
    ['what all filters select', { customer: 'Grand Hotel', status: 'active' }, []],
    ['text anywhere in the reference', { q: 'gh_' }, [hotel]],
    ['text anywhere in the area', { q: ' GRAIN ' }, [mill]],
    ['text anywhere in the hardware id', { q: 'e8-e1' }, [mill]],
    ['text anywhere in the guid', { q: 'device-9' }, [hotel]],
    ['everything by blank text', { q: '  ' }, [mill, hotel]],
    ['nothing by text of fields that are not searched', { q: 'bait' }, []],
  ])('selects %s', (_, query, selected) => {
    expect([mill, hotel].filter(filterOf(query))).toEqual(selected);
  });
});

describe('orderOf', () => {
  const sorted = (sort: string | undefined, devices: readonly Device[]): string[] => {
    const order = orderOf(sort);
    return [...devices].sort((a, b) => order.compare(order.keyOf(a), order.keyOf(b))).map(({ guid }) => guid);
  };
  const [a, b, c] = [
    deviceOf({ guid: 'a', customer: 'Y', area: '2', lastModified: null }),
    deviceOf({ guid: 'b', customer: 'X', area: '1', lastModified: '2026-01-02T00:00:00.000Z' }),
    deviceOf({ guid: 'c', customer: 'X', area: '2', lastModified: '2026-01-01T00:00:00.000Z' }),
  ];

  it.each<[string, string | undefined, readonly string[]]>([
    ['customer, site, area and reference by default', undefined, ['b', 'c', 'a']],
    ['one field', 'area', ['b', 'a', 'c']],
    ['several fields, each in its direction', '-customer,-area', ['a', 'c', 'b']],
    ['time of change, the unknown first', 'last_modified', ['a', 'c', 'b']],
    ['guid where all else is equal', 'site', ['a', 'b', 'c']],
  ])('sorts by %s', (_, sort, expected) => {
    expect(sorted(sort, [c, a, b])).toEqual(expected);
  });

  it('tells apart devices of two clusters that share a guid', () => {
    const order = orderOf();
    const twin = deviceOf({ guid: 'a', customer: 'Y', area: '2', lastModified: null, clusterId: 'other' });
    expect(order.compare(order.keyOf(a), order.keyOf(twin))).not.toBe(0);
  });
});

describe('selectionKey', () => {
  it('is the same for all pages of one selection, and another for any other filter or order', () => {
    const key = selectionKey({ customer: 'X' });
    expect(selectionKey({ customer: 'X', limit: 5, cursor: 'abc' } as DeviceQueryDto)).toBe(key);
    const others = [{}, { site: 'X' }, { customer: 'X', sort: 'id' }, { customer: 'X', erp_ready: false }];
    expect(new Set([key, ...others.map(selectionKey)]).size).toBe(others.length + 1);
  });
});

describe('DeviceQueryDto', () => {
  it('reads numbers and truth values from text', async () => {
    const query = await parse({ erp_ready: 'false', limit: '50', sort: 'customer,-erp_reference' });
    expect(query).toMatchObject({ erp_ready: false, limit: 50, sort: 'customer,-erp_reference' });
  });

  it.each<[string, Record<string, string | string[]>, RegExp]>([
    ['erp_ready', { erp_ready: 'yes' }, /must be true or false/],
    ['limit', { limit: '0' }, /not be less than 1/],
    ['limit', { limit: 'many' }, /integer/],
    ['sort', { sort: 'customer,colour' }, /each one of customer, site/],
    ['sort', { sort: '' }, /each one of/],
    ['customer', { customer: ['a', 'b'] }, /string/],
    ['colour', { colour: 'red' }, /is not a known field/],
  ])('refuses a wrong %s: %j', async (field, query, message) => {
    const error = await parse(query).then(
      () => undefined,
      (refused: unknown) => refused,
    );
    if (!(error instanceof ProblemError)) throw new Error('it was not refused');
    const about = error.options.errors?.filter((one) => one.field === field) ?? [];
    expect(about.map((one) => one.message).join('; ')).toMatch(message);
  });
});
