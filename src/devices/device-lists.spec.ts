import type { Device } from '@libs/domain';
import fc from 'fast-check';
import { deviceOf } from '../../libs/domain/compare/records.fixture';
import { ProblemError } from '../common/problem';
import { DeviceIndex } from '../microshare/catalogue/device-index';
import { clustersInfo, DeviceLists } from './device-lists';
import { orderOf } from './device-query';

function put(index: DeviceIndex, devices: readonly Device[], fetchedAt = 1): void {
  const summary = {
    id: 'c1',
    recType: 'r',
    name: 'Traps',
    deviceType: 'rodent_sensor',
    deviceCount: devices.length,
    tags: [],
    updatedAt: null,
  } as const;
  index.put({ summary, devices }, fetchedAt);
}

const named = (guid: string, area: string): Device => deviceOf({ guid, area, clusterId: 'c1' });
const guids = (devices: readonly Device[]): string[] => devices.map(({ guid }) => guid);

let lists: DeviceLists;
let index: DeviceIndex;
beforeEach(() => {
  lists = new DeviceLists();
  index = new DeviceIndex();
  put(index, [named('a', 'Attic'), named('b', 'Bay'), named('c', 'Cellar')]);
});

describe('DeviceLists', () => {
  it('answers the whole list where no limit is given', () => {
    const page = lists.page(index, {});
    expect(guids(page.devices)).toEqual(['a', 'b', 'c']);
    expect(page).toMatchObject({ total: 3, nextCursor: null });
  });

  it('counts the whole selection on every page and ends without a cursor', () => {
    const first = lists.page(index, { limit: 2 });
    expect(first).toMatchObject({ total: 3 });
    expect(guids(first.devices)).toEqual(['a', 'b']);
    const last = lists.page(index, { limit: 2, cursor: first.nextCursor ?? '' });
    expect(last).toMatchObject({ total: 3, nextCursor: null });
    expect(guids(last.devices)).toEqual(['c']);
  });

  it('has no cursor after a page that ends with the list', () => {
    expect(lists.page(index, { limit: 3 }).nextCursor).toBeNull();
  });

  it('shows a change at once, also in a list that was asked for before', () => {
    lists.page(index, {});
    put(index, [named('a', 'Attic'), named('d', 'Dock')]);
    expect(guids(lists.page(index, {}).devices)).toEqual(['a', 'd']);
    expect(guids(lists.all(index, { area: 'dock' }))).toEqual(['d']);
  });

  it('keeps the lists of two accounts apart', () => {
    const other = new DeviceIndex();
    put(other, [named('x', 'Annexe')]);
    expect(guids(lists.page(index, {}).devices)).toEqual(['a', 'b', 'c']);
    expect(guids(lists.page(other, {}).devices)).toEqual(['x']);
  });

  it('answers right after more selections than it keeps', () => {
    for (let i = 0; i < 20; i += 1) lists.page(index, { q: `no such thing ${i}` });
    expect(lists.page(index, { area: 'Bay' }).total).toBe(1);
    expect(lists.page(index, { q: 'no such thing 0' }).total).toBe(0);
  });

  it.each<[string, (cursor: string) => { cursor: string; sort?: string }]>([
    ['of another order', (cursor) => ({ cursor, sort: 'guid' })],
    ['that is cut', (cursor) => ({ cursor: cursor.slice(0, -4) })],
    ['that it never made', () => ({ cursor: Buffer.from('{"s":1,"k":[]}').toString('base64url') })],
    ['that is no text of a cursor', () => ({ cursor: '€\r\n"' })],
  ])('refuses a cursor %s', (_, query) => {
    const { nextCursor } = lists.page(index, { limit: 1 });
    const wrong = query(nextCursor ?? '');
    expect(() => lists.page(index, wrong)).toThrow(ProblemError);
  });

  it('misses and repeats no device that stays, while others come and go between the pages', () => {
    const area = fc.constantFrom('Attic', 'Bay', 'Cellar', 'Dock');
    const fleet = fc.uniqueArray(fc.tuple(fc.integer({ min: 0, max: 30 }), area), {
      selector: ([id]) => id,
      maxLength: 20,
    });
    const sort = fc.constantFrom(undefined, 'area', '-area,guid', '-guid', 'last_modified');
    fc.assert(
      fc.property(
        fleet,
        fc.array(fleet, { minLength: 30, maxLength: 30 }),
        fc.integer({ min: 1, max: 5 }),
        sort,
        (staying, guests, limit, order) => {
          const own = staying.map(([id, where]) => named(`stays-${id}`, where));
          const changing = new DeviceIndex();
          const seen: Device[] = [];
          let cursor: string | null = null;
          for (const round of guests) {
            put(changing, [...own, ...round.map(([id, where]) => named(`guest-${id}`, where))]);
            const query = {
              limit,
              ...(order !== undefined && { sort: order }),
              ...(cursor !== null && { cursor }),
            };
            const page = lists.page(changing, query);
            expect(page.devices.length).toBeLessThanOrEqual(limit);
            seen.push(...page.devices);
            cursor = page.nextCursor;
            if (cursor === null) break;
          }
          const found = guids(seen).filter((guid) => guid.startsWith('stays'));
          expect(new Set(found).size).toBe(found.length);
          if (cursor === null) expect(found).toHaveLength(own.length);
          const sorted = orderOf(order);
          seen.slice(1).forEach((device, i) => {
            const before = seen[i];
            if (before !== undefined)
              expect(sorted.compare(sorted.keyOf(before), sorted.keyOf(device))).toBeLessThan(0);
          });
        },
      ),
    );
  });
});

describe('the ETag of a list', () => {
  it('stays while nothing changes and differs after a change, per filter and per page', () => {
    const { nextCursor } = lists.page(index, { limit: 1 });
    const queries = [{}, { area: 'Bay' }, { limit: 1 }, { limit: 2 }, { limit: 1, cursor: nextCursor ?? '' }];
    const before = queries.map((query) => lists.etag(index, query));
    expect(new Set(before).size).toBe(queries.length);
    put(index, [named('a', 'Attic'), named('b', 'Bay'), named('c', 'Cellar')], 2);
    expect(queries.map((query) => lists.etag(index, query))).toEqual(before);
    put(index, [named('a', 'Attic')]);
    for (const query of queries) expect(before).not.toContain(lists.etag(index, query));
  });

  it('is one strong tag that a header can hold, whatever the cursor', () => {
    expect(lists.etag(index, { cursor: '€\r\n"' })).toMatch(/^"[\w.-]+"$/);
  });

  it('is never that of another process, whose versions count from zero too', () => {
    expect(new DeviceLists().etag(index, {})).not.toBe(lists.etag(index, {}));
  });
});

describe('clustersInfo', () => {
  it('describes every cluster with its age', () => {
    put(index, [named('a', 'Attic')], Date.now() - 61_000);
    expect(clustersInfo(index)).toEqual({
      c1: { name: 'Traps', rec_type: 'r', device_type: 'rodent_sensor', device_count: 1, age_seconds: 61 },
    });
  });
});
