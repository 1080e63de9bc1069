import { readFileSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { comeIn, describeWithBrowser, visit } from '../support/browser';
import { type ConsoleStage, openAuditTrail, setConsoleStage } from '../support/console';
import { KEYS, type Trapline } from '../support/trapline';

jest.setTimeout(90_000);

describeWithBrowser('the audit trail in the console', () => {
  let stage: ConsoleStage;
  let trapline: Trapline;
  let browser: Browser;
  let device: { readonly guid: string; readonly erp_reference: string; readonly area: string };

  beforeAll(async () => {
    stage = await setConsoleStage();
    ({ trapline, browser } = stage);
    await openAuditTrail(trapline);
    const query = new URLSearchParams({ customer: 'Tarnwick Hotels', limit: '1', status: 'active' });
    const { json } = await trapline.call('GET', `/api/v1/devices?${query.toString()}`);
    [device] = json.devices as [typeof device];
    await trapline.call('PATCH', `/api/v1/devices/${device.guid}`, { body: { area: 'Wine Cellar' } });
    await trapline.call('DELETE', '/api/v1/devices/nobody-has-this');
  });

  afterAll(() => stage.close());

  it('is searched, read and taken along', async () => {
    const visitor = await visit(browser, trapline.url);
    const { page } = visitor;
    await comeIn(visitor, KEYS.admin);
    await page.getByRole('link', { name: 'Audit' }).click();
    await page.getByRole('searchbox', { name: 'Reference' }).fill(device.erp_reference);
    const row = page.getByRole('row', { name: /device\.update/ });
    await row.waitFor();
    await page.waitForURL(/reference=/);
    await page.locator('.audit tbody tr').nth(1).waitFor({ state: 'detached' });
    await row.getByText('Details').click();
    await row.locator('del', { hasText: device.area }).waitFor();
    await row.locator('ins', { hasText: 'Wine Cellar' }).waitFor();

    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Export CSV' }).click(),
    ]);
    const csv = readFileSync(await download.path(), 'utf8');
    expect(csv.trim().split('\n')).toHaveLength(2);
    expect(csv).toContain(device.erp_reference);

    await page.getByRole('searchbox', { name: 'Reference' }).fill('NOBODY_HAS_THIS');
    await page.getByRole('heading', { name: 'No record fits' }).waitFor();
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await page.getByRole('combobox', { name: 'Result' }).selectOption('Done');
    await row.waitFor();
  });

  it('shows in the drawer what was done to a device', async () => {
    const visitor = await visit(browser, trapline.url);
    const { page } = visitor;
    await comeIn(visitor, KEYS.admin, `/devices/${device.guid}`);
    const history = page.getByRole('region', { name: 'History' });
    await history.getByText('device.update').waitFor();
    await history.locator('ins', { hasText: 'Wine Cellar' }).waitFor();
  });

  it('is for administrators alone', async () => {
    const visitor = await visit(browser, trapline.url);
    const { page } = visitor;
    await comeIn(visitor, KEYS.operator, `/devices/${device.guid}`);
    await page.getByText('Raw record').waitFor();
    expect(await page.getByRole('link', { name: 'Audit' }).count()).toBe(0);
    expect(await page.getByRole('region', { name: 'History' }).count()).toBe(0);
    await page.goto('/audit');
    await page.getByText('The audit trail could not be read').waitFor();
  });
});
