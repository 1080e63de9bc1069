import type { Browser } from 'playwright-core';
import { comeIn, describeWithBrowser, visit } from '../support/browser';
import { type ConsoleStage, setConsoleStage } from '../support/console';
import { layLine } from '../support/line';
import { KEYS, type Trapline } from '../support/trapline';

jest.setTimeout(60_000);

describeWithBrowser('the console in trouble', () => {
  let stage: ConsoleStage;
  let trapline: Trapline;
  let browser: Browser;

  beforeAll(async () => {
    stage = await setConsoleStage();
    ({ trapline, browser } = stage);
  });

  afterAll(() => stage.close());

  it('says that the connection is lost, keeps what it shows, and goes on by itself', async () => {
    const line = await layLine(trapline.url);
    const visitor = await visit(browser, line.url);
    const { page, context } = visitor;
    await comeIn(visitor, KEYS.operator);
    await page.getByRole('heading', { name: 'Coverage by customer' }).waitFor();
    await line.cut();
    await page.getByText('Trapline does not answer').waitFor();
    await page.getByRole('heading', { name: 'Coverage by customer' }).waitFor();
    await line.mend();
    await page.getByText('Trapline does not answer').waitFor({ state: 'detached' });
    await context.close();
    await line.cut();
  });

  it('goes on with an application that was cut off, and makes nothing twice', async () => {
    const visitor = await visit(browser, trapline.url);
    const { page } = visitor;
    await comeIn(visitor, KEYS.operator, '/gaps?kind=point_without_device&customer=Tarnwick%20Hotels');
    let cut = 0;
    await page.route('**/create-devices', async (route) => {
      const real = (route.request().postData() ?? '').includes('"dry_run":false');
      if (!real || cut > 0) return route.continue();
      cut += 1;
      // The server does its work; the answer is what gets lost.
      await route.fetch();
      return route.abort('connectionreset');
    });
    await page.getByRole('checkbox', { name: /that can be mended here/ }).check();
    await page.getByRole('button', { name: /^Preview/ }).click();
    const create = page.getByRole('button', { name: /^Create \d+ devices$/ });
    await create.click();
    await page.locator('.rise').waitFor({ timeout: 30_000 });
    expect(cut).toBe(1);
    await page.getByText('exist already', { exact: false }).first().waitFor();
    const { json } = await trapline.call(
      'GET',
      '/api/v1/devices?customer=Tarnwick%20Hotels&device_type=rodent_sensor',
    );
    const references = (json.devices as { erp_reference: string; id: string }[]).filter(({ id }) =>
      /^[0-]+$/.test(id),
    );
    expect(new Set(references.map(({ erp_reference }) => erp_reference)).size).toBe(references.length);
  });

  it('asks to log in again over a page that stays as it is', async () => {
    const visitor = await visit(browser, trapline.url);
    const { page, context } = visitor;
    await comeIn(visitor, KEYS.operator, '/gaps?kind=point_without_device&customer=Veldmar%20Logistics');
    await page.getByRole('checkbox', { name: /that can be mended here/ }).check();
    const chosen = await page.getByRole('button', { name: /^Preview \d+/ }).innerText();
    await context.request.delete('/api/v1/auth/session', { headers: { 'X-Trapline-Client': 'test' } });
    await page.getByRole('button', { name: 'Compare now' }).click();
    const dialogue = page.getByRole('dialog', { name: 'Log in again' });
    await dialogue.getByText('API key').click();
    await dialogue.getByRole('textbox', { name: 'API key' }).fill('not-this-one');
    await dialogue.getByRole('button', { name: 'Log in' }).click();
    await dialogue.getByText('This API key is not known').waitFor();
    await dialogue.getByRole('textbox', { name: 'API key' }).fill(KEYS.operator);
    await dialogue.getByRole('button', { name: 'Log in' }).click();
    await dialogue.waitFor({ state: 'detached' });
    expect(await page.getByRole('button', { name: /^Preview \d+/ }).innerText()).toBe(chosen);
    await page.getByRole('button', { name: 'Compare now' }).click();
    await page.getByText(/^Compared: /).waitFor();
  });

  it('shows both versions of a device that somebody else has changed meanwhile', async () => {
    const { json } = await trapline.call(
      'GET',
      '/api/v1/devices?limit=1&customer=Quillby%20Bakeries&status=active',
    );
    const [{ guid, site }] = json.devices as [{ guid: string; site: string }];
    const visitor = await visit(browser, trapline.url);
    const { page } = visitor;
    await comeIn(visitor, KEYS.operator, `/devices/${guid}`);
    await page.getByRole('button', { name: 'Edit' }).click();
    const form = page.getByRole('dialog', { name: /^Edit/ });
    await form.getByRole('combobox', { name: 'Area' }).fill('Cold Room');
    await trapline.call('PATCH', `/api/v1/devices/${guid}`, {
      body: { area: 'Flour Store', status: 'maintenance' },
    });
    await form.getByRole('button', { name: 'Save' }).click();

    const conflict = page.getByRole('dialog', { name: /Somebody else/ });
    const area = conflict.getByRole('row', { name: /^Area/ });
    await area.getByRole('radio', { name: 'Cold Room' }).waitFor();
    expect(await area.getByRole('radio', { name: 'Flour Store' }).isChecked()).toBe(false);
    expect(await conflict.getByRole('radio', { name: 'maintenance' }).isChecked()).toBe(true);
    await conflict.getByRole('button', { name: 'Save my choice' }).click();
    await page.getByText('has been saved').waitFor();
    const { json: now } = await trapline.call('GET', `/api/v1/devices/${guid}`);
    expect(now.device).toMatchObject({ area: 'Cold Room', status: 'maintenance', site });
  });

  it('deletes only what nobody has taken back', async () => {
    const { json } = await trapline.call('GET', '/api/v1/devices?limit=2&customer=Saint%20Orlan%20Hospital');
    const [kept, deleted] = json.devices as [{ guid: string }, { guid: string }];
    const visitor = await visit(browser, trapline.url);
    const { page } = visitor;
    await comeIn(visitor, KEYS.operator, `/devices/${kept.guid}`);
    await page.getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.goto(`/devices/${deleted.guid}`);
    await page.getByRole('button', { name: 'Delete' }).click();
    await page.getByText('has been deleted').waitFor({ timeout: 20_000 });
    expect((await trapline.call('GET', `/api/v1/devices/${kept.guid}`)).status).toBe(200);
    expect((await trapline.call('GET', `/api/v1/devices/${deleted.guid}`)).status).toBe(404);
  });
});
