import type { Browser } from 'playwright-core';
import { generateWorld } from '@libs/simulators';
import { openBrowser } from './browser';
import { eventually } from './eventually';
import { KEYS, startTrapline, type Trapline, type TraplineOptions } from './trapline';

/** A Trapline with the world of the demo, compared once, and a browser to look at it. */
export interface ConsoleStage {
  readonly trapline: Trapline;
  readonly browser: Browser;
  close(): Promise<void>;
}

export async function setConsoleStage(settings: TraplineOptions['settings'] = {}): Promise<ConsoleStage> {
  const world = generateWorld();
  const [browser, trapline] = await Promise.all([
    openBrowser(),
    startTrapline({
      microshare: { clusters: world.clusters },
      settings: { RATE_LIMIT_LOGINS_PER_MINUTE: '0', ...settings },
      odoo: { products: world.products.map((product) => ({ ...product })) },
    }),
  ]);
  expect(await compare(trapline)).toBe('succeeded');
  return {
    trapline,
    browser,
    close: async () => {
      await browser.close();
      await trapline.close();
    },
  };
}

/** The embedded database opens when it is first asked, which takes a while. */
export async function openAuditTrail(trapline: Trapline): Promise<void> {
  expect((await trapline.call('GET', '/api/v1/audit?limit=1', { key: KEYS.admin })).status).toBe(200);
}

/** Compares both sides over the API, as somebody else would. @returns how that ended */
export async function compare(trapline: Trapline): Promise<string> {
  const started = await trapline.call('POST', '/api/v1/erp/gap-analysis/runs');
  const { id } = started.json as { readonly id: string };
  return eventually(async () => {
    const run = await trapline.call('GET', `/api/v1/erp/gap-analysis/runs/${id}?limit=1`);
    const { status } = run.json as { readonly status: string };
    if (status === 'running') throw new Error('the comparison has not ended');
    return status;
  });
}
