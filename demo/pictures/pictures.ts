import type { Page } from 'playwright-core';
import { LOOKED_AFTER } from './begin-the-morning';

export interface Picture {
  readonly name: string;
  readonly path: string;
  /** What has to be on the screen first. */
  readonly ready: string;
  /** Before somebody has logged in. */
  readonly outside?: true;
  readonly prepare?: (page: Page) => Promise<void>;
}

/** Another one at each start. */
const PICTURED_ID = 'plan-0f3c8a52-6a0e-4f0e-9a53-7d1a0c1f2b3e';
const CUSTOMER = 'Harbour Foods';
const LOOKS = 10;
const BETWEEN_LOOKS_MS = 60_000;

/** The pages of the console, each once. */
export const PICTURES: readonly Picture[] = [
  { name: 'login', path: '/login', ready: 'text=API key', outside: true },
  { name: 'overview', path: '/', ready: 'text=Coverage by customer' },
  {
    name: 'gaps',
    path: `/gaps?${new URLSearchParams({ customer: CUSTOMER }).toString()}`,
    ready: '.gap-row',
    prepare: async (page) => {
      await page.getByRole('checkbox', { name: /that can be mended here/ }).check();
      await page.locator('.gap-row').filter({ hasText: 'References nearly alike' }).first().click();
      await page.locator('.side-by-side').waitFor();
    },
  },
  { name: 'plans', path: '/plans', ready: '.plans tbody tr' },
  {
    name: 'plan',
    path: '/plans?status=draft',
    ready: '.plans tbody tr',
    prepare: async (page) => {
      await page.locator('.plans tbody a').first().click();
      await page.locator('.plan-action').first().waitFor();
      await page.evaluate(`document.querySelector('.plan-id').textContent = '${PICTURED_ID}'`);
    },
  },
  {
    name: 'devices',
    path: `/devices?${new URLSearchParams({ customer: CUSTOMER }).toString()}`,
    ready: '.grid-row',
    prepare: async (page) => {
      await page.locator('.grid-row').nth(3).click();
      await page.locator('.drawer .facts').waitFor();
    },
  },
  {
    name: 'sites',
    path: '/sites',
    ready: '.tile',
    prepare: async (page) => {
      await page.locator('.tile.heat-4, .tile.heat-3').first().click();
      await page.locator('.site-detail table').waitFor();
    },
  },
  {
    name: 'audit',
    path: `/audit?${new URLSearchParams({ reference: LOOKED_AFTER }).toString()}`,
    ready: '.audit tbody tr',
    prepare: async (page) => {
      for (const details of await page.getByText('Details', { exact: true }).all()) await details.click();
    },
  },
  { name: 'health', path: '/system', ready: '.chart canvas', prepare: lookForTenMinutes },
];

/** The chart of response times fills while somebody looks on. */
async function lookForTenMinutes(page: Page): Promise<void> {
  for (let look = 0; look < LOOKS; look += 1) {
    const seen = page.waitForResponse(/\/metrics$/);
    await page.clock.fastForward(BETWEEN_LOOKS_MS);
    await seen;
  }
}
