import type { InspectionPoint } from '@libs/domain';
import { UpstreamProtocolError, UpstreamUnavailableError } from '@libs/upstream';
import {
  packageWritesFault,
  packageWritesResponse,
} from '../../../libs/odoo-client/xmlrpc/package-oracle.fixture';
import { createOdooAdapter } from '../../../src/erp/adapters/odoo/create-odoo-adapter';
import { odooSettings, odooUnderTest, retrying, type OdooUnderTest } from './odoo-under-test';

const READ = 'product.product.search_read';

describe('OdooAdapter', () => {
  const running: OdooUnderTest[] = [];
  const start = async (...given: Parameters<typeof odooUnderTest>): Promise<OdooUnderTest> => {
    const erp = await odooUnderTest(...given);
    running.push(erp);
    return erp;
  };
  afterEach(async () => {
    for (const { adapter, close } of running.splice(0)) {
      await adapter.close();
      await close();
    }
  });

  it('asks for the next page before the first is worked off', async () => {
    const { adapter, double } = await start('17.0');
    const pages = adapter.inspectionPoints();
    await pages.next();
    const secondCall = await double.nthCall(READ, 2);
    expect(secondCall.params[5]).toEqual([
      [
        ['categ_id', 'child_of', 4],
        ['id', '>', 5],
      ],
    ]);
    expect(secondCall.params[6]).toEqual({
      fields: ['id', 'default_code', 'name', 'active', 'write_date', 'barcode'],
      order: 'id',
      limit: 5,
      context: { lang: 'en_US', tz: 'UTC', allowed_company_ids: [1], active_test: false },
    });
    await pages.return(undefined);
  });

  it('cancels the page under way when the consumer stops early', async () => {
    const { adapter, double } = await start('17.0');
    double.replyFrom(READ, 2, 'hang');
    for await (const page of adapter.inspectionPoints()) {
      expect(page).toHaveLength(5);
      await double.nthCall(READ, 2);
      break;
    }
    const call = await double.nthCall(READ, 2);
    await call.gone;
    expect(call.cancelled()).toBe(true);
  });

  it('cancels the page under way when the run is aborted', async () => {
    const { adapter, double } = await start('17.0');
    double.replyFrom(READ, 2, 'hang');
    const stop = new AbortController();
    const points: InspectionPoint[] = [];
    const listing = (async (): Promise<void> => {
      for await (const page of adapter.inspectionPoints(stop.signal)) points.push(...page);
    })();
    const call = await double.nthCall(READ, 2);
    stop.abort(new Error('shutting down'));
    await expect(listing).rejects.toThrow('shutting down');
    await call.gone;
    expect(points.length).toBeLessThanOrEqual(5);
  });

  it('cuts a server that hangs within a page at the deadline', async () => {
    const { adapter, double } = await start('17.0', { timeoutMs: 200 });
    double.replyFrom(READ, 1, 'hang');
    await expect(adapter.inspectionPoints()[Symbol.asyncIterator]().next()).rejects.toThrow(
      UpstreamUnavailableError,
    );
  });

  it.each([5, 13, 14, 1])('lists the same catalogue in pages of %d', async (pageSize) => {
    const { adapter } = await start('19.0', { pageSize });
    const ids: string[] = [];
    for await (const page of adapter.inspectionPoints()) ids.push(...page.map((point) => point.erpId));
    expect(ids).toEqual(Array.from({ length: 13 }, (_, index) => String(index + 1)));
  });

  it('throws rather than repeat a page that is not ordered', async () => {
    const { adapter, double } = await start('17.0', { pageSize: 1 });
    const same = { status: 200, body: packageWritesResponse([{ id: 1 }]) };
    double.replyFrom(READ, 1, same);
    const pages = adapter.inspectionPoints()[Symbol.asyncIterator]();
    await pages.next();
    await expect(pages.next()).rejects.toThrow(UpstreamProtocolError);
  });

  it('looks references up in chunks, each once', async () => {
    const { adapter, double } = await start('17.0');
    const references = Array.from({ length: 1001 }, (_, index) => `REF_${index}`);
    await adapter.findByReferences([...references, ...references]);
    const sizes = double.calls
      .filter((call) => call.name === READ)
      .map(({ params }) => (params[5] as [[unknown, [string, string, string[]]]])[0][1][2].length);
    expect(sizes).toEqual([500, 500, 1]);
  });

  it('goes on with the same page after an outage, and does not repeat what is refused', async () => {
    const { double } = await start('17.0');
    const adapter = createOdooAdapter(odooSettings(double), retrying());
    const points: InspectionPoint[] = [];
    for await (const page of adapter.inspectionPoints()) {
      if (points.length === 0) double.nextReplies({ status: 503, body: '' }, 'drop');
      points.push(...page);
    }
    expect(points.map((point) => point.erpId)).toEqual(
      Array.from({ length: 13 }, (_, index) => String(index + 1)),
    );

    const before = double.calls.length;
    double.nextReplies(double.reply('fault-unknown-field-read'));
    await expect(adapter.findByReferences(['EMOJI_001'])).rejects.toThrow(/has no field/);
    expect(double.calls.length - before).toBe(1);
    await adapter.close();
  });

  describe('probe', () => {
    it('names version, account and what the account sees', async () => {
      const { adapter } = await start('18.0');
      expect(await adapter.probe()).toEqual({
        server: 'Odoo 18.0',
        account: 'admin',
        visiblePoints: 13,
        missing: [],
        warnings: [],
      });
    });

    it('names a field that does not exist, with its setting', async () => {
      const { adapter } = await start('18.0', { siteFrom: { field: 'x_site' } });
      expect((await adapter.probe()).missing).toEqual([
        'Field x_site (ODOO_SITE_FROM) does not exist on product.product',
      ]);
    });

    it('names a field of a type that is no text', async () => {
      const { adapter, double } = await start('18.0');
      const names = ['id', 'default_code', 'name', 'active', 'write_date'];
      const description = Object.fromEntries(names.map((name) => [name, { type: 'char' }]));
      double.replyFrom('product.product.fields_get', 1, {
        status: 200,
        body: packageWritesResponse({ ...description, barcode: { type: 'one2many' } }),
      });
      expect((await adapter.probe()).missing).toEqual([
        'Field barcode (ODOO_EUI_FIELD) on product.product is a one2many; text or a many2one is needed',
      ]);
    });

    it('says that a category is missing and that 0 points are seen', async () => {
      const { adapter } = await start('18.0', { categoryId: 99 });
      const { visiblePoints, missing } = await adapter.probe();
      expect(visiblePoints).toBe(0);
      expect(missing).toEqual([
        expect.stringContaining('Category 99 (ODOO_CATEGORY_ID) does not exist'),
        expect.stringContaining('sees 0 points in category 99'),
      ]);
    });

    it('hands on which groups have the right that the account lacks', async () => {
      const { adapter, double } = await start('18.0');
      const denied =
        "You are not allowed to access 'Product Variant' (product.product) records.\n\n" +
        'This operation is allowed for the following groups:\n\t- Inventory/User';
      const reply = { status: 200, body: packageWritesFault(4, denied) };
      double.replyFrom('product.product.fields_get', 1, reply);
      double.replyFrom('product.product.search_count', 1, reply);
      const { visiblePoints, missing } = await adapter.probe();
      expect(visiblePoints).toBe(0);
      expect(missing).toEqual([
        expect.stringMatching(/^User admin may not read product\.product\. .*Inventory\/User$/),
      ]);
    });

    it('asks for the app where the model is unknown', async () => {
      const { adapter, double } = await start('18.0');
      double.replyFrom('product.category.search_count', 1, double.reply('fault-unknown-model'));
      expect((await adapter.probe()).missing).toEqual([
        expect.stringContaining('The model product.category cannot be read; is its app installed?'),
      ]);
    });

    it('throws where it cannot find out', async () => {
      const wrong = await start('18.0', { password: 'wrong' });
      await expect(wrong.adapter.probe()).rejects.toThrow(/not accepted/);
      const unknown = await start('18.0', { db: 'no_such_db' });
      await expect(unknown.adapter.probe()).rejects.toThrow(/no database of this name/);
    });
  });
});
