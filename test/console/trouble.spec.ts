import type { Browser } from 'playwright-core';
import { comeIn, describeWithBrowser, visit } from '../support/browser';
import { type ConsoleStage, setConsoleStage } from '../support/console';
import { layLine } from '../support/line';
import { planIn } from '../support/plans';
import { KEYS, type Trapline } from '../support/trapline';

jest.setTimeout(60_000);

describeWithBrowser('the console in trouble', () => {
  let stage: ConsoleStage;
  let trapline: Trapline;
  let browser: Browser;

  beforeAll(async () => {
    stage = await setConsoleStage({ JOB_BACKOFF_MS: '100', BREAKER_VOLUME: '1000' });
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
  });

  it('asks again for a plan to be applied where the answer was lost, and makes nothing twice', async () => {
    const visitor = await visit(browser, trapline.url);
    const { page } = visitor;
    await comeIn(visitor, KEYS.operator, '/gaps?kind=point_without_device&customer=Tarnwick%20Hotels');
    let cut = 0;
    await page.route('**/plans/*/apply', async (route) => {
      if (cut > 0) return route.continue();
      cut += 1;
      // The server does its work; the answer is what gets lost.
      await route.fetch();
      return route.abort('connectionreset');
    });
    await page.getByRole('checkbox', { name: /that can be mended here/ }).check();
    await page.getByRole('button', { name: /^Preview/ }).click();
    await page.getByRole('button', { name: /^Apply \d+ changes$/ }).click();
    await page.locator('.rise').waitFor({ timeout: 30_000 });
    expect(cut).toBe(1);
    const { json } = await trapline.call(
      'GET',
      '/api/v1/devices?customer=Tarnwick%20Hotels&device_type=rodent_sensor',
    );
    const references = (json.devices as { erp_reference: string; id: string }[]).filter(({ id }) =>
      /^[0-]+$/.test(id),
    );
    expect(references.length).toBeGreaterThan(1);
    expect(new Set(references.map(({ erp_reference }) => erp_reference)).size).toBe(references.length);
  });

  it('says what could not be done, why, and under which id, and tries again', async () => {
    const visitor = await visit(browser, trapline.url);
    const { page } = visitor;
    await comeIn(visitor, KEYS.operator, '/gaps?kind=point_without_device&customer=Quillby%20Bakeries');
    await page.getByRole('checkbox', { name: /that can be mended here/ }).check();
    trapline.odoo.answersHtml();
    await page.getByRole('button', { name: /^Preview/ }).click();
    const note = page.getByRole('alert').filter({ hasText: 'No plan could be made' });
    await note.getByRole('button', { name: /^Copy id [\w-]{8,}$/ }).waitFor();
    trapline.odoo.recovers();
    await note.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('button', { name: /^Apply \d+ changes$/ }).waitFor();
  });

  it('shows how a plan has ended where the answer to "Go on" comes later than that', async () => {
    const visitor = await visit(browser, trapline.url);
    const { page } = visitor;
    await comeIn(visitor, KEYS.operator, '/gaps?kind=point_without_device&customer=Veldmar%20Logistics');
    await page.getByRole('checkbox', { name: /that can be mended here/ }).check();
    await page.getByRole('button', { name: /^Preview/ }).click();
    const held = trapline.microshare.holds('write');
    await page.getByRole('button', { name: /^Apply/ }).click();
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByText(/^Paused after/).waitFor();
    held.goOn();
    await page.route('**/plans/*/resume', async (route) => {
      const response = await route.fetch();
      const { id } = (await response.json()) as { id: string };
      await planIn(trapline, id, 'applied');
      await page.getByText('What became of each change').waitFor();
      return route.fulfill({ response });
    });
    const answered = page.waitForResponse(/\/resume$/);
    await page.getByRole('button', { name: 'Go on' }).click();
    await (await answered).finished();
    await page.locator('.rise').waitFor({ timeout: 30_000 });
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('button', { name: /^Take back/ }).click();
    await page.locator('.rise.fall').waitFor({ timeout: 30_000 });
  });

  it('calls a draft off that could not be read, and makes another one', async () => {
    const visitor = await visit(browser, trapline.url);
    const { page } = visitor;
    await comeIn(visitor, KEYS.operator, '/gaps?kind=point_without_device&customer=Quillby%20Bakeries');
    await page.getByRole('checkbox', { name: /that can be mended here/ }).check();
    const made = page.waitForResponse((answer) => answer.request().method() === 'POST');
    let isBroken = true;
    await page.route('**/plans/plan-*?*', (route) => (isBroken ? route.abort() : route.continue()));
    await page.getByRole('button', { name: /^Preview/ }).click();
    const { id } = (await (await made).json()) as { id: string };
    const note = page.getByRole('alert').filter({ hasText: 'No plan could be made' });
    await note.waitFor();
    isBroken = false;
    await note.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('button', { name: /^Apply \d+ changes$/ }).waitFor();
    await planIn(trapline, id, 'cancelled');
  });

  it('says what a plan waits for, and goes on when that is back', async () => {
    const visitor = await visit(browser, trapline.url);
    const { page } = visitor;
    await comeIn(visitor, KEYS.operator, '/gaps?kind=point_without_device&customer=Harbour%20Foods');
    await page.getByRole('checkbox', { name: /that can be mended here/ }).check();
    await page.getByRole('button', { name: /^Preview/ }).click();
    const apply = page.getByRole('button', { name: /^Apply \d+ changes$/ });
    await apply.waitFor();
    trapline.microshare.answers(503, { operation: 'write' });
    await apply.click();
    await page.getByText(/^Waiting, and tried again every \d+ s: /).waitFor();
    trapline.microshare.recovers();
    await page.locator('.rise').waitFor({ timeout: 30_000 });
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

  it('deletes many only where nobody has taken it back, and says what became of each', async () => {
    const tick = async (reference: string): Promise<void> => {
      await page.getByRole('checkbox', { name: `Select ${reference}` }).check();
    };
    const remove = async (): Promise<void> => {
      await page
        .getByRole('region', { name: 'Selected devices' })
        .getByRole('button', { name: 'Delete' })
        .click();
      await page.getByRole('button', { name: 'Delete 2 devices' }).click();
    };
    const { json } = await trapline.call(
      'GET',
      '/api/v1/devices?limit=4&sort=erp_reference&device_type=rodent_sensor&customer=Veldmar%20Logistics&site=Hub%20West',
    );
    const [first, second, third, fourth] = json.devices as [Listed, Listed, Listed, Listed];
    const visitor = await visit(browser, trapline.url);
    const { page } = visitor;
    await comeIn(
      visitor,
      KEYS.operator,
      '/devices?customer=Veldmar%20Logistics&site=Hub%20West&sort=erp_reference',
    );
    for (const { erp_reference: reference } of [first, second]) await tick(reference);
    await remove();
    await page.getByText('2 devices will be deleted.').waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    for (const { erp_reference: reference } of [third, fourth]) await tick(reference);
    await remove();
    // Somebody else is faster with one of them.
    await trapline.call('DELETE', `/api/v1/devices/${fourth.guid}`);
    const results = page.getByRole('dialog', { name: 'Deleting 2 devices' });
    await results.getByText('1 carried out, 1 refused').waitFor({ timeout: 20_000 });
    await results.getByText(fourth.erp_reference).waitFor();
    await page.getByText('1 of 2 devices could not be deleted.').waitFor();
    const statusOf = async ({ guid }: Listed): Promise<number> =>
      (await trapline.call('GET', `/api/v1/devices/${guid}`)).status;
    expect(await Promise.all([first, second, third].map(statusOf))).toEqual([200, 200, 404]);
  });
});

interface Listed {
  readonly guid: string;
  readonly erp_reference: string;
}
