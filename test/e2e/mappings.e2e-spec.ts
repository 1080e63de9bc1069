import { smallFleet } from '../support/clusters';
import { createPostgres, describeWithPostgres, type OwnPostgres } from '../support/postgres';
import { eventually } from '../support/eventually';
import { KEYS, startTrapline, type Answer, type Trapline } from '../support/trapline';

const MAPPING = '/api/v1/connections/default/mapping';
const TRY = '/api/v1/connections/default/mappings/test';
const POINTS = '/api/v1/erp/discovery/inspection-points';
const ODOO = {
  categories: [{ name: 'Pest Control' }, { name: 'Harbour Foods', parent_id: 4 }],
  products: [
    { name: 'Box 1', default_code: 'HF_DSM_0001', categ_id: 5, x_place: 'Dock' },
    { name: 'Box 2', default_code: 'HF_DSM_0002', categ_id: 5, x_place: '' },
  ],
};

const running: Trapline[] = [];

async function start(options: Parameters<typeof startTrapline>[0] = {}): Promise<Trapline> {
  const trapline = await startTrapline({ microshare: { clusters: smallFleet() }, odoo: ODOO, ...options });
  running.push(trapline);
  return trapline;
}

afterEach(async () => {
  await Promise.all(running.splice(0).map((trapline) => trapline.close()));
});

const asAdmin =
  (trapline: Trapline) =>
  (method: string, path: string, body?: unknown): Promise<Answer> =>
    trapline.call(method, path, { key: KEYS.admin, ...(body !== undefined && { body }) });

const customersOf = async (trapline: Trapline): Promise<string[]> =>
  (await trapline.call('GET', POINTS)).json.inspection_points.map(
    ({ customer }: { customer: string }) => customer,
  );

describe('the mapping of a connection', () => {
  it('is that of the settings until another one is saved, which holds from the next reading on', async () => {
    const trapline = await start();
    const call = asAdmin(trapline);
    const { json: before } = await call('GET', MAPPING);
    expect(before).toMatchObject({ version: 0, origin: 'settings', saved_by: null });
    expect(before.mapping.read).toMatchObject({
      customer: '$part(name, " / ", 0)',
      erp_reference: 'default_code',
    });
    expect(before.presets.map(({ id }: { id: string }) => id)).toEqual([
      'settings',
      'category_path',
      'attributes',
      'stock_location',
    ]);
    expect(await customersOf(trapline)).toEqual(['Box 1', 'Box 2']);

    const read = {
      ...before.mapping.read,
      customer: '$part(categ_id.complete_name, " / ", 1)',
      area: 'x_place',
    };
    const mapping = { ...before.mapping, read };
    const saved = await call('PUT', MAPPING, { mapping, expected_version: 0 });
    expect([saved.status, saved.json]).toMatchObject([
      200,
      { version: 1, origin: 'saved', saved_by: 'admin', mapping },
    ]);
    await eventually(async () => {
      expect(await customersOf(trapline)).toEqual(['Harbour Foods', 'Harbour Foods']);
    });

    expect((await call('PUT', MAPPING, { mapping, expected_version: 0 })).status).toBe(412);
    const back = await call('PUT', MAPPING, { mapping: null });
    expect(back.json).toMatchObject({ version: 2, origin: 'settings', mapping: before.mapping });
    await eventually(async () => {
      expect(await customersOf(trapline)).toEqual(['Box 1', 'Box 2']);
    });
  });

  it('is refused with each part that is wrong, and changes nothing', async () => {
    const trapline = await start();
    const call = asAdmin(trapline);
    const { mapping } = (await call('GET', MAPPING)).json;
    const read = { ...mapping.read, customer: 'x_nope', device_eui: '$eval(name)' };
    const { status, json } = await call('PUT', MAPPING, { mapping: { ...mapping, read } });
    expect(status).toBe(422);
    expect(json.errors).toMatchObject([
      {
        field: 'mapping.read.device_eui',
        message: expect.stringContaining('$eval is not available'),
        value: '$eval(name)',
      },
    ]);
    const unknown = await call('PUT', MAPPING, {
      mapping: { ...mapping, read: { ...mapping.read, customer: 'x_nope' } },
    });
    expect(unknown.json.errors).toMatchObject([
      {
        field: 'mapping.read.customer',
        message: 'Field x_nope does not exist on product.product',
        value: 'x_nope',
      },
    ]);
    expect((await call('PUT', MAPPING, {})).status).toBe(422);
    expect((await call('GET', MAPPING)).json.version).toBe(0);
  });

  it('is tried out on live records', async () => {
    const trapline = await start();
    const call = asAdmin(trapline);
    const { mapping } = (await call('GET', MAPPING)).json;
    const tried = {
      ...mapping,
      read: { ...mapping.read, customer: 'categ_id.name', area: '$number(x_place)' },
    };
    const { status, json } = await call('POST', TRY, { mapping: tried, references: ['HF_DSM_0001'] });
    expect([status, json.success]).toEqual([200, false]);
    expect(json.results).toMatchObject([
      {
        erp_id: '1',
        record: { name: 'Box 1', x_place: 'Dock', categ_id: { name: 'Pest Control / Harbour Foods' } },
        point: null,
        problems: [{ part: 'read.area', message: expect.stringContaining('fails') }],
      },
    ]);
    const inUse = await call('POST', TRY, { limit: 1 });
    expect(inUse.json.results).toMatchObject([{ erp_id: '1', point: { customer: 'Box 1' }, problems: [] }]);
    expect((await call('POST', TRY, { limit: 51 })).status).toBe(422);
  });

  it('is for administrators, of connections that are there, and of an ERP that has one', async () => {
    const trapline = await start();
    expect((await trapline.call('GET', MAPPING)).status).toBe(403);
    expect((await asAdmin(trapline)('GET', '/api/v1/connections/other/mapping')).status).toBe(404);
    const memory = await start({ settings: { ERP_ADAPTER: 'memory' } });
    expect((await asAdmin(memory)('GET', MAPPING)).status).toBe(409);
  });
});

describeWithPostgres('a mapping that is saved in PostgreSQL', (serverUrl) => {
  let own: OwnPostgres;

  beforeEach(async () => {
    own = await createPostgres(serverUrl);
  });
  afterEach(async () => {
    await Promise.all(running.splice(0).map((trapline) => trapline.close()));
    await own.drop();
  });

  it('holds on another replica, and after a restart', async () => {
    const settings = { DATABASE_URL: own.url, DATABASE_MIGRATION_URL: own.ownerUrl };
    const first = await start({ settings });
    const second = await start({ settings, beside: first });
    expect(await customersOf(second)).toEqual(['Box 1', 'Box 2']);
    const { mapping } = (await asAdmin(first)('GET', MAPPING)).json;
    const read = { ...mapping.read, customer: '"Everybody"' };
    await asAdmin(first)('PUT', MAPPING, { mapping: { ...mapping, read } });
    expect((await asAdmin(second)('GET', MAPPING)).json.mapping.read.customer).toBe('"Everybody"');
    const third = await start({ settings, beside: first });
    expect(await customersOf(third)).toEqual(['Everybody', 'Everybody']);
  });
});
