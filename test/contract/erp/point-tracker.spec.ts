import type { InspectionPoint } from '@libs/domain';
import { startOdooSimulator, type OdooSimulator, type OdooVersion } from '@libs/simulators';
import fc from 'fast-check';
import { createOdooAdapter } from '../../../src/erp/adapters/odoo/create-odoo-adapter';
import type { OdooAdapter } from '../../../src/erp/adapters/odoo/odoo.adapter';
import { PointTracker, type PointChanges } from '../../../src/erp/point-tracker';
import { odooSettings, ONE_ATTEMPT } from './odoo-under-test';

const START = Date.parse('2026-11-20T10:00:00Z');
/** The longest transaction; Odoo cuts workers at 120 s. */
const LONGEST_S = 140;
const OVERLAP_S = 300;

/** One step of a history. `which` chooses among the records that are there. */
type Step =
  | { readonly do: 'wait'; readonly ms: number }
  | { readonly do: 'create'; readonly lateS: number; readonly code: number }
  | {
      readonly do: 'rename' | 'renumber';
      readonly which: number;
      readonly lateS: number;
      readonly text: string;
    }
  | { readonly do: 'archive' | 'restore' | 'remove' | 'leave' | 'return'; readonly which: number }
  | { readonly do: 'poll' | 'sweep' };

const which = fc.nat(7);
/** Seconds between the start of a transaction and its end: mostly none. */
const lateS = fc.oneof({ weight: 2, arbitrary: fc.constant(0) }, fc.integer({ min: 1, max: LONGEST_S }));
const text = fc.constantFrom('Dock', 'Silo / East', 'مطبخ الفندق', '🐀 cellar', 'L'.repeat(300), 'Dock');
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('wait' as const),
      ms: fc.constantFrom(0, 400, 1000, 60_000, 200_000),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('create' as const), lateS, code: fc.nat(3) }) },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constantFrom('rename' as const, 'renumber' as const), which, lateS, text }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constantFrom(
        'archive' as const,
        'restore' as const,
        'remove' as const,
        'leave' as const,
        'return' as const,
      ),
      which,
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constantFrom('poll' as const, 'poll' as const, 'poll' as const, 'sweep' as const),
    }),
  },
);

/** A simulated Odoo whose clock the test holds: what is written with the clock set back was begun then and ends now. */
class History {
  private now = START;
  private clock = START;
  private readonly lastWrite = new Map<number, number>();
  /** What a consumer of the changes knows. */
  readonly mirror = new Map<string, InspectionPoint>();

  private constructor(
    readonly odoo: OdooSimulator,
    readonly adapter: OdooAdapter,
  ) {}

  static async start(version: OdooVersion): Promise<History> {
    const time = { read: (): number => START };
    const odoo = await startOdooSimulator({
      version,
      categories: [{ name: 'Pest Control' }, { name: 'Furniture' }],
      now: () => time.read(),
    });
    const settings = odooSettings(
      { url: odoo.url, db: odoo.database },
      { transport: 'jsonrpc', pageSize: 3 },
    );
    const history = new History(odoo, createOdooAdapter(settings, ONE_ATTEMPT));
    time.read = () => history.clock;
    return history;
  }

  /** An empty catalogue; time goes on. */
  begin(overlapS = OVERLAP_S): PointTracker {
    for (const { id } of this.odoo.products.all()) this.odoo.products.remove(id);
    this.mirror.clear();
    this.now += 1_000_000;
    this.clock = this.now;
    return new PointTracker(this.adapter, {
      overlapS,
      now: () => this.now,
      elapsed: () => this.now - 5_000_000,
    });
  }

  async run(tracker: PointTracker, { ...one }: Step): Promise<void> {
    switch (one.do) {
      case 'wait':
        this.now += one.ms;
        this.clock = this.now;
        return;
      case 'create':
        this.late(undefined, one.lateS, () => {
          const [id = 0] = this.odoo.products.add({ name: 'New', default_code: `CODE_${one.code}` });
          return id;
        });
        return;
      case 'rename':
      case 'renumber':
        this.change(
          one.which,
          one.lateS,
          one.do === 'rename' ? { name: one.text } : { default_code: one.text },
        );
        return;
      case 'archive':
      case 'restore':
        this.change(one.which, 0, { active: one.do === 'restore' });
        return;
      case 'leave':
      case 'return':
        this.change(one.which, 0, { categ_id: one.do === 'leave' ? 5 : 4 });
        return;
      case 'remove': {
        const product = this.pick(one.which);
        if (product !== undefined) this.odoo.products.remove(product);
        return;
      }
      case 'poll':
        this.take(await tracker.readChanges());
        this.expectNothingMissed(tracker);
        return;
      case 'sweep':
        this.take(await tracker.sweep());
    }
  }

  /** After a reading of changes and a sweep nothing may differ. */
  async settle(tracker: PointTracker): Promise<void> {
    this.take(await tracker.readChanges());
    this.take(await tracker.sweep());
    const actual: InspectionPoint[] = [];
    for await (const page of this.adapter.inspectionPoints()) actual.push(...page);
    expect(tracker.points()?.map(content)).toEqual(actual.map(content));
    expect([...this.mirror.values()].sort((a, b) => Number(a.erpId) - Number(b.erpId)).map(content)).toEqual(
      actual.map(content),
    );
  }

  private take({ changed, gone }: PointChanges): void {
    for (const point of changed) this.mirror.set(point.erpId, point);
    for (const id of gone) this.mirror.delete(id);
  }

  /** Everything but deletions shows at the next reading. */
  private expectNothingMissed(tracker: PointTracker): void {
    const known = new Map(tracker.points()?.map((point) => [point.erpId, point]));
    for (const product of this.odoo.products.all()) {
      if (product.categ_id !== 4) continue;
      expect(known.get(String(product.id))).toMatchObject({
        name: product.name,
        reference: product.default_code === false ? '' : product.default_code,
        archived: !product.active,
      });
    }
  }

  private change(
    nth: number,
    secondsLate: number,
    changes: Parameters<OdooSimulator['products']['change']>[1],
  ): void {
    const id = this.pick(nth);
    if (id === undefined) return;
    this.late(id, secondsLate, () => {
      this.odoo.products.change(id, changes);
      return id;
    });
  }

  /** Two transactions that change one record cannot overlap: PostgreSQL refuses the later commit. */
  private late(id: number | undefined, secondsLate: number, write: () => number): void {
    const began = this.now - secondsLate * 1000;
    this.clock = id === undefined ? began : Math.max(began, this.lastWrite.get(id) ?? 0);
    this.lastWrite.set(write(), this.now);
    this.clock = this.now;
  }

  private pick(nth: number): number | undefined {
    const products = this.odoo.products.all();
    return products[nth % Math.max(1, products.length)]?.id;
  }
}

function content(point: InspectionPoint): InspectionPoint {
  return { ...point, updatedAt: null };
}

/** Whatever happens, in whatever order: a reading of changes misses no change, and a sweep no deletion. */
function missesNothing(history: () => History, overlapS?: number): fc.IAsyncProperty<[Step[]]> {
  return fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 30 }), async (steps) => {
    const tracker = history().begin(overlapS);
    for (const one of steps) await history().run(tracker, one);
    await history().settle(tracker);
  });
}

describe('a tracker of changes', () => {
  let history: History;

  afterEach(async () => {
    await history.adapter.close();
    await history.odoo.close();
  });

  it.each(['16.0', '18.0', '19.0'] as const)(
    'misses nothing in random histories of Odoo %s',
    async (version) => {
      history = await History.start(version);
      await fc.assert(
        missesNothing(() => history),
        { numRuns: 334 },
      );
    },
    240_000,
  );

  it('would miss changes with an overlap shorter than the longest transaction', async () => {
    history = await History.start('18.0');
    const tried = await fc.check(
      missesNothing(() => history, 1),
      { numRuns: 334, endOnFailure: true },
    );
    expect(tried.failed).toBe(true);
  }, 240_000);

  it('costs one call where nothing has changed', async () => {
    history = await History.start('18.0');
    const tracker = history.begin();
    for (const code of [0, 1, 2, 3]) await history.run(tracker, { do: 'create', lateS: 0, code });
    await tracker.readChanges();
    await history.run(tracker, { do: 'wait', ms: 400_000 });
    await tracker.readChanges();
    const before = history.odoo.calls().length;
    expect(await tracker.readChanges()).toEqual({ changed: [], gone: [] });
    expect(history.odoo.calls()).toHaveLength(before + 1);
  });

  it('keeps what it knew when a reading fails half-way', async () => {
    history = await History.start('18.0');
    const tracker = history.begin();
    for (const code of [0, 1, 2, 3]) await history.run(tracker, { do: 'create', lateS: 0, code });
    await tracker.readAll();
    const points = tracker.points();
    history.odoo.products.archive(history.odoo.products.all()[3]?.id ?? 0);
    history.odoo.after(1).drops();
    await expect(tracker.readChanges()).rejects.toThrow(/unreachable/);
    await expect(tracker.sweep()).rejects.toThrow(/unreachable/);
    expect(tracker.points()).toEqual(points);
    history.odoo.recovers();
    expect((await tracker.readChanges()).changed).toMatchObject([{ archived: true }]);
  });

  it('does not tell of what was written by ourselves', async () => {
    history = await History.start('18.0');
    const tracker = history.begin();
    await history.run(tracker, { do: 'create', lateS: 0, code: 0 });
    await tracker.readAll();
    const [point] = tracker.points() ?? [];
    await history.run(tracker, { do: 'wait', ms: 60_000 });
    const results = await history.adapter.writeBack([
      { erpId: point?.erpId ?? '', values: { deviceEui: '70-B3-D5' } },
    ]);
    expect(results).toMatchObject([{ outcome: 'written' }]);
    tracker.noteWritten(results);
    expect(await tracker.readChanges()).toEqual({ changed: [], gone: [] });
    expect(tracker.points()).toMatchObject([{ deviceEui: '70-B3-D5' }]);
  });

  it('is not blinded by a record from the future', async () => {
    history = await History.start('18.0');
    const tracker = history.begin();
    await history.run(tracker, { do: 'create', lateS: -9_000, code: 0 });
    await history.run(tracker, { do: 'create', lateS: 0, code: 1 });
    await tracker.readAll();
    await history.run(tracker, { do: 'wait', ms: 1_000 });
    await history.run(tracker, { do: 'rename', which: 1, lateS: 0, text: 'Seen' });
    expect((await tracker.readChanges()).changed).toMatchObject([{ name: 'Seen' }]);
  });
});
