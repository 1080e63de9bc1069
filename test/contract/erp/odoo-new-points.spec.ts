import { PLANNED_HARDWARE_ID } from '@libs/domain';
import { ODOO_TRANSPORTS } from '@libs/odoo-client';
import { startOdooSimulator, type OdooSimulator, type OdooSimulatorOptions } from '@libs/simulators';
import type { OdooSettings } from '../../../src/config/configuration';
import { createOdooAdapter } from '../../../src/erp/adapters/odoo/create-odoo-adapter';
import type { OdooAdapter } from '../../../src/erp/adapters/odoo/odoo.adapter';
import type { OdooPolicies } from '../../../src/erp/adapters/odoo/odoo-write-back';
import type { NewErpPoint } from '../../../src/erp/erp-new-point';
import { newPoint } from './erp-new-points.contract';
import { API_KEY } from './odoo-double-wire';
import { odooSettings, ONE_ATTEMPT, retrying, withCredentials } from './odoo-under-test';

const planned = (nth: number): NewErpPoint =>
  newPoint({ erpReference: `NEW_${nth}`, hardwareId: PLANNED_HARDWARE_ID }, `guid-${nth}`);

describe.each(ODOO_TRANSPORTS)('making points in Odoo over %s', (transport) => {
  let odoo: OdooSimulator;
  let adapter: OdooAdapter;

  const start = async (
    policies: OdooPolicies = retrying(),
    options: OdooSimulatorOptions = {},
    settings: Partial<OdooSettings> = {},
  ): Promise<void> => {
    odoo = await startOdooSimulator({
      version: '19.0',
      users: [{ login: 'admin', password: 'admin', apiKeys: [API_KEY] }],
      products: [{ name: 'Dock', default_code: 'DOCK_1', barcode: 'A1' }],
      ...options,
    });
    const using = { ...withCredentials(transport), ...settings };
    adapter = createOdooAdapter(odooSettings({ url: odoo.url, db: odoo.database }, using), policies);
    // Logs in, so that the next call is the one that a test is about.
    await adapter.probe();
  };
  const loads = (): number => odoo.calls().filter(({ method }) => method === 'load').length;
  const codes = (): unknown[] => odoo.products.all().map(({ default_code: code }) => code);

  afterEach(async () => {
    await adapter.close();
    await odoo.close();
  });

  it('makes the product by an external id of the device, in the category, insert only', async () => {
    await start();
    await adapter.createPoints([newPoint()]);
    const { args } = odoo.calls().find(({ method }) => method === 'load') ?? { args: [] };
    const [named, data, more] = args;
    const {
      fields,
      data: rows,
      context,
    } = (transport === 'json2' ? named : { fields: named, data, ...(more as object) }) as {
      fields: string[];
      data: string[][];
      context: object;
    };
    expect(Object.fromEntries(fields.map((column, at) => [column, rows[0]?.[at]]))).toEqual({
      id: '__trapline__.point_erp-device-1',
      'categ_id/.id': '4',
      name: 'Café Lumière / Paris 9ᵉ / Réserve — cave',
      default_code: 'NEW_001',
      barcode: '58-A0-CB-00-00-11-F8-5E',
    });
    expect(context).toMatchObject({ mode: 'update', noupdate: true, tz: 'UTC' });
  });

  it('makes the others where Odoo refuses some, and says why it does', async () => {
    await start();
    const results = await adapter.createPoints([
      planned(1),
      newPoint({ hardwareId: 'A1' }, 'taken'),
      planned(2),
      newPoint({ erpReference: 'NEW_3', hardwareId: 'A1' }, 'taken too'),
    ]);
    expect(results.map(({ outcome }) => outcome)).toEqual(['done', 'refused', 'done', 'refused']);
    expect(results[1]).toMatchObject({
      reason: 'invalid',
      message: expect.stringMatching(/"A1" already assigned .*\[DOCK_1\]/) as string,
    });
    expect(JSON.stringify(results)).not.toContain('Traceback');
    expect(codes()).toEqual(['DOCK_1', 'NEW_1', 'NEW_2']);
    expect(loads()).toBe(2);
  });

  it('finds the bad one where Odoo does not name it', async () => {
    await start();
    odoo.once.faultsWith(2, 'one of them is no good');
    odoo.once.faultsWith(2, 'one of them is no good');
    odoo.once.faultsWith(2, 'this one is no good');
    const results = await adapter.createPoints([planned(1), planned(2), planned(3), planned(4)]);
    expect(results).toMatchObject([
      { outcome: 'refused', reason: 'invalid', message: 'this one is no good' },
      { outcome: 'done' },
      { outcome: 'done' },
      { outcome: 'done' },
    ]);
    expect([codes(), loads()]).toEqual([['DOCK_1', 'NEW_2', 'NEW_3', 'NEW_4'], 5]);
  });

  it('sends a load again that lost against another', async () => {
    await start();
    odoo.losesLoads(2);
    expect(await adapter.createPoints([planned(1), planned(2)])).toMatchObject([
      { outcome: 'done' },
      { outcome: 'done' },
    ]);
    expect([codes(), loads()]).toEqual([['DOCK_1', 'NEW_1', 'NEW_2'], 3]);
  });

  it('says that nothing was made where it keeps losing', async () => {
    await start();
    odoo.losesLoads(3);
    expect(await adapter.createPoints([planned(1)])).toMatchObject([
      {
        outcome: 'refused',
        reason: 'unavailable',
        message: expect.stringMatching(/changed by others/) as string,
      },
    ]);
    expect(codes()).toEqual(['DOCK_1']);
  });

  it('makes one product where the answer was lost', async () => {
    await start();
    odoo.once.dropsAnswers();
    expect(await adapter.createPoints([planned(1)])).toMatchObject([{ outcome: 'done' }]);
    expect([codes(), loads()]).toEqual([['DOCK_1', 'NEW_1'], 2]);
  });

  it('tells an unknown outcome as such, sends no more, and finds what was made', async () => {
    await start(ONE_ATTEMPT);
    const many = Array.from({ length: 150 }, (_, nth) => planned(nth));
    odoo.dropsAnswers();
    const results = await adapter.createPoints(many);
    expect(results[0]).toMatchObject({ outcome: 'unknown' });
    expect(results[149]).toMatchObject({ outcome: 'refused', reason: 'unavailable' });
    expect(loads()).toBe(1);
    odoo.recovers();
    const again = await adapter.createPoints(many);
    expect(again.every(({ outcome }) => outcome === 'done')).toBe(true);
    expect(odoo.products.size).toBe(151);
  });

  it('tells an unknown outcome where what was made cannot be read', async () => {
    await start(ONE_ATTEMPT);
    odoo.from('search_read').drops();
    expect(await adapter.createPoints([planned(1)])).toMatchObject([{ outcome: 'unknown' }]);
  });

  it('refuses values that the mapping would not read back', async () => {
    await start();
    const results = await adapter.createPoints([
      newPoint({ site: 'Paris / 9' }),
      newPoint({ area: 'a\u0000b' }, 'guid-2'),
    ]);
    expect(results).toMatchObject([
      {
        outcome: 'refused',
        reason: 'invalid',
        message: 'Its site "Paris / 9" would be read back as "Paris" by the mapping',
      },
      { outcome: 'refused', reason: 'invalid' },
    ]);
    expect(loads()).toBe(0);
  });

  it('names the groups that may make products where the account may not', async () => {
    const users = [
      { login: 'boss', password: 'boss' },
      { login: 'admin', password: 'admin', apiKeys: [API_KEY] },
    ];
    await start(ONE_ATTEMPT, { users });
    expect(await adapter.createPoints([planned(1), planned(2)])).toMatchObject([
      { outcome: 'refused', reason: 'forbidden' },
      {
        outcome: 'refused',
        reason: 'forbidden',
        message: expect.stringMatching(/Products\/Create/) as string,
      },
    ]);
    expect(loads()).toBe(1);
    expect(await adapter.setArchived([{ erpId: '1', archived: true }])).toMatchObject([
      { outcome: 'refused', reason: 'forbidden' },
    ]);
  });

  it('archives a product with its template, and reads what became of it where the answer was lost', async () => {
    await start();
    odoo.once.slow(0);
    odoo.once.dropsAnswers();
    expect(await adapter.setArchived([{ erpId: '1', archived: true }])).toMatchObject([
      { outcome: 'done', point: { archived: true } },
    ]);
    expect(odoo.calls().filter(({ method }) => method === 'action_archive')).toHaveLength(1);
  });

  it('tells an archiving whose outcome nobody knows', async () => {
    await start(ONE_ATTEMPT);
    odoo.from('action_archive').dropsAnswers();
    expect(
      await adapter.setArchived([
        { erpId: '1', archived: true },
        { erpId: '2', archived: true },
      ]),
    ).toMatchObject([{ outcome: 'unknown' }, { outcome: 'refused', reason: 'unavailable' }]);
  });

  it.each<[string, Partial<OdooSettings>, RegExp]>([
    [
      'a relation',
      { customerFrom: { field: 'partner_id' } },
      /^No product can be made .* read\.customer .* partner_id/,
    ],
    [
      'an expression',
      { areaFrom: { expression: '$trim(name)' } },
      /read\.area of the mapping, \$trim\(name\)/,
    ],
    ['parts with a gap', { areaFrom: { field: 'name', part: 4 } }, /do not make up the whole field name$/],
    [
      'the same field twice',
      { areaFrom: { field: 'default_code' } },
      /area, reference .* whole field default_code$/,
    ],
  ])('refuses all with a mapping that reads %s', async (_, settings, why) => {
    await start(ONE_ATTEMPT, {}, settings);
    expect(adapter.capabilities().refusesNewPoints).toMatch(why);
    expect(await adapter.createPoints([planned(1)])).toMatchObject([{ outcome: 'refused' }]);
    expect(loads()).toBe(0);
  });

  it('fills fields of their own, and gives the product a name', async () => {
    await start(
      retrying(),
      { products: [{ name: 'Dock', x_customer: '', x_site: '', x_area: '', x_where: '', x_all: '' }] },
      {
        customerFrom: { field: 'x_customer' },
        siteFrom: { field: 'x_site' },
        areaFrom: { field: 'x_area' },
        placementFrom: { field: 'x_where' },
        // Without the parts before it, there is no way to write it.
        configurationFrom: { field: 'x_all', part: 2 },
      },
    );
    expect(await adapter.createPoints([newPoint({ site: 'Paris / 9' })])).toMatchObject([
      {
        outcome: 'done',
        point: {
          site: 'Paris / 9',
          placement: 'Internal',
          name: 'Café Lumière / Paris / 9 / Réserve — cave',
        },
      },
    ]);
  });
});
