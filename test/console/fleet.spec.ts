import type { Browser, Page } from 'playwright-core';
import { generateFleet } from '@libs/simulators';
import { comeIn, describeWithBrowser, openBrowser, visit } from '../support/browser';
import { KEYS, startTrapline, type Trapline } from '../support/trapline';

const DEVICES = 100_000;
const ROUNDS = 3;
const SCROLLED_MS = 1500;
/** A frame of all rows may cost so many frames of one customer's; it would be hundreds if it depended on their number. */
const TIMES = 2;

jest.setTimeout(180_000);

interface Scrolled {
  readonly frames: number;
  /** Share of frames in which the row that should be in the middle was not there. */
  readonly blank: number;
}

/** Scrolls ten rows in every frame for a while, where there is something to scroll. */
const SCROLL = `new Promise((resolve) => {
  const box = document.querySelector('.grid-box');
  const [rowHeight, began] = [36, performance.now()];
  let [frames, blank] = [0, 0];
  const frame = (now) => {
    frames += 1;
    if (box !== null) {
      const middle = Math.floor((box.scrollTop + box.clientHeight / 2) / rowHeight);
      if (box.querySelector('[data-index="' + middle + '"]') === null) blank += 1;
      const below = box.scrollHeight - box.clientHeight - box.scrollTop;
      box.scrollTop = below < 20 * rowHeight ? 0 : box.scrollTop + 10 * rowHeight;
    }
    if (now - began < ${SCROLLED_MS}) requestAnimationFrame(frame);
    else resolve({ frames, blank: blank / frames });
  };
  requestAnimationFrame(frame);
})`;

describeWithBrowser('the table of 100,000 devices', () => {
  let trapline: Trapline;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    const { clusters } = generateFleet({ devices: DEVICES });
    [browser, trapline] = await Promise.all([
      openBrowser(),
      startTrapline({ microshare: { clusters }, settings: { ERP_ADAPTER: 'none' }, readyWithinMs: 90_000 }),
    ]);
    const visitor = await visit(browser, trapline.url);
    ({ page } = visitor);
    await comeIn(visitor, KEYS.viewer, '/devices');
    await page.getByText('100,000 devices', { exact: true }).waitFor({ timeout: 60_000 });
  });

  afterAll(async () => {
    await browser.close();
    await trapline.close();
  });

  it('costs no more in a scrolled frame than the table of one customer, and shows every row', async () => {
    const devtools = await page.context().newCDPSession(page);
    // Time that the page's thread has worked, not what other programs took from it: they say nothing about the table.
    await devtools.send('Performance.enable', { timeDomain: 'threadTicks' });
    const workedMs = async (): Promise<number> => {
      const { metrics } = await devtools.send('Performance.getMetrics');
      return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? NaN) * 1000;
    };
    const measure = async (): Promise<{ cost: number; blank: number; fps: number }> => {
      let [cost, blank, fps] = [Infinity, 1, 0];
      for (let round = 0; round < ROUNDS; round += 1) {
        const before = await workedMs();
        const scrolled = await page.evaluate<Scrolled>(SCROLL);
        cost = Math.min(cost, ((await workedMs()) - before) / scrolled.frames);
        blank = Math.min(blank, scrolled.blank);
        fps = Math.max(fps, scrolled.frames / (SCROLLED_MS / 1000));
      }
      return { cost, blank, fps };
    };
    const all = await measure();
    // Told and not held against anything: a busy machine draws fewer.
    process.stdout.write(`console: ${DEVICES} rows scroll at ${Math.round(all.fps)} frames a second\n`);
    const { json } = await trapline.call('GET', '/api/v1/devices?limit=1');
    await page.getByRole('searchbox').fill(json.devices[0].customer);
    await page.getByText('100,000 devices', { exact: true }).waitFor({ state: 'hidden' });
    const few = await measure();
    await page.getByRole('searchbox').fill('');
    expect(few.cost).toBeGreaterThan(0);
    expect(all.cost / few.cost).toBeLessThan(TIMES);
    expect(all.blank).toBeLessThan(0.05);
  });

  it('finds one of them as one types, also by its GUID', async () => {
    const { json } = await trapline.call('GET', '/api/v1/devices?limit=1');
    const [{ guid, erp_reference: reference }] = json.devices as [{ guid: string; erp_reference: string }];
    const search = page.getByRole('searchbox');
    for (const text of [guid.slice(0, 18).toUpperCase(), reference]) {
      await search.fill(text);
      await page.getByText('One device', { exact: true }).waitFor({ timeout: 5_000 });
      await page.getByRole('row', { name: new RegExp(reference) }).waitFor();
    }
    await search.fill('');
    await page.getByText('100,000 devices', { exact: true }).waitFor({ timeout: 5_000 });
  });
});
