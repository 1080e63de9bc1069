import { startOdooSimulator, type LaterOdoo, type OdooSimulator } from '@libs/simulators';
import { UpstreamAuthenticationError, UpstreamConfigurationError } from '@libs/upstream';
import type { OdooSettings } from '../../../src/config/configuration';
import { createOdooAdapter } from '../../../src/erp/adapters/odoo/create-odoo-adapter';
import type { OdooAdapter } from '../../../src/erp/adapters/odoo/odoo.adapter';
import { newPoint } from './erp-new-points.contract';
import { API_KEY } from './odoo-double-wire';
import { odooSettings, ONE_ATTEMPT } from './odoo-under-test';

/** What is known of them: they have other numbers, and from 22 on no XML-RPC and no JSON-RPC. */
describe('an Odoo that is newer than all that were recorded', () => {
  let odoo: OdooSimulator;
  let adapter: OdooAdapter;

  const start = async (later: LaterOdoo, settings: Partial<OdooSettings> = {}): Promise<void> => {
    odoo = await startOdooSimulator({
      version: '19.0',
      later,
      users: [{ login: 'admin', password: 'admin', apiKeys: [API_KEY] }],
      products: [{ name: 'ACME / Plant / Dock', default_code: 'DOCK_1' }],
    });
    const { url, database: db } = odoo;
    adapter = createOdooAdapter(
      odooSettings({ url, db }, { transport: 'auto', password: API_KEY, ...settings }),
      ONE_ATTEMPT,
    );
  };
  const used = (): string[] => [...new Set(odoo.calls().map(({ transport }) => transport))];
  const works = async (): Promise<void> => {
    const pages = [];
    for await (const page of adapter.inspectionPoints()) pages.push(...page);
    expect(pages).toMatchObject([{ reference: 'DOCK_1', customer: 'ACME' }]);
    expect(await adapter.writeBack([{ erpId: '1', values: { deviceEui: '70-B3' } }])).toMatchObject([
      { outcome: 'written' },
    ]);
    expect(await adapter.createPoints([newPoint()])).toMatchObject([{ outcome: 'done' }]);
    expect(await adapter.setArchived([{ erpId: '1', archived: true }])).toMatchObject([{ outcome: 'done' }]);
    const { rights } = await adapter.describe();
    expect(rights).toContainEqual({ model: 'product.product', installed: true, read: true, write: true });
  };

  afterEach(async () => {
    await adapter.close();
    await odoo.close();
  });

  it('is used over JSON-2, and the connection test says that it was not tested', async () => {
    await start({ serie: '20.0' });
    await works();
    const { server, warnings } = await adapter.probe();
    expect([server, warnings]).toEqual([
      'Odoo 20.0',
      ['Odoo 20.0 is newer than the newest that was tested, 19.0: it is used as that one is, and may differ'],
    ]);
    expect((await adapter.describe()).transport).toBe('json2');
  });

  it('is used over XML-RPC with a password, and the connection test says until when', async () => {
    await start({ serie: 'saas~20.1' }, { password: 'admin' });
    await works();
    expect((await adapter.probe()).warnings).toEqual([
      expect.stringMatching(/^XML-RPC .* removed with Odoo 22/),
      expect.stringMatching(/^Odoo saas~20\.1 is newer/),
    ]);
  });

  it.each([404, 405, 410] as const)(
    'is used over JSON-2 where %d says that the rest is gone',
    async (rpcRemoved) => {
      await start({ serie: '22.0', rpcRemoved });
      await works();
      expect(used()).toEqual(['json2']);
      expect(odoo.calls().map(({ method }) => method)).not.toContain('check_access_rights');
      const { server, warnings } = await adapter.probe();
      expect(server).toBe('Odoo, which does not tell its version');
      expect(warnings).toEqual([
        expect.stringMatching(/may be newer than the newest that was tested, 19\.0/),
      ]);
    },
  );

  it('asks for an API key where the rest is gone and there is a password', async () => {
    await start({ serie: '22.0', rpcRemoved: 404 }, { password: 'admin' });
    const failed = adapter.probe();
    await expect(failed).rejects.toBeInstanceOf(UpstreamAuthenticationError);
    await expect(failed).rejects.toThrow(/JSON-2 alone, which takes an API key in place of the password/);
  });

  it('says so where the transport of the settings is gone', async () => {
    await start({ serie: '22.0', rpcRemoved: 404 }, { transport: 'xmlrpc', password: 'admin' });
    const failed = adapter.findByReferences(['DOCK_1']);
    await expect(failed).rejects.toBeInstanceOf(UpstreamConfigurationError);
    await expect(failed).rejects.toThrow(/no XML-RPC service at this address/);
  });
});
