import type { Browser, Page } from 'playwright-core';
import { comeIn, describeWithBrowser, tabTo, visit } from '../support/browser';
import { type ConsoleStage, setConsoleStage } from '../support/console';
import { layLine } from '../support/line';
import { bothSides, makePlan, planIn, PLANS, post } from '../support/plans';
import { KEYS, type Trapline } from '../support/trapline';

const CUSTOMER = 'Quillby Bakeries';
const CREATES = {
  direction: 'to_microshare',
  scope: { customers: [CUSTOMER] },
  filters: { kinds: ['create'] },
};

/** Where it does not hear of a change, a page asks every fifteen seconds. */
const SOONER_THAN_ASKED_MS = 12_000;

jest.setTimeout(90_000);

describeWithBrowser('the plans in the console', () => {
  let stage: ConsoleStage;
  let trapline: Trapline;
  let browser: Browser;

  beforeAll(async () => {
    stage = await setConsoleStage({ JOB_BACKOFF_MS: '50', BREAKER_VOLUME: '1000' });
    ({ trapline, browser } = stage);
  });

  afterAll(() => stage.close());

  const coverage = async (): Promise<number> =>
    (await trapline.call('GET', '/api/v1/erp/gap-analysis/latest?limit=1')).json.totals
      .coverage_percent as number;

  /** Of everybody who uses the service account. */
  const newest = async (): Promise<{ readonly id: string; readonly status: string }> =>
    (await trapline.call('GET', `${PLANS}?limit=1`)).json.plans[0];

  const open = async (path: string, key: string = KEYS.operator): Promise<Page> => {
    const visitor = await visit(browser, trapline.url);
    await comeIn(visitor, key, path);
    return visitor.page;
  };

  /** By somebody else. */
  const takenBack = async (id: string): Promise<void> => {
    const undo = (await post(trapline, id, 'undo')).json as { id: string };
    await post(trapline, undo.id, 'apply');
    await planIn(trapline, undo.id, 'applied');
  };

  const idIn = (page: Page): string => /plan-[\da-f-]{36}/.exec(page.url())?.[0] ?? '';

  it('say what to do where there are none yet', async () => {
    const page = await open('/plans');
    await page.getByRole('heading', { name: 'No plans yet' }).waitFor();
    await page.getByRole('link', { name: 'Go to the gaps' }).click();
    await page.getByRole('button', { name: 'Preview …' }).waitFor();
  });

  it('are found by who closed the dialogue while one was applied, watched to the end, and taken back', async () => {
    const [sides, before] = [bothSides(trapline), await coverage()];
    const page = await open('/gaps?kind=point_without_device&customer=Harbour%20Foods');
    await page.getByRole('checkbox', { name: /that can be mended here/ }).check();
    await page.getByRole('button', { name: /^Preview/ }).click();
    const apply = page.getByRole('button', { name: /^Apply \d+ changes$/ });
    const wanted = Number(/\d+/.exec(await apply.innerText())?.[0]);
    const held = trapline.microshare.holds('write');
    await apply.click();
    const dialogue = page.getByRole('dialog');
    await dialogue.getByText(`0 of ${wanted} changes`).waitFor();
    await dialogue.getByRole('link', { name: 'See it under Plans' }).waitFor();
    await page.keyboard.press('Escape');
    await dialogue.waitFor({ state: 'detached' });
    expect((await newest()).status).toBe('applying');

    await page.getByRole('link', { name: 'Plans', exact: true }).click();
    const row = page.getByRole('row', { name: /Being applied/ });
    await row.getByText(`Create the device: ${wanted}`).waitFor();
    await row.getByText(`0 of ${wanted}`).waitFor();
    await row.getByRole('link').click();
    const course = page.getByRole('region', { name: 'How it stands' });
    await course.getByRole('progressbar').waitFor();
    await course.getByText(`0 of ${wanted} changes`).waitFor();
    held.goOn();
    await course.getByText('Applied', { exact: true }).waitFor({ timeout: 30_000 });
    await course.getByText(`Done: ${wanted}`).waitFor();
    await page.waitForResponse(/\/gap-analysis\/latest/);
    expect(await coverage()).toBeGreaterThan(before);
    expect(idIn(page)).toBe((await newest()).id);

    await page.getByRole('button', { name: 'Undo' }).click();
    const asked = page.getByRole('dialog', { name: 'Take the plan back?' });
    await asked.getByText(`Delete the device: ${wanted}`).waitFor();
    await asked.getByRole('listitem').filter({ hasText: 'HARB_' }).first().waitFor();
    expect(bothSides(trapline)).not.toEqual(sides);
    await asked.getByRole('button', { name: `Take back ${wanted} changes` }).click();
    await asked.locator('.rise.fall').waitFor({ timeout: 30_000 });
    await asked.getByText(`Done: ${wanted}`).waitFor();
    expect(bothSides(trapline)).toEqual(sides);
    expect(await coverage()).toBe(before);
    await asked.getByRole('button', { name: 'Close' }).last().click();
    await course.getByText(`Taken back: ${wanted}`).waitFor();
    expect(await page.getByRole('button', { name: 'Undo' }).count()).toBe(0);
  });

  it('tell that one has ended, to who is elsewhere in the console by then', async () => {
    const page = await open('/gaps?kind=point_without_device&customer=Tarnwick%20Hotels');
    await page.getByRole('checkbox', { name: /that can be mended here/ }).check();
    await page.getByRole('button', { name: /^Preview/ }).click();
    const held = trapline.microshare.holds('write');
    await page.getByRole('button', { name: /^Apply \d+ changes$/ }).click();
    await page
      .getByText(/^0 of \d+ changes/)
      .first()
      .waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('link', { name: 'Sites' }).click();
    held.goOn();
    const told = page
      .getByRole('status')
      .filter({ hasText: 'A plan that you applied has been carried out.' });
    await told.getByRole('button', { name: 'See it' }).click({ timeout: 30_000 });
    await page.getByRole('heading', { name: /^Plan of / }).waitFor();
    expect(idIn(page)).toBe((await newest()).id);
    await takenBack(idIn(page));
    await page.getByText(/^Taken back: \d+$/).waitFor({ timeout: SOONER_THAN_ASKED_MS });
  });

  it('are applied, paused, gone on with, ended and called off with the keyboard alone', async () => {
    const plan = await makePlan(trapline, CREATES);
    const n = plan.progress['pending'] ?? 0;
    const page = await open('/plans?status=draft');
    const press = (key: string): Promise<void> => page.keyboard.press(key);
    await tabTo(page, page.getByRole('row', { name: /Draft/ }).first().getByRole('link'));
    await press('Enter');
    await page.getByText('Nothing has changed yet. This is what would happen.').waitFor();
    expect(idIn(page)).toBe(plan.id);
    const held = trapline.microshare.holds('write');
    await tabTo(page, page.getByRole('button', { name: `Apply ${n} changes` }));
    await press('Enter');
    await page.getByText(`0 of ${n} changes`).first().waitFor();
    await tabTo(page, page.getByRole('button', { name: 'Pause' }));
    await press('Enter');
    await page.getByText(/^Paused after/).waitFor();
    held.goOn();
    await tabTo(page, page.getByRole('button', { name: 'Go on' }));
    await press('Enter');
    await page.locator('.rise').waitFor({ timeout: 30_000 });
    await page.getByText(`Done: ${n}`).waitFor();
    await tabTo(page, page.getByRole('link', { name: 'All plans' }));
    await press('Enter');
    await page.getByRole('heading', { name: 'No plan is in this status' }).waitFor();
    expect(page.url()).toContain('/plans?status=draft');

    await takenBack(plan.id);

    const other = await makePlan(trapline, { direction: 'both', scope: { customers: ['Harbour Foods'] } });
    await page.goto(`/plans/${other.id}`);
    await tabTo(page, page.getByRole('button', { name: 'Call off' }));
    await press('Enter');
    await page.getByText('Called off', { exact: true }).waitFor();
    await planIn(trapline, other.id, 'cancelled');
    expect(await page.getByRole('button', { name: /^(Apply|Undo|Call off)/ }).count()).toBe(0);
  });

  it('show what was refused, item by item, and why', async () => {
    const plan = await makePlan(trapline, {
      direction: 'to_microshare',
      scope: { customers: ['Harbour Foods'] },
      filters: { kinds: ['update', 'rename', 'move', 'status'] },
    });
    const changed = plan.actions.find(({ status, guid }) => status === 'pending' && guid !== null);
    await trapline.call('PATCH', `/api/v1/devices/${changed?.guid ?? ''}`, {
      body: { placement: 'External', configuration: 'Poison' },
    });
    const page = await open(`/plans/${plan.id}`);
    await page.getByRole('button', { name: /^Apply/ }).click();
    const refused = page.getByRole('listitem').filter({ hasText: 'Refused' });
    await refused
      .getByText(changed?.erp_reference ?? '', { exact: true })
      .first()
      .waitFor();
    await planIn(trapline, plan.id, 'applied');
    const { json } = await trapline.call('GET', `${PLANS}/${plan.id}?status=refused`);
    await refused.getByText((json.actions as { result: string }[])[0]?.result ?? '').waitFor();
  });

  it('say what has failed, and try it again', async () => {
    const plan = await makePlan(trapline, CREATES);
    const n = plan.progress['pending'] ?? 0;
    const page = await open(`/plans/${plan.id}`);
    trapline.microshare.answers(400, { operation: 'write' });
    await page.getByRole('button', { name: `Apply ${n} changes` }).click();
    await page.getByText('Some actions have failed').waitFor({ timeout: 30_000 });
    await page
      .getByRole('listitem')
      .filter({ hasText: 'Failed' })
      .nth(n - 1)
      .waitFor();
    trapline.microshare.recovers();
    await page.getByRole('button', { name: `Try ${n} changes again` }).click();
    await page.getByText(`Done: ${n}`).waitFor({ timeout: 30_000 });
    await takenBack(plan.id);
  });

  it('are read page by page, by the status in the address', async () => {
    for (let i = 0; i < 23; i += 1) {
      await makePlan(trapline, { direction: 'both', scope: { references: ['HARB_DOCK_0008'] } });
    }
    const total = (await trapline.call('GET', `${PLANS}?limit=100`)).json.plans.length as number;
    const page = await open('/plans');
    const rows = page.locator('.plans tbody tr');
    await rows.nth(19).waitFor();
    expect(await rows.count()).toBe(20);
    await page.getByRole('button', { name: 'Show earlier ones' }).click();
    await rows.nth(total - 1).waitFor();
    expect(await rows.count()).toBe(total);
    expect(await page.getByRole('button', { name: 'Show earlier ones' }).count()).toBe(0);
    await page.getByRole('combobox', { name: 'Status' }).selectOption('Called off');
    await page.waitForURL(/status=cancelled/);
    await page
      .getByRole('row', { name: /Applied/ })
      .first()
      .waitFor({ state: 'detached' });
    expect(await rows.count()).toBe(1);
    await page.reload();
    await rows.first().waitFor();
    expect(await rows.count()).toBe(1);
  });

  it('fit a phone, each on a few lines, and are filtered there as well', async () => {
    const { page, ...visitor } = await visit(browser, trapline.url, { width: 390, language: 'de-DE' });
    await comeIn({ page, ...visitor }, KEYS.viewer, '/plans');
    await page.getByRole('combobox', { name: 'Status' }).selectOption('Verworfen');
    const row = page.locator('.plans tbody tr');
    await row.first().getByText('Verworfen').waitFor();
    const widths = `[...document.querySelectorAll('.plans tbody :is(th, td)')].map((cell) => cell.clientWidth)`;
    expect(Math.min(...(await page.evaluate<number[]>(widths)))).toBeGreaterThan(60);
    const box = page.getByRole('region', { name: 'Pläne' });
    expect(await box.evaluate((each: { scrollWidth: number }) => each.scrollWidth)).toBeLessThanOrEqual(390);
    await visitor.context.close();
  });

  it('change in place while others work, also after a connection that was lost', async () => {
    const plan = await makePlan(trapline, CREATES);
    const line = await layLine(trapline.url);
    const visitor = await visit(browser, line.url);
    const { page, context } = visitor;
    await comeIn(visitor, KEYS.viewer, '/plans');
    await page.getByText('Live', { exact: true }).waitFor();
    const first = page.locator('.plans tbody tr').first();
    await first.getByText('Draft').waitFor();
    await post(trapline, plan.id, 'apply');
    await first.getByText('Applied').waitFor({ timeout: SOONER_THAN_ASKED_MS });
    await first.getByRole('link').click();
    await page.getByText(/^Done: \d+$/).waitFor();
    await line.cut();
    await page.getByText('Trapline does not answer').waitFor();
    await takenBack(plan.id);
    await line.mend();
    await page.getByText(/^Taken back: \d+$/).waitFor({ timeout: SOONER_THAN_ASKED_MS });
    await page.getByRole('link', { name: 'All plans' }).click();
    await page
      .getByRole('row', { name: /Applied/ })
      .getByText('Taken back:')
      .first()
      .waitFor();
    await context.close();
  });

  it('are for viewers to look at alone', async () => {
    const plan = await makePlan(trapline, CREATES);
    const page = await open(`/plans/${plan.id}`, KEYS.viewer);
    await page.getByText('Nothing has changed yet').waitFor();
    await page.locator('.plan-action').first().waitFor();
    expect(await page.getByRole('button', { name: /^(Apply|Call off|Undo)/ }).count()).toBe(0);
    await page.goto('/plans/plan-nobody');
    await page.getByText('The plan could not be read.').waitFor();
  });
});
