import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { comeIn, describeWithBrowser, logIn, visit, type Visitor } from '../support/browser';
import { type ConsoleStage, openAuditTrail, setConsoleStage } from '../support/console';
import { makePlan, type PlanJson } from '../support/plans';
import { KEYS, type Trapline } from '../support/trapline';

const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

/** Each page, and how to tell that it is there. */
const PAGES: readonly (readonly [path: string, ready: string])[] = [
  ['/', '.coverage'],
  ['/gaps', '.gap-row'],
  ['/plans', '.plans'],
  ['/plans/<plan>', '.plan-action'],
  ['/devices', '.grid-row'],
  ['/sites', '.tile'],
  ['/system', '.facts'],
  ['/audit', '.audit'],
];

const LOOKS = [
  { name: 'light', width: 1360, dark: false, language: 'en-GB' },
  { name: 'dark, in German', width: 1360, dark: true, language: 'de-DE' },
  { name: 'on a phone', width: 390, dark: true, language: 'en-GB' },
  { name: 'on a phone, in German', width: 390, dark: false, language: 'de-DE' },
] as const;

jest.setTimeout(90_000);

interface Violation {
  readonly id: string;
  readonly impact: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
}

/** What axe finds serious or critical, in words. */
async function seriousFindings(page: Page): Promise<readonly string[]> {
  await page.evaluate(AXE);
  const violations = await page.evaluate<readonly Violation[]>(
    `axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })
      .then(({ violations }) => violations)`,
  );
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.slice(0, 3).map(({ html, failureSummary }) => `${id}: ${html}\n${failureSummary}`),
    );
}

describeWithBrowser('the pages of the console', () => {
  let stage: ConsoleStage;
  let trapline: Trapline;
  let browser: Browser;
  let plan: PlanJson;

  beforeAll(async () => {
    stage = await setConsoleStage();
    ({ trapline, browser } = stage);
    await openAuditTrail(trapline);
    plan = await makePlan(trapline);
  });

  afterAll(() => stage.close());

  describe.each(LOOKS)('$name', ({ width, dark, language }) => {
    let visitor: Visitor;

    beforeAll(async () => {
      visitor = await visit(browser, trapline.url, { width, dark, language });
      await logIn(visitor, KEYS.admin);
    });

    afterAll(() => visitor.context.close());

    it.each(PAGES)('%s is accessible and fits the screen', async (path, ready) => {
      const { page, complaints } = visitor;
      await page.goto(path.replace('<plan>', plan.id));
      await page.locator(ready).first().waitFor();
      expect(await seriousFindings(page)).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth <= window.innerWidth')).toBe(true);
      expect(complaints).toEqual([]);
    });
  });

  it('is accessible at the log-in, in a drawer, a form, a preview and its results', async () => {
    const visitor = await visit(browser, trapline.url);
    const { page } = visitor;
    await page.goto('/login');
    await page.getByLabel('User name').waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await comeIn(visitor, KEYS.admin, '/devices');
    await page.locator('.grid-row').nth(2).click();
    await page.getByText('Raw record').click();
    expect(await seriousFindings(page)).toEqual([]);
    await page.getByRole('button', { name: 'Edit' }).click();
    expect(await seriousFindings(page)).toEqual([]);
    await page.goto('/gaps?kind=point_without_device');
    await page.locator('.gap-row').first().click();
    expect(await seriousFindings(page)).toEqual([]);
    await page.getByRole('checkbox', { name: /that can be mended here/ }).check();
    await page.getByRole('button', { name: /^Preview/ }).click();
    await page.getByText('Nothing has changed yet').waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await page.getByRole('button', { name: /^Apply \d+ changes$/ }).click();
    await page.locator('.rise').waitFor({ timeout: 30_000 });
    expect(await seriousFindings(page)).toEqual([]);
    await page.getByRole('link', { name: 'See it under Plans' }).click();
    await page.locator('.plan-facts').waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('Nothing has been taken back yet').waitFor();
    expect(await seriousFindings(page)).toEqual([]);
  });

  it('speaks German where the reader does', async () => {
    const visitor = await visit(browser, trapline.url, { language: 'de-DE' });
    await comeIn(visitor, KEYS.admin);
    await visitor.page.getByRole('heading', { name: 'Abdeckung nach Kunden' }).waitFor();
    await visitor.page
      .getByText(/87,3.%|\d+,\d.%/)
      .first()
      .waitFor();
    expect(await visitor.page.locator('html').getAttribute('lang')).toBe('de');
  });

  it('finds a device as one types, and keeps the view in the address', async () => {
    const visitor = await visit(browser, trapline.url);
    const { page } = visitor;
    await comeIn(visitor, KEYS.viewer, '/devices');
    await page.getByRole('searchbox').fill('harb_dock_0003');
    await page.getByText('One device', { exact: true }).waitFor();
    await page.getByRole('columnheader', { name: 'Area' }).getByRole('button').click();
    expect(page.url()).toContain('q=harb_dock_0003&sort=area');
    await page.reload();
    await page.getByText('One device', { exact: true }).waitFor();
    expect(await page.getByRole('button', { name: 'New device' }).count()).toBe(0);
  });

  it('reads a CSV file row by row before it changes anything', async () => {
    const visitor = await visit(browser, trapline.url);
    const { page } = visitor;
    await comeIn(visitor, KEYS.operator, '/devices');
    await page.getByRole('button', { name: 'Import CSV' }).click();
    const csv = [
      'customer,site,area,erp_reference,placement,configuration',
      'Harbour Foods,Dock Street Mill,Grain Intake,HARB_DOCK_9001,Internal,Glue',
      'Harbour Foods,Dock Street Mill,Grain Intake,no good,Internal,Glue',
    ].join('\n');
    await page
      .getByLabel('CSV file')
      .setInputFiles({ name: 'new.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) });
    await page.getByText('Creates: 1 · Wrong: 1').waitFor();
    await page.getByRole('row', { name: /Line 3 Wrong/ }).waitFor();
    expect(
      (await trapline.call('GET', '/api/v1/devices?erp_reference=HARB_DOCK_9001')).json.total_count,
    ).toBe(0);
    await page.getByRole('button', { name: 'Carry out one row' }).click();
    await page.getByText('Created: 1 · Wrong: 1').waitFor();
    expect(
      (await trapline.call('GET', '/api/v1/devices?erp_reference=HARB_DOCK_9001')).json.total_count,
    ).toBe(1);
  });
});
