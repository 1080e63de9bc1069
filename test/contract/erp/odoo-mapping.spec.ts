import type { InspectionPoint } from '@libs/domain';
import { startOdooSimulator, type OdooSimulator, type OdooVersion, type ProductSeed } from '@libs/simulators';
import { UpstreamConfigurationError } from '@libs/upstream';
import { createOdooAdapter } from '../../../src/erp/adapters/odoo/create-odoo-adapter';
import type { OdooAdapter } from '../../../src/erp/adapters/odoo/odoo.adapter';
import type { SavedMapping } from '../../../src/erp/mapping/mapping-source';
import type { PointMapping } from '../../../src/erp/mapping/point-mapping';
import { API_KEY } from './odoo-double-wire';
import { odooSettings, ONE_ATTEMPT, withCredentials } from './odoo-under-test';

const PRODUCTS: readonly ProductSeed[] = [
  {
    name: 'Box 1',
    default_code: 'MILL_001',
    categ_id: 6,
    attributes: { Customer: 'Harbour Foods', Site: 'Mill', Area: 'Dock, north' },
    stock_location: 'Harbour Foods/Mill/Silo 3',
    x_state: 'A',
    x_kind: 'bait',
  },
  { name: 'Box 2', default_code: 'MILL_002', active: false, x_state: '' },
];

let odoo: OdooSimulator;
let adapter: OdooAdapter;
let saved: SavedMapping | undefined;

async function start(version: OdooVersion = '18.0', transport: 'xmlrpc' | 'json2' = 'xmlrpc'): Promise<void> {
  odoo = await startOdooSimulator({
    version,
    users: [{ login: 'admin', password: 'admin', apiKeys: [API_KEY] }],
    categories: [
      { name: 'Pest Control' },
      { name: 'Harbour Foods', parent_id: 4 },
      { name: 'Mill', parent_id: 5 },
    ],
    products: PRODUCTS,
  });
  const { url, database: db } = odoo;
  saved = undefined;
  adapter = createOdooAdapter(odooSettings({ url, db }, withCredentials(transport)), ONE_ATTEMPT, {
    current: () => Promise.resolve(saved),
  });
}

function use(mapping: PointMapping | null): void {
  saved = { mapping, version: (saved?.version ?? 0) + 1, savedAt: new Date(), savedBy: 'test' };
}

async function list(): Promise<InspectionPoint[]> {
  const points: InspectionPoint[] = [];
  for await (const page of adapter.inspectionPoints()) points.push(...page);
  return points;
}

async function preset(id: string): Promise<PointMapping> {
  const found = adapter
    .mappings()
    .presets()
    .find((one) => one.id === id);
  if (found === undefined) throw new Error(`no preset ${id}`);
  expect(await adapter.mappings().check(found.mapping)).toEqual([]);
  return found.mapping;
}

/** The mapping of the settings with other expressions. */
async function withParts(
  read: Partial<PointMapping['read']>,
  write: PointMapping['write'] = {},
): Promise<PointMapping> {
  const plain = await preset('settings');
  return { read: { ...plain.read, ...read }, write: { ...plain.write, ...write } };
}

afterEach(async () => {
  await adapter.close();
  await odoo.close();
});

describe.each([
  ['16.0', 'xmlrpc'],
  ['18.0', 'xmlrpc'],
  ['19.0', 'json2'],
] as const)('a mapping of Odoo %s over %s', (version, transport) => {
  it.each([
    ['category_path', { customer: 'Harbour Foods', site: 'Mill', area: '' }],
    ['attributes', { customer: 'Harbour Foods', site: 'Mill', area: 'Dock, north' }],
    ['stock_location', { customer: 'Harbour Foods', site: 'Mill', area: 'Silo 3' }],
  ])('finds the location in the %s', async (id, expected) => {
    await start(version, transport);
    use(await preset(id));
    const [first, second] = await list();
    expect(first).toMatchObject({ reference: 'MILL_001', ...expected });
    expect(second).toMatchObject({ customer: '', site: '', area: '', archived: true, status: 'inactive' });
  });
});

describe('a mapping', () => {
  it('fetches only what its expressions read, one call for each model that fields lead to', async () => {
    await start();
    use(await preset('stock_location'));
    await list();
    const before = odoo.calls().length;
    await list();
    const reads = odoo
      .calls()
      .slice(before)
      .filter(({ method }) => method === 'search_read');
    expect(reads.map(({ model, args }) => [model, (args.at(-1) as { fields: string[] }).fields])).toEqual([
      [
        'product.product',
        ['id', 'default_code', 'name', 'active', 'write_date', 'barcode', 'stock_quant_ids'],
      ],
      ['stock.quant', ['id', 'location_id']],
      ['stock.location', ['id', 'usage', 'complete_name']],
    ]);
    expect(odoo.calls()).toHaveLength(before + 3);
  });

  it('costs no more calls than before where it is plain', async () => {
    await start();
    await list();
    const before = odoo.calls().length;
    await list();
    expect(odoo.calls()).toHaveLength(before + 1);
  });

  it('says status, reference and configuration by expressions, too', async () => {
    await start();
    use(
      await withParts({
        reference: '$uppercase(default_code) & "_X"',
        configuration: 'x_kind',
        status: '$lookup({"A": "maintenance"}, x_state)',
      }),
    );
    expect(await list()).toMatchObject([
      { reference: 'MILL_001_X', configuration: 'Bait/Lured', status: 'maintenance' },
      { reference: 'MILL_002_X', status: 'inactive' },
    ]);
    expect(adapter.capabilities().lookupByReference).toBe(false);
    expect(await adapter.findByReferences(['MILL_002_X'])).toMatchObject([{ erpId: '2' }]);
  });

  it('writes by its expressions, reads back what it wrote, and does not write it again', async () => {
    await start();
    const target = {
      field: 'x_state',
      to: '$lookup({"pending": "P", "active": "A", "inactive": "I", "maintenance": "M"}, value)',
      from: '$lookup({"P": "pending", "A": "active", "I": "inactive", "M": "maintenance"}, x_state)',
    };
    const mapping = await withParts({}, { deviceStatus: target });
    expect(await adapter.mappings().check(mapping)).toEqual([]);
    use(mapping);
    const change = { erpId: '1', values: { deviceStatus: 'maintenance' } };
    expect(await adapter.writeBack([change])).toMatchObject([
      { outcome: 'written', before: { deviceStatus: 'active' }, after: { deviceStatus: 'maintenance' } },
    ]);
    expect(await adapter.writeBack([change])).toMatchObject([{ outcome: 'unchanged' }]);
    expect((await list())[0]).toMatchObject({ deviceStatus: 'maintenance' });
  });

  it('goes back to the settings', async () => {
    await start();
    use(await preset('category_path'));
    expect((await list())[0]?.customer).toBe('Harbour Foods');
    use(null);
    expect((await list())[0]?.customer).toBe('Box 1');
  });

  it.each<[string, Partial<PointMapping['read']>, PointMapping['write'], string, RegExp]>([
    [
      'an unknown field',
      { site: 'x_nope' },
      {},
      'read.site',
      /Field x_nope does not exist on product\.product/,
    ],
    [
      'an unknown field of what a field leads to',
      { site: 'categ_id.x_nope' },
      {},
      'read.site',
      /Field x_nope does not exist on product\.category/,
    ],
    ['a list of records as text', { site: 'stock_quant_ids' }, {}, 'read.site', /is a one2many; text/],
    [
      'a way into a field that leads nowhere',
      { site: 'name.city' },
      {},
      'read.site',
      /is a char and leads to no/,
    ],
    ['an expression that is none', { site: 'name &' }, {}, 'read.site', /at character/],
    ['a pattern', { site: '$contains(name, /(a+)+$/)' }, {}, 'read.site', /patterns may take for ever/],
    [
      'a field to write that is not there',
      {},
      { lastSync: { field: 'x_nope' } },
      'write.lastSync',
      /does not exist/,
    ],
    [
      'a write that is not read back',
      {},
      { deviceStatus: { field: 'x_state', to: '$uppercase(value)' } },
      'write.deviceStatus',
      /"pending" is written as "PENDING" and read back as "PENDING"/,
    ],
    [
      'a write that is read from another field',
      { deviceEui: 'x_state' },
      {},
      'write.deviceEui',
      /written into barcode, and read from x_state/,
    ],
  ])('is refused with %s', async (_what, read, write, part, message) => {
    await start();
    const problems = await adapter.mappings().check(await withParts(read, write));
    expect(problems).toContainEqual(
      expect.objectContaining({ part, message: expect.stringMatching(message) as unknown }),
    );
  });

  it('that fails for a record fails the reading, and names part, record and reason', async () => {
    await start();
    use(await withParts({ area: '$number(name)' }));
    await expect(list()).rejects.toThrow(UpstreamConfigurationError);
    await expect(list()).rejects.toThrow(/read\.area fails: .* for product 1 "MILL_001"/);
    use(await withParts({ status: 'x_state' }));
    await expect(list()).rejects.toThrow(/read\.status gives "A"; it must be one of pending, active/);
  });

  it('is tried out on live records without being used', async () => {
    await start();
    const mapping = await withParts({ customer: 'categ_id.complete_name', area: '$number(x_kind)' });
    const trials = await adapter.mappings().tryOut(mapping, { limit: 5, references: ['MILL_001'] });
    expect(trials).toMatchObject([
      {
        erpId: '1',
        record: { name: 'Box 1', categ_id: { id: 6, complete_name: 'Pest Control / Harbour Foods / Mill' } },
        problems: [{ part: 'read.area', message: expect.stringContaining('fails') as unknown }],
      },
    ]);
    expect(
      await adapter.mappings().tryOut(await preset('settings'), { limit: 1, references: [] }),
    ).toMatchObject([{ erpId: '1', point: { customer: 'Box 1' }, problems: [] }]);
    expect((await list())[0]?.customer).toBe('Box 1');
  });
});
