import type { InspectionPoint } from '@libs/domain';
import { startOdooSimulator, type OdooSimulator, type ProductSeed } from '@libs/simulators';
import type { OdooSettings } from '../../../src/config/configuration';
import { createOdooAdapter } from '../../../src/erp/adapters/odoo/create-odoo-adapter';
import type { OdooAdapter } from '../../../src/erp/adapters/odoo/odoo.adapter';
import { PointTracker } from '../../../src/erp/point-tracker';
import { odooSettings, ONE_ATTEMPT } from './odoo-under-test';

const LONG = 'L'.repeat(300);

/** What companies really have in their ERP. */
describe.each(['xmlrpc', 'jsonrpc'] as const)('an odd catalogue over %s', (transport) => {
  let odoo: OdooSimulator;
  const adapters: OdooAdapter[] = [];

  const start = async (products: readonly ProductSeed[]): Promise<void> => {
    odoo = await startOdooSimulator({ products, companies: ['Second'] });
  };
  const open = (changes: Partial<OdooSettings> = {}): OdooAdapter => {
    const settings = odooSettings({ url: odoo.url, db: odoo.database }, { transport, ...changes });
    const adapter = createOdooAdapter(settings, ONE_ATTEMPT);
    adapters.push(adapter);
    return adapter;
  };
  const list = async (adapter: OdooAdapter): Promise<InspectionPoint[]> => {
    const points: InspectionPoint[] = [];
    for await (const page of adapter.inspectionPoints()) points.push(...page);
    return points;
  };

  afterEach(async () => {
    for (const adapter of adapters.splice(0)) await adapter.close();
    await odoo.close();
  });

  it('keeps both points of a reference, and tells them apart by id when one is written', async () => {
    await start([
      { name: 'A', default_code: 'SAME' },
      { name: 'B', default_code: 'SAME' },
    ]);
    const adapter = open();
    await adapter.writeBack([{ erpId: '2', values: { deviceEui: '70-B3' } }]);
    expect(await adapter.findByReferences(['SAME'])).toMatchObject([
      { erpId: '1', deviceEui: '' },
      { erpId: '2', deviceEui: '70-B3' },
    ]);
  });

  it('shows the points of the companies that are set, of all without a setting, and writes to no other', async () => {
    await start([
      { name: 'Anybody', default_code: 'ANY' },
      { name: 'First', default_code: 'ONE', company_id: 1 },
      { name: 'Second', default_code: 'TWO', company_id: 2 },
    ]);
    const references = async (adapter: OdooAdapter): Promise<string[]> =>
      (await list(adapter)).map(({ reference }) => reference);
    expect(await references(open())).toEqual(['ANY', 'ONE', 'TWO']);
    const first = open({ companyIds: [1] });
    expect(await references(first)).toEqual(['ANY', 'ONE']);
    expect((await first.probe()).visiblePoints).toBe(2);
    expect(await first.writeBack([{ erpId: '3', values: { deviceEui: '70-B3' } }])).toMatchObject([
      { outcome: 'refused', reason: 'gone' },
    ]);
    expect(odoo.products.all()[2]?.barcode).toBe(false);
  });

  it('shows and writes archived points', async () => {
    await start([{ name: 'Old', default_code: 'OLD', active: false }]);
    const adapter = open();
    expect(await list(adapter)).toMatchObject([{ archived: true, status: 'inactive' }]);
    expect(await adapter.writeBack([{ erpId: '1', values: { deviceEui: '70-B3' } }])).toMatchObject([
      { outcome: 'written' },
    ]);
    expect(odoo.products.all()).toMatchObject([{ active: false, barcode: '70-B3' }]);
  });

  it('knows a renamed point by its id', async () => {
    await start([{ name: 'Mill / Dock', default_code: 'DOCK' }]);
    const tracker = new PointTracker(open(), { overlapS: 300 });
    await tracker.readAll();
    odoo.products.change(1, { name: 'Mill / South dock', default_code: 'DOCK_S' });
    expect((await tracker.readChanges()).changed).toMatchObject([
      { erpId: '1', reference: 'DOCK_S', customer: 'Mill', site: 'South dock' },
    ]);
    expect(tracker.points()).toHaveLength(1);
  });

  it.each([
    ['300 characters', LONG],
    ['right to left', 'فندق النيل / القاهرة / مطبخ'],
    ['right to left with marks', '\u200fבית קפה\u200e / חיפה / מטבח'],
    ['emoji', 'Hôtel 🐀 / 1er étage 👩‍👩‍👧 / Cuisine'],
    ['markup', '<b>A & B</b> / ]]> / "C"'],
  ])('carries a name of %s unchanged', async (_what, name) => {
    await start([{ name, default_code: 'ODD' }]);
    const [point] = await list(open());
    const [customer = '', site = '', area = ''] = name.split(' / ');
    expect(point).toMatchObject({ name, customer, site, area });
    odoo.products.change(1, { name: `${name}!` });
    expect(await open().findByReferences(['ODD'])).toMatchObject([{ name: `${name}!` }]);
  });
});
