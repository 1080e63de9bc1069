import { startOdooSimulator, type OdooSimulator, type OdooSimulatorOptions } from '@libs/simulators';
import { callService, execute, type Caller } from './rpc';

interface Record {
  readonly id: number;
  readonly [field: string]: unknown;
}

let running: OdooSimulator[] = [];

async function start(options: OdooSimulatorOptions = {}): Promise<OdooSimulator> {
  const odoo = await startOdooSimulator(options);
  running.push(odoo);
  return odoo;
}

afterEach(async () => {
  await Promise.all(running.map((odoo) => odoo.close()));
  running = [];
});

const products = (
  odoo: OdooSimulator,
  domain: unknown[],
  fields: string[],
  context = {},
): Promise<Record[]> =>
  execute(odoo, 'product.product', 'search_read', [domain], { fields, order: 'id', context });

describe('the products of a simulated Odoo', () => {
  it('lie in the category Pest Control with id 4, unless told otherwise', async () => {
    const odoo = await start({ products: [{ name: 'Dock' }, { name: 'Chair', categ_id: 1 }] });
    expect(
      await products(odoo, [['categ_id', 'child_of', 4]], ['categ_id', 'default_code', 'barcode']),
    ).toEqual([{ id: 1, categ_id: [4, 'Pest Control'], default_code: false, barcode: false }]);
  });

  it('may share a code', async () => {
    const odoo = await start();
    odoo.products.add({ name: 'a', default_code: 'SAME' }, { name: 'b', default_code: 'SAME' });
    expect(odoo.products.withCode('SAME')).toHaveLength(2);
    expect(await products(odoo, [['default_code', '=', 'SAME']], ['name'])).toHaveLength(2);
  });

  it('may not share a barcode by a write of a client, but may as seeds', async () => {
    const odoo = await start({ products: [{ name: 'a', barcode: 'X' }, { name: 'b' }] });
    await expect(
      execute(odoo, 'product.product', 'write', [[2], { barcode: 'X', name: 'c' }]),
    ).rejects.toMatchObject({
      faultCode: 2,
      faultString: 'Barcode(s) already assigned:\n\n- Barcode "X" already assigned to product(s): a, c',
    });
    expect(odoo.products.all()).toMatchObject([{ barcode: 'X' }, { barcode: false, name: 'b' }]);
    odoo.products.add({ name: 'd', barcode: 'X' });
    expect(await products(odoo, [['barcode', '=', 'X']], ['name'])).toHaveLength(2);
  });

  it('can be changed, archived, restored and removed while the server runs', async () => {
    let now = Date.parse('2026-03-01T12:00:00.900Z');
    const odoo = await start({ now: () => now });
    const [id = 0] = odoo.products.add({ name: 'Dock', default_code: 'DOCK_1', barcode: 'EUI' });
    now += 60_000;
    odoo.products.change(id, { name: 'Dock 1', barcode: '' });
    expect(await products(odoo, [], ['name', 'barcode', 'create_date', 'write_date'])).toEqual([
      {
        id,
        name: 'Dock 1',
        barcode: false,
        create_date: '2026-03-01 12:00:00',
        write_date: '2026-03-01 12:01:00',
      },
    ]);
    odoo.products.archive(id);
    expect(await products(odoo, [], ['name'])).toEqual([]);
    expect(await products(odoo, [], ['active'], { active_test: false })).toEqual([{ id, active: false }]);
    odoo.products.restore(id);
    expect(await products(odoo, [], ['active'])).toEqual([{ id, active: true }]);
    odoo.products.remove(id);
    expect(await products(odoo, [], ['name'], { active_test: false })).toEqual([]);
    expect(() => {
      odoo.products.change(id, { name: 'x' });
    }).toThrow('Record does not exist or has been deleted.');
  });

  it.each([
    ['16.0' as const, '2026-03-01 12:00:00'],
    ['17.0' as const, '2026-03-01 12:01:00'],
  ])('count a new name as a change from 17 on: %s', async (version, expected) => {
    let now = Date.parse('2026-03-01T12:00:00Z');
    const odoo = await start({ version, now: () => now, products: [{ name: 'Dock' }] });
    now += 60_000;
    odoo.products.change(1, { name: 'Dock 1' });
    expect(await products(odoo, [], ['write_date'])).toEqual([{ id: 1, write_date: expected }]);
  });

  it('hold custom fields', async () => {
    const odoo = await start({ products: [{ name: 'Dock', x_customer: 'ACME Foods' }, { name: 'Gate' }] });
    expect(await products(odoo, [['x_customer', '!=', false]], ['x_customer'])).toEqual([
      { id: 1, x_customer: 'ACME Foods' },
    ]);
  });

  it('lose control characters on the way out, and are refused with them on the way in', async () => {
    const odoo = await start({ products: [{ name: 'Bell\u0007 tower' }] });
    expect(await products(odoo, [], ['name'])).toEqual([{ id: 1, name: 'Bell tower' }]);
    const body = '<methodCall><methodName>execute_kw</methodName><params>a\u0007</params></methodCall>';
    const answer = await fetch(`${odoo.url}/xmlrpc/2/object`, { method: 'POST', body });
    expect(await answer.text()).toMatch(
      /<int>1<[^]*ExpatError: not well-formed \(invalid token\): line 1, column 56\n</,
    );
  });

  it('are created all or none', async () => {
    const odoo = await start();
    const rows = [{ name: 'good' }, { default_code: 'NO_NAME' }];
    await expect(execute(odoo, 'product.product', 'create', [rows])).rejects.toMatchObject({ faultCode: 2 });
    expect(odoo.products.all()).toEqual([]);
  });

  it('can be deleted by a client, templates with them', async () => {
    const odoo = await start({ products: [{ name: 'Dock' }] });
    expect(await execute(odoo, 'product.product', 'unlink', [[1, 77]])).toBe(true);
    expect(await execute(odoo, 'product.template', 'search_count', [[]])).toBe(0);
  });

  it('come with a template, from either side', async () => {
    const odoo = await start();
    expect(await execute(odoo, 'product.template', 'create', [{ name: 'Dock', categ_id: 4 }])).toBe(1);
    expect(await products(odoo, [], ['name', 'product_tmpl_id'])).toEqual([
      { id: 1, name: 'Dock', product_tmpl_id: [1, 'Dock'] },
    ]);
  });
});

describe('the methods of a simulated Odoo', () => {
  it('check their arguments as Python does', async () => {
    const odoo = await start({ version: '16.0' });
    const fault = async (method: string, args: unknown[], kwargs = {}): Promise<string> => {
      const error = await execute(odoo, 'product.product', method, args, kwargs).catch(
        (reason: unknown) => reason,
      );
      return (
        String((error as { faultString?: string }).faultString)
          .trim()
          .split('\n')
          .at(-1) ?? ''
      );
    };
    expect(await fault('search', [])).toBe(
      "TypeError: BaseModel.search() missing 1 required positional argument: 'domain'",
    );
    expect(await fault('search', [[]], { nope: 1 })).toBe(
      "TypeError: BaseModel.search() got an unexpected keyword argument 'nope'",
    );
    expect(await fault('search', [[]], { domain: [] })).toBe(
      "TypeError: BaseModel.search() got multiple values for argument 'domain'",
    );
    expect(await fault('search_count', [[], 1, 2])).toBe(
      'TypeError: BaseModel.search_count() takes 3 positional arguments but 4 were given',
    );
    expect(await fault('write', [[1], { no_such_field: 1 }])).toBe('(Record: product.product(1,), User: 2)');
    expect(await fault('create', [{ name: 'x', no_such_field: 1 }])).toBe(
      "ValueError: Invalid field 'no_such_field' on model 'product.product'",
    );
  });

  it('name, count and archive records', async () => {
    const odoo = await start({ products: [{ name: 'Dock', default_code: 'D' }, { name: 'Gate' }] });
    expect(await execute(odoo, 'product.product', 'name_search', ['dock'])).toEqual([[1, '[D] Dock']]);
    expect(await execute(odoo, 'product.product', 'search_count', [[]], { limit: 1 })).toBe(1);
    await expect(execute(odoo, 'product.product', 'action_archive', [[1]])).rejects.toMatchObject({
      faultString: expect.stringContaining('cannot marshal None') as string,
    });
    expect(odoo.products.all()).toMatchObject([{ active: false }, { active: true }]);
  });

  it('read relations as bare ids when asked to', async () => {
    const odoo = await start({ products: [{ name: 'Dock' }] });
    expect(
      await execute(odoo, 'product.product', 'read', [1], { fields: ['categ_id'], load: '_classic_write' }),
    ).toEqual([{ id: 1, categ_id: 4 }]);
  });

  it('are known to the common service by name only', async () => {
    const odoo = await start();
    await expect(callService(odoo, 'common', 'about', [])).rejects.toMatchObject({
      faultString: expect.stringContaining('Exception: Method not found: about') as string,
    });
    await expect(
      callService(odoo, 'object', 'exec', [odoo.database, 2, 'admin', 'm', 'x']),
    ).rejects.toMatchObject({
      faultString: expect.stringContaining('NameError: Method not available exec') as string,
    });
  });
});

describe('users of a simulated Odoo', () => {
  const bot: Caller = { uid: 6, password: 'key-of-the-bot' };
  const users = [
    { login: 'admin', password: 'admin' },
    { login: 'bot@example.com', password: 'secret', apiKeys: ['key-of-the-bot'] },
  ];

  it('log in with password or API key, and not with nothing', async () => {
    const odoo = await start({ users });
    const logIn = (secret: string): Promise<unknown> =>
      callService(odoo, 'common', 'authenticate', [odoo.database, 'bot@example.com', secret, {}]);
    expect([await logIn('secret'), await logIn('key-of-the-bot'), await logIn(''), await logIn('x')]).toEqual(
      [6, 6, false, false],
    );
  });

  it('see nothing of passwords', async () => {
    const odoo = await start({ users });
    await execute(odoo, 'res.users', 'write', [[6], { password: 'new-secret' }]);
    const rows = await execute(odoo, 'res.users', 'read', [[2, 6]]);
    expect(JSON.stringify(rows)).not.toMatch(/secret|key-of-the-bot/);
    expect(
      await execute(odoo, 'res.users', 'context_get', [], {}, { uid: 6, password: 'new-secret' }),
    ).toMatchObject({
      uid: 6,
    });
  });

  it('see no maintenance requests of others without the group, and no error', async () => {
    const odoo = await start({ users });
    await execute(odoo, 'maintenance.request', 'create', [{ name: 'by the administrator' }]);
    await execute(odoo, 'maintenance.request', 'create', [{ name: 'by the bot' }], {}, bot);
    const seen = (caller?: Caller): Promise<Record[]> =>
      execute(odoo, 'maintenance.request', 'search_read', [[]], { fields: ['name'] }, caller);
    expect((await seen(bot)).map(({ id }) => id)).toEqual([2]);
    expect((await seen()).map(({ id }) => id)).toEqual([2, 1]);
    await expect(execute(odoo, 'maintenance.request', 'read', [[1]], {}, bot)).rejects.toMatchObject({
      faultCode: 4,
    });
  });

  it('cannot log in when archived', async () => {
    const odoo = await start({ users });
    await execute(odoo, 'res.users', 'write', [[6], { active: false }]);
    await expect(execute(odoo, 'res.users', 'context_get', [], {}, bot)).rejects.toMatchObject({
      faultCode: 3,
    });
  });
});

describe('load in a simulated Odoo', () => {
  const fields = ['id', 'name', 'schedule_date', 'maintenance_team_id/.id'];
  const load = (odoo: OdooSimulator, name: string, context = {}): Promise<unknown> =>
    execute(
      odoo,
      'maintenance.request',
      'load',
      [fields, [['__t__.one', name, '2026-07-01 12:00:00', '1']]],
      { context },
    );
  const requests = (odoo: OdooSimulator): Promise<Record[]> =>
    execute(odoo, 'maintenance.request', 'search_read', [[]], { fields: ['name', 'schedule_date'] });

  it('overwrites on a replay without noupdate, and keeps what a person changed with it', async () => {
    for (const [context, kept] of [
      [{}, 'replayed'],
      [{ mode: 'update', noupdate: true }, 'changed by hand'],
    ] as const) {
      const odoo = await start();
      expect(await load(odoo, 'first', context)).toEqual({ ids: [1], messages: [], nextrow: 0 });
      await execute(odoo, 'maintenance.request', 'write', [[1], { name: 'changed by hand' }]);
      expect(await load(odoo, 'replayed', context)).toEqual({ ids: [1], messages: [], nextrow: 0 });
      expect(await requests(odoo)).toMatchObject([{ id: 1, name: kept }]);
    }
  });

  it('reads times in the zone of the context', async () => {
    const odoo = await start();
    await load(odoo, 'x', { tz: 'Europe/Paris' });
    expect(await requests(odoo)).toMatchObject([{ schedule_date: '2026-07-01 10:00:00' }]);
  });

  it('creates anew what was deleted', async () => {
    const odoo = await start();
    await load(odoo, 'first');
    await execute(odoo, 'maintenance.request', 'unlink', [[1]]);
    expect(await load(odoo, 'again')).toMatchObject({ ids: [2] });
  });

  it('names every bad cell and writes nothing', async () => {
    const odoo = await start();
    const rows = [
      ['__t__.a', 'good', 'Corrective', '1', '2026-07-01'],
      ['__t__.b', 'bad', 'Corrective', '99', 'tomorrow'],
    ];
    const columns = ['id', 'name', 'maintenance_type', 'maintenance_team_id/.id', 'request_date'];
    const result = await execute<{ messages: unknown[] }>(odoo, 'maintenance.request', 'load', [
      columns,
      rows,
    ]);
    expect(result).toMatchObject({ ids: false, nextrow: 0 });
    expect(result.messages).toMatchObject([
      {
        record: 1,
        field: 'maintenance_team_id',
        message: "No matching record found for database id '99' in field 'Team'",
      },
      {
        record: 1,
        field: 'request_date',
        message: "'tomorrow' does not seem to be a valid date for field 'Request Date'",
      },
    ]);
    expect(await requests(odoo)).toEqual([]);
  });
});
