import { startOdooSimulator, type OdooSimulator, type OdooSimulatorOptions } from '@libs/simulators';
import type { OdooSettings } from '../../../src/config/configuration';
import { createOdooAdapter } from '../../../src/erp/adapters/odoo/create-odoo-adapter';
import type { OdooAdapter } from '../../../src/erp/adapters/odoo/odoo.adapter';
import type { OdooPolicies } from '../../../src/erp/adapters/odoo/odoo-write-back';
import { odooSettings, ONE_ATTEMPT, retrying } from './odoo-under-test';

const SERIALISE = 'could not serialize access due to concurrent update';
const NONE =
  'Traceback (most recent call last):\n  File "/usr/lib/python3.11/xmlrpc/client.py", line 540, in dump_nil\n' +
  'TypeError: cannot marshal None unless allow_none is enabled\n';

describe('writing back to Odoo', () => {
  let odoo: OdooSimulator;
  let adapter: OdooAdapter;

  const start = async (
    policies: OdooPolicies,
    options: OdooSimulatorOptions = {},
    settings: Partial<OdooSettings> = {},
  ): Promise<void> => {
    odoo = await startOdooSimulator({
      products: [1, 2, 3].map((index) => ({ name: `Dock ${index}`, default_code: `DOCK_${index}` })),
      ...options,
    });
    adapter = createOdooAdapter(odooSettings({ url: odoo.url, db: odoo.database }, settings), policies);
  };
  const barcodes = (): unknown[] => odoo.products.all().map(({ barcode }) => barcode);
  const writes = (): number => odoo.calls().filter(({ method }) => method === 'write').length;
  const set = (erpId: string, deviceEui: string): Parameters<OdooAdapter['writeBack']>[0][number] => ({
    erpId,
    values: { deviceEui },
  });

  afterEach(async () => {
    await adapter.close();
    await odoo.close();
  });

  it('refuses a barcode that another product has, in words, and writes the others', async () => {
    await start(retrying());
    odoo.products.change(1, { barcode: 'A1' });
    const results = await adapter.writeBack([set('2', 'A1'), set('3', 'A3')]);
    expect(results).toMatchObject([{ outcome: 'refused', reason: 'invalid' }, { outcome: 'written' }]);
    expect(results[0]).toHaveProperty('message', expect.stringMatching(/"A1" already assigned .*\[DOCK_1\]/));
    expect(JSON.stringify(results)).not.toContain('Traceback');
    expect(barcodes()).toEqual(['A1', false, 'A3']);
  });

  it('gives hardware to a product only when the one before has given it up', async () => {
    const products = Array.from({ length: 12 }, (_, i) => ({ name: `Dock ${i}`, barcode: `A${i + 1}` }));
    await start(ONE_ATTEMPT, { products });
    await adapter.probe();
    // The reading, then the first of the writes.
    odoo.once.slow(0);
    odoo.once.slow(200);
    const results = await adapter.writeBack(products.map((_, i) => set(String(i + 1), `A${i}`)));
    expect(results.map(({ outcome }) => outcome)).toEqual(products.map(() => 'written'));
    expect(barcodes()).toEqual(products.map((_, i) => `A${i}`));
  });

  it('repeats a write that lost against a concurrent one', async () => {
    await start(retrying());
    await adapter.probe();
    odoo.once.slow(0);
    odoo.once.faultsWith(1, SERIALISE);
    expect(await adapter.writeBack([set('1', 'A1')])).toMatchObject([{ outcome: 'written' }]);
    expect([barcodes()[0], writes()]).toEqual(['A1', 2]);
  });

  it('says that nothing was written where it keeps losing', async () => {
    await start(ONE_ATTEMPT);
    await adapter.probe();
    odoo.once.slow(0);
    odoo.once.faultsWith(1, SERIALISE);
    expect(await adapter.writeBack([set('1', 'A1')])).toMatchObject([
      { outcome: 'refused', reason: 'unavailable' },
    ]);
  });

  it('takes the fault that stands for None as done', async () => {
    await start(ONE_ATTEMPT);
    await adapter.probe();
    odoo.once.slow(0);
    odoo.once.faultsWith(1, NONE);
    expect(await adapter.writeBack([set('1', 'A1')])).toMatchObject([{ outcome: 'written' }]);
  });

  it.each([
    ['repeating', retrying()],
    ['asking once', ONE_ATTEMPT],
  ])('finds a write whose answer was lost, and does not write it again, %s', async (_how, policies) => {
    await start(policies);
    await adapter.probe();
    odoo.once.slow(0);
    odoo.once.dropsAnswers();
    const [result] = await adapter.writeBack([set('1', 'A1')]);
    expect(result).toMatchObject({ outcome: 'written', after: { deviceEui: 'A1' } });
    expect(result).toHaveProperty('updatedAt', expect.stringMatching(/Z$/));
    expect([barcodes()[0], writes()]).toEqual(['A1', 1]);
  });

  it('tells an unknown outcome as such, and sends no more', async () => {
    await start(ONE_ATTEMPT);
    await adapter.probe();
    odoo.after(1).drops();
    const results = await adapter.writeBack([set('1', 'A1'), set('2', 'A2'), set('3', 'A3'), set('1', 'A4')]);
    expect(results).toMatchObject([
      { outcome: 'unknown' },
      { outcome: 'unknown' },
      { outcome: 'unknown' },
      { outcome: 'refused', reason: 'unavailable' },
    ]);
  });

  it('does not overwrite what somebody else wrote while its own write was in doubt', async () => {
    await start(retrying(), { now: clock() });
    const [point] = await adapter.findByReferences(['DOCK_1']);
    odoo.once.slow(0);
    odoo.once.answersHtml(502);
    const change = { ...set('1', 'A1'), expectedUpdatedAt: point?.updatedAt ?? '' };
    const running = adapter.writeBack([change]);
    await odoo.whenCalled(odoo.calls().length + 2);
    odoo.products.change(1, { name: 'Dock 1, renamed' });
    expect(await running).toMatchObject([{ outcome: 'refused', reason: 'conflict' }]);
    expect(barcodes()[0]).toBe(false);
  });

  it('names the groups that may write where the account may not', async () => {
    const users = [
      { login: 'boss', password: 'boss' },
      { login: 'admin', password: 'admin' },
    ];
    await start(ONE_ATTEMPT, { users });
    const results = await adapter.writeBack([set('1', 'A1'), set('2', 'A2')]);
    expect(results).toMatchObject([
      { outcome: 'refused', reason: 'forbidden' },
      { outcome: 'refused', reason: 'forbidden' },
    ]);
    expect(results[0]).toHaveProperty('message', expect.stringContaining('Inventory/Administrator'));
  });

  it('refuses values that no field is set for, and those that a field cannot hold', async () => {
    await start(ONE_ATTEMPT);
    const results = await adapter.writeBack([
      { erpId: '1', values: { deviceStatus: 'active', deviceEui: 'A1' } },
      set('2', 'A\u0000'),
      set('3', 'A3'),
    ]);
    expect(results).toMatchObject([
      {
        outcome: 'refused',
        reason: 'not_mapped',
        message: expect.stringContaining('deviceStatus') as string,
      },
      { outcome: 'refused', reason: 'invalid' },
      { outcome: 'written' },
    ]);
  });

  it('refuses a field that Odoo does not know as a matter of settings', async () => {
    await start(ONE_ATTEMPT, {}, { statusField: 'x_nowhere' });
    await expect(adapter.writeBack([set('1', 'A1')])).rejects.toThrow(/has no field x_nowhere/);
  });

  it('reads once before and once after many writes, and puts every result in its place', async () => {
    const products = Array.from({ length: 450 }, (_, index) => ({ name: `Dock ${index}` }));
    await start(ONE_ATTEMPT, { products });
    const ids = odoo.products.all().map(({ id }) => String(id));
    const results = await adapter.writeBack(ids.map((erpId) => set(erpId, `EUI-${erpId}`)));
    expect(results.map(({ erpId, outcome }) => [erpId, outcome])).toEqual(ids.map((id) => [id, 'written']));
    expect(barcodes()).toEqual(ids.map((id) => `EUI-${id}`));
    expect(odoo.calls().filter(({ method }) => method === 'search_read')).toHaveLength(6);
    expect(writes()).toBe(450);
  });
});

/** A clock that moves a second at each look, as Odoo keeps whole seconds. */
function clock(): () => number {
  let now = Date.parse('2026-11-20T10:00:00Z');
  return () => (now += 1000);
}
