import { startOdooSimulator, type OdooSimulator, type OdooVersion } from '@libs/simulators';
import type { OdooTransportName } from '@libs/odoo-client';
import type { OdooSettings } from '../../../src/config/configuration';
import { createOdooAdapter } from '../../../src/erp/adapters/odoo/create-odoo-adapter';
import type { OdooAdapter } from '../../../src/erp/adapters/odoo/odoo.adapter';
import { API_KEY } from './odoo-double-wire';
import { odooSettings, ONE_ATTEMPT, withCredentials } from './odoo-under-test';

const EVERYWHERE = [
  ['16.0', 'xmlrpc'],
  ['17.0', 'jsonrpc'],
  ['18.0', 'xmlrpc'],
  ['18.0', 'jsonrpc'],
  ['19.0', 'xmlrpc'],
  ['19.0', 'json2'],
] as const satisfies readonly (readonly [OdooVersion, OdooTransportName])[];

const PLANNERS_KEY = 'e5'.repeat(20);
const running: { odoo: OdooSimulator; adapter: OdooAdapter }[] = [];

async function start(
  version: OdooVersion,
  transport: OdooTransportName,
  changes: Partial<OdooSettings> = {},
): Promise<{ odoo: OdooSimulator; adapter: OdooAdapter }> {
  const odoo = await startOdooSimulator({
    version,
    users: [
      { login: 'admin', password: 'admin', apiKeys: [API_KEY] },
      { login: 'planner', password: 'planner', apiKeys: [PLANNERS_KEY], groups: ['base.group_user'] },
    ],
    companies: ['Second'],
    products: [{ name: 'A', default_code: 'ONE' }],
  });
  const { url, database: db } = odoo;
  const settings = odooSettings({ url, db }, { ...withCredentials(transport), ...changes });
  const started = { odoo, adapter: createOdooAdapter(settings, ONE_ATTEMPT) };
  running.push(started);
  return started;
}

afterEach(async () => {
  for (const { odoo, adapter } of running.splice(0)) {
    await adapter.close();
    await odoo.close();
  }
});

describe.each(EVERYWHERE)('the capability record of Odoo %s over %s', (version, transport) => {
  it('tells what is there, and what the account may do', async () => {
    const { adapter, odoo } = await start(version, transport, { companyIds: [1] });
    const record = await adapter.describe();
    expect(record).toMatchObject({
      server: `Odoo ${version}`,
      address: `${odoo.url}/`,
      account: 'admin',
      language: 'en_US',
      transport,
      visiblePoints: 1,
      missing: [],
      companies: [
        { id: '1', name: 'My Company', used: true },
        { id: '2', name: 'Second', used: false },
      ],
      languages: [{ code: 'en_US', name: 'English (US)' }],
      modules: ['maintenance', 'product', 'project', 'stock'],
    });
    expect(record.version).toContain(version);
    expect(record.rights).toContainEqual({
      model: 'product.product',
      installed: true,
      read: true,
      write: true,
    });
    expect(record.rights).toContainEqual({ model: 'fsm.order', installed: false, read: false, write: false });
    expect(record.fields).toContainEqual({
      name: 'categ_id',
      label: 'Product Category',
      type: 'many2one',
      relation: 'product.category',
      readonly: false,
      required: version !== '19.0',
    });
  });

  it('says lang, UTC and companies in every call to a model', async () => {
    const { adapter, odoo } = await start(version, transport, { lang: 'fr_FR' });
    await adapter.describe();
    for await (const page of adapter.inspectionPoints()) expect(page).toHaveLength(1);
    await adapter.writeBack([{ erpId: '1', values: { deviceEui: '70-B3' } }]);
    const contexts = odoo
      .calls()
      .filter(({ service, method }) => service === 'object' && method !== 'context_get')
      .map(({ args }) => (args.at(-1) as { context: Record<string, unknown> }).context);
    expect(contexts.length).toBeGreaterThan(15);
    // Before the first of them the companies are not known: they are what it asks for.
    const [first, ...others] = contexts;
    expect(first).toEqual({ lang: 'fr_FR', tz: 'UTC' });
    for (const context of others) {
      expect(context).toMatchObject({ lang: 'fr_FR', tz: 'UTC', allowed_company_ids: [1, 2] });
    }
  });
});

const ORDINARY = [
  ['16.0', 'xmlrpc'],
  ['17.0', 'xmlrpc'],
  ['18.0', 'xmlrpc'],
  ['19.0', 'xmlrpc'],
  ['19.0', 'json2'],
] as const;

describe.each(ORDINARY)('an ordinary user of Odoo %s over %s', (version, transport) => {
  it('reads points, and is told model and group where it may not write them', async () => {
    const password = transport === 'json2' ? PLANNERS_KEY : 'planner';
    const { adapter } = await start(version, transport, { username: 'planner', password });
    const { missing, warnings, modules, rights } = await adapter.describe();
    expect(missing).toEqual([]);
    expect(modules).toBeNull();
    expect(rights).toContainEqual({ model: 'product.product', installed: true, read: true, write: false });
    expect(warnings).toContainEqual(
      expect.stringMatching(/^User planner may not change product\.product: .*groups.*(Inventory|Creat)/),
    );
  });
});
