import type { Browser, Page } from 'playwright-core';
import { DEFAULT_ACCOUNT } from '@libs/simulators';
import { comeIn, describeWithBrowser, tabTo, visit } from '../support/browser';
import { compare, type ConsoleStage, setConsoleStage } from '../support/console';
import { layLine } from '../support/line';
import { bothSides, type PlanJson, planIn, PLANS } from '../support/plans';
import { KEYS, type Trapline } from '../support/trapline';

const CUSTOMER = 'Harbour Foods';
const TO_MEND = /that can be mended here/;
const EVENTS_OF_PLAN = /\/plans\/[^/]+\/events$/;
const APPLY = /^Apply \d+ changes$/;
const TAKE_BACK = /^Take back \d+ changes$/;

jest.setTimeout(60_000);

describeWithBrowser('the nine-o’clock story', () => {
  let stage: ConsoleStage;
  let trapline: Trapline;
  let browser: Browser;

  beforeAll(async () => {
    stage = await setConsoleStage();
    ({ trapline, browser } = stage);
  });

  afterAll(() => stage.close());

  const deviceCount = async (): Promise<number> =>
    (await trapline.call('GET', '/api/v1/devices?limit=1')).json.total_count as number;

  /** Of everybody who uses the service account. */
  const newestPlan = async (): Promise<PlanJson> => {
    const key = KEYS.viewer;
    const { json } = await trapline.call('GET', `${PLANS}?limit=1`, { key });
    const [{ id }] = json.plans as [{ id: string }];
    return (await trapline.call('GET', `${PLANS}/${id}?limit=1000`, { key })).json as PlanJson;
  };

  /** What the note on the coverage says, before and after. */
  async function coverage(page: Page): Promise<readonly [number, number]> {
    const note = page.locator('.rise');
    await note.waitFor({ timeout: 30_000 });
    const [from = 0, to = 0] = [...(await note.innerText()).matchAll(/([\d.]+)%/g)].map(([, n]) => Number(n));
    return [from, to];
  }

  it('goes from the log-in to a higher coverage, and back, with the keyboard alone', async () => {
    const [devices, sides] = [await deviceCount(), bothSides(trapline)];
    const { page, complaints } = await visit(browser, trapline.url);
    const press = (key: string): Promise<void> => page.keyboard.press(key);

    await page.goto('/');
    await page.getByLabel('User name').waitFor();
    await tabTo(page, page.getByLabel('User name'));
    await page.keyboard.type(DEFAULT_ACCOUNT.username);
    await tabTo(page, page.getByLabel('Password'));
    await page.keyboard.type(DEFAULT_ACCOUNT.password);
    await press('Enter');

    await page.getByRole('heading', { name: /to act on/ }).waitFor();
    await tabTo(page, page.getByRole('link', { name: 'Put it right' }));
    await press('Enter');

    await tabTo(page, page.getByRole('combobox', { name: 'Customer' }));
    await page.keyboard.type(CUSTOMER);
    await page.waitForURL(/customer=Harbour/);

    await tabTo(page, page.getByRole('checkbox', { name: TO_MEND }));
    await press('Space');
    await tabTo(page, page.getByRole('row', { name: /HARB_/ }).first());
    await press('ArrowDown');
    await page.getByText('No trap carries the reference').waitFor();

    await tabTo(page, page.getByRole('button', { name: /^Preview \d+ gaps$/ }));
    await press('Enter');
    const apply = page.getByRole('button', { name: APPLY });
    await apply.waitFor();
    const wanted = Number(/\d+/.exec(await apply.innerText())?.[0]);
    expect(wanted).toBeGreaterThan(1);
    expect(bothSides(trapline)).toEqual(sides);

    await tabTo(page, apply);
    await press('Enter');
    const [from, to] = await coverage(page);
    expect(to).toBeGreaterThan(from);
    await page.getByText(`Done: ${wanted}`).waitFor();
    expect(await deviceCount()).toBeGreaterThan(devices);

    await tabTo(page, page.getByRole('button', { name: 'Undo' }));
    await press('Enter');
    // It asks first, and names what would be restored.
    await page.getByText('Nothing has been taken back yet').waitFor();
    await page.getByText(`To do: ${wanted}`).waitFor();
    expect(await deviceCount()).toBeGreaterThan(devices);
    await tabTo(page, page.getByRole('button', { name: TAKE_BACK }));
    await press('Enter');
    await page.getByText('What became of each change that was taken back').waitFor({ timeout: 30_000 });
    await page.getByText(`Done: ${wanted}`).waitFor();
    expect(await coverage(page)).toEqual([to, from]);
    expect(bothSides(trapline)).toEqual(sides);
    expect(complaints).toEqual([]);
  });

  it('shows what a plan would change and why, and calls the draft off when nobody wants it', async () => {
    const sides = bothSides(trapline);
    const visitor = await visit(browser, trapline.url);
    const { page } = visitor;
    await comeIn(visitor, KEYS.operator, '/gaps?kind=near_match&customer=Harbour%20Foods');
    await page.getByRole('checkbox', { name: TO_MEND }).check();
    await page.getByRole('button', { name: 'Preview one gap' }).click();
    const dialogue = page.getByRole('dialog', { name: 'Put one gap right' });
    const action = dialogue.getByRole('listitem').filter({ hasText: 'HARB_DOCK_0008' });
    await action.getByText('Change the reference').waitFor();
    await action.getByText('Medium risk').waitFor();
    await action.getByText('carries the reference "HARB_DOCK_ 0008".').waitFor();
    expect(await action.locator('del').innerText()).toBe('HARB_DOCK_ 0008');
    expect(await action.locator('ins').innerText()).toBe('HARB_DOCK_0008');

    const draft = await newestPlan();
    expect(draft).toMatchObject({ status: 'draft', summary: { rename: 1 } });
    await page.keyboard.press('Escape');
    await dialogue.waitFor({ state: 'detached' });
    await planIn(trapline, draft.id, 'cancelled');

    // So does whoever leaves the page.
    await page.getByRole('button', { name: 'Preview one gap' }).click();
    await page.getByRole('button', { name: 'Apply one change' }).waitFor();
    const other = await newestPlan();
    expect(other.id).not.toBe(draft.id);
    await page.goto('about:blank');
    await planIn(trapline, other.id, 'cancelled');
    expect(bothSides(trapline)).toEqual(sides);
  });

  it('tells how far it is, pauses, and goes on', async () => {
    const visitor = await visit(browser, trapline.url);
    const { page } = visitor;
    await comeIn(visitor, KEYS.operator, '/gaps?kind=point_without_device&customer=Quillby%20Bakeries');
    await page.getByRole('checkbox', { name: TO_MEND }).check();
    await page.getByRole('button', { name: /^Preview/ }).click();
    const held = trapline.microshare.holds('write');
    await page.getByRole('button', { name: APPLY }).click();
    const progress = page
      .getByRole('dialog')
      .getByRole('status')
      .filter({ hasText: /0 of \d+ changes/ });
    await progress.getByRole('progressbar').waitFor();
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByText(/^Paused after/).waitFor();
    held.goOn();
    await page.getByRole('button', { name: 'Go on' }).click();
    const [from, to] = await coverage(page);
    expect(to).toBeGreaterThan(from);
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('button', { name: TAKE_BACK }).click();
    expect(await coverage(page)).toEqual([to, from]);
  });

  it('goes on by itself after a connection that was lost in the middle, and does nothing twice', async () => {
    const sides = bothSides(trapline);
    const line = await layLine(trapline.url);
    const visitor = await visit(browser, line.url);
    const { page, context } = visitor;
    await comeIn(visitor, KEYS.operator, '/gaps?kind=point_without_device&customer=Tarnwick%20Hotels');
    await page.getByRole('checkbox', { name: TO_MEND }).check();
    await page.getByRole('button', { name: /^Preview/ }).click();
    const apply = page.getByRole('button', { name: APPLY });
    await apply.waitFor();
    const wanted = Number(/\d+/.exec(await apply.innerText())?.[0]);
    const held = trapline.microshare.holds('write');
    const followed = page.waitForResponse(EVENTS_OF_PLAN);
    await apply.click();
    expect((await followed).request().headers()['last-event-id']).toBeUndefined();
    // Read after the stream stood; what stands in the stream by then is heard right after.
    await (await page.waitForResponse(/\/plans\/[^/]+\?limit=1$/)).finished();
    await page.getByText(`0 of ${wanted} changes`).first().waitFor();
    await line.cut();
    await page.getByText('This goes on by itself as soon as it is back').first().waitFor();
    await line.mend();
    const resumed = await page.waitForResponse(EVENTS_OF_PLAN);
    held.goOn();
    expect(resumed.request().headers()['last-event-id']).toMatch(/^\d+-\d+$/);
    const [from, to] = await coverage(page);
    expect(to).toBeGreaterThan(from);
    await page.getByText(`Done: ${wanted}`).waitFor();
    expect(await newestPlan()).toMatchObject({ status: 'applied', progress: { applied: wanted } });
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('button', { name: TAKE_BACK }).click();
    expect(await coverage(page)).toEqual([to, from]);
    expect(bothSides(trapline)).toEqual(sides);
    await context.close();
  });

  it('asks for the cluster of a device whose customer none serves', async () => {
    trapline.odoo.products.add({ name: 'New Bakery / Oven Hall / Door', default_code: 'NEWB_OVEN_0001' });
    expect(await compare(trapline)).toBe('succeeded');
    const visitor = await visit(browser, trapline.url);
    const { page } = visitor;
    await comeIn(visitor, KEYS.operator, '/gaps?customer=New%20Bakery');
    await page.getByRole('checkbox', { name: 'Select the one that can be mended here' }).check();
    await page.getByRole('button', { name: 'Preview one gap' }).click();
    await page.getByText('There is nothing that this could do.').waitFor();
    const first = await newestPlan();
    await page
      .getByRole('combobox', { name: /^Cluster for new devices/ })
      .selectOption({ label: 'Quillby Bakeries | Motion' });
    await page.getByRole('button', { name: 'Apply one change' }).click();
    await page.locator('.rise').waitFor({ timeout: 30_000 });
    await planIn(trapline, first.id, 'cancelled');
    const { json } = await trapline.call('GET', '/api/v1/devices?erp_reference=NEWB_OVEN_0001');
    expect(json.devices).toMatchObject([{ cluster_name: 'Quillby Bakeries | Motion' }]);
  });
});
