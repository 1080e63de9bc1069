import { Test } from '@nestjs/testing';
import type { ErpSettings } from '../config/configuration';
import { ConfigModule } from '../config/config.module';
import { loadConfiguration } from '../config/load-configuration';
import { BaseErpAdapter } from './base-erp.adapter';
import { ErpModule } from './erp.module';

const REQUIRED = {
  MICROSHARE_API_URL: 'http://127.0.0.1:1',
  MICROSHARE_AUTH_URL: 'http://127.0.0.1:1',
  MICROSHARE_USERNAME: 'someone@example.org',
  MICROSHARE_PASSWORD: 'a password',
  MICROSHARE_CLIENT_ID: 'a client',
  SESSION_SECRET: 'x'.repeat(32),
  ODOO_URL: 'http://127.0.0.1:1',
  ODOO_DB: 'pest',
  ODOO_USERNAME: 'bridge',
  ODOO_PASSWORD: 'a key',
};

async function withAdapter(
  name: ErpSettings['adapter'],
  look: (adapter: BaseErpAdapter) => Promise<void> | void,
): Promise<void> {
  const configuration = loadConfiguration({ ...REQUIRED, ERP_ADAPTER: name });
  const module = await Test.createTestingModule({
    imports: [ConfigModule.with(configuration), ErpModule],
  }).compile();
  await module.init();
  await look(module.get(BaseErpAdapter));
  await module.close();
}

describe('ErpModule', () => {
  it.each(['odoo', 'memory', 'none'] as const)(
    'provides the adapter that is configured: %s',
    async (name) => {
      await withAdapter(name, (adapter) => {
        expect(adapter.capabilities().system).toBe(name);
      });
    },
  );

  it('closes the adapter when the application ends', async () => {
    let close: jest.SpyInstance | undefined;
    await withAdapter('memory', (adapter) => {
      close = jest.spyOn(adapter, 'close');
    });
    expect(close).toHaveBeenCalledTimes(1);
  });

  it('refuses every question without an ERP and names the setting that is missing', async () => {
    await withAdapter('none', async (adapter) => {
      const message = /ERP_ADAPTER to odoo .* or memory/;
      await expect(adapter.probe()).rejects.toThrow(message);
      await expect(adapter.findByReferences(['A_1'])).rejects.toThrow(message);
      await expect(adapter.inspectionPoints()[Symbol.asyncIterator]().next()).rejects.toThrow(message);
    });
  });
});
