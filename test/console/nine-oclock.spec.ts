import type { Browser } from 'playwright-core';
import { DEFAULT_ACCOUNT } from '@libs/simulators';
import { describeWithBrowser, tabTo, visit } from '../support/browser';
import { type ConsoleStage, setConsoleStage } from '../support/console';
import type { Trapline } from '../support/trapline';

const CUSTOMER = 'Harbour Foods';

jest.setTimeout(60_000);

describeWithBrowser('the nine-o’clock story, with the keyboard alone', () => {
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

  it('goes from the log-in to a higher coverage, and back', async () => {
    const before = await deviceCount();
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

    await tabTo(page, page.getByRole('checkbox', { name: /that can be mended here/ }));
    await press('Space');
    await tabTo(page, page.getByRole('row', { name: /HARB_/ }).first());
    await press('ArrowDown');
    await page.getByText('No trap carries the reference').waitFor();

    const preview = page.getByRole('button', { name: /^Preview \d+ devices$/ });
    await tabTo(page, preview);
    await press('Enter');
    const create = page.getByRole('button', { name: /^Create \d+ devices$/ });
    await create.waitFor();
    const wanted = Number(/\d+/.exec(await create.innerText())?.[0]);
    expect(wanted).toBeGreaterThan(1);
    expect(await deviceCount()).toBe(before);

    await tabTo(page, create);
    await press('Enter');
    const rise = page.locator('.rise');
    await rise.waitFor({ timeout: 30_000 });
    const [from = 0, to = 0] = [...(await rise.innerText()).matchAll(/([\d.]+)%/g)].map(([, n]) => Number(n));
    expect(to).toBeGreaterThan(from);
    expect(await deviceCount()).toBe(before + wanted);

    await tabTo(page, page.getByRole('button', { name: 'Undo' }));
    await press('Enter');
    await page.getByText(`${wanted} carried out, 0 refused`).waitFor({ timeout: 30_000 });
    expect(await deviceCount()).toBe(before);
    expect(complaints).toEqual([]);
  });
});
