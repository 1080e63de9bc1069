import { startOdooSimulator, type OdooSimulator } from '@libs/simulators';
import type { ErpWriteBack } from '../../../src/erp/erp-write-back';
import { createOdooAdapter } from '../../../src/erp/adapters/odoo/create-odoo-adapter';
import type { OdooAdapter } from '../../../src/erp/adapters/odoo/odoo.adapter';
import { PointTracker } from '../../../src/erp/point-tracker';
import { odooSettings, ONE_ATTEMPT } from './odoo-under-test';

const HOUR = 3_600_000;
const POINTS = 60;
const START = Date.parse('2026-11-20T10:00:00Z');

/** Odoo lets no two products have the same barcode. */
function euiOf(point: number, hour: number): string {
  return `70-B3-${String(point).padStart(2, '0')}-${String(hour).padStart(2, '0')}`;
}

/** An Odoo that is away for 48 hours, by a clock that the test holds. */
describe('an ERP that is down for 48 hours', () => {
  let odoo: OdooSimulator;
  let adapter: OdooAdapter;
  let now: number;
  /** Writes under way, and the most there ever were. */
  let underWay: { now: number; most: number };

  beforeEach(async () => {
    now = START;
    underWay = { now: 0, most: 0 };
    odoo = await startOdooSimulator({
      now: () => now,
      products: Array.from({ length: POINTS }, (_, index) => ({
        name: `P ${index}`,
        default_code: `P_${index}`,
      })),
    });
    const counting = {
      execute: async <T>(work: () => Promise<T>): Promise<T> => {
        underWay.now += 1;
        underWay.most = Math.max(underWay.most, underWay.now);
        try {
          return await work();
        } finally {
          underWay.now -= 1;
        }
      },
    };
    const { url, database: db } = odoo;
    adapter = createOdooAdapter(odooSettings({ url, db }, { pageSize: 25 }), {
      ...ONE_ATTEMPT,
      write: counting,
    });
  });
  afterEach(async () => {
    await adapter.close();
    await odoo.close();
  });

  it('loses no change that was made meanwhile, and reads them in pages once it is back', async () => {
    const tracker = new PointTracker(adapter, { overlapS: 300, now: () => now, elapsed: () => now });
    await tracker.readAll();
    odoo.drops();
    for (let hour = 0; hour < 48; hour += 1) {
      now += HOUR;
      // Users work on behind what keeps us from the server.
      const id = (hour % POINTS) + 1;
      odoo.products.change(id, { name: `Changed in hour ${hour}` });
      if (hour % 8 === 0) odoo.products.archive(id);
      await expect(tracker.readChanges()).rejects.toThrow(/unreachable/);
      await expect(tracker.sweep()).rejects.toThrow(/unreachable/);
      expect(tracker.points()).toHaveLength(POINTS);
    }
    odoo.products.remove(POINTS);
    const [added] = odoo.products.add({ name: 'New', default_code: 'P_NEW' });
    odoo.recovers();

    const before = odoo.calls().length;
    const { changed } = await tracker.readChanges();
    expect(changed).toHaveLength(49);
    expect(odoo.calls().length - before).toBeLessThanOrEqual(Math.ceil((POINTS + 1) / 25));
    expect((await tracker.sweep()).gone).toEqual([String(POINTS)]);
    const known = new Map(tracker.points()?.map((point) => [point.erpId, point]));
    for (const product of odoo.products.all()) {
      expect(known.get(String(product.id))).toMatchObject({ name: product.name, archived: !product.active });
    }
    expect(known.has(String(added))).toBe(true);
    expect(known.size).toBe(POINTS);
  });

  it('gets what was to be written in the order of each record, a few at once', async () => {
    await adapter.probe();
    odoo.drops();
    const waiting: ErpWriteBack[] = [];
    for (let hour = 0; hour < 48; hour += 1) {
      now += HOUR;
      for (let point = 1; point <= POINTS; point += 7) {
        waiting.push({ erpId: String(point), values: { deviceEui: euiOf(point, hour) } });
      }
      // Tried again and again, all of it: nothing is sent, nothing is given up.
      await expect(adapter.writeBack(waiting)).rejects.toThrow(/unreachable/);
    }
    odoo.recovers();
    odoo.slow(2);
    const results = await adapter.writeBack(waiting);
    expect(results).toHaveLength(waiting.length);
    expect(results.every(({ outcome }) => outcome === 'written')).toBe(true);
    expect(underWay.most).toBeLessThanOrEqual(4);
    const perRecord = new Map<string, string[]>();
    for (const { model, method, args } of odoo.calls()) {
      if (model !== 'product.product' || method !== 'write') continue;
      const [[id], values] = args as unknown as [[number], { barcode: string }];
      perRecord.set(String(id), [...(perRecord.get(String(id)) ?? []), values.barcode]);
    }
    expect(perRecord.size).toBe(Math.ceil(POINTS / 7));
    for (const [point, written] of perRecord) {
      expect(written).toEqual(Array.from({ length: 48 }, (_, hour) => euiOf(Number(point), hour)));
    }
    expect(odoo.products.all()[0]?.barcode).toBe(euiOf(1, 47));
  });
});
