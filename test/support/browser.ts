import { existsSync } from 'node:fs';
import { type Browser, type BrowserContext, chromium, type Locator, type Page } from 'playwright-core';
import usualPaths from '../../scripts/chromium-paths.json';

/** Where a Chromium is: what CHROMIUM_PATH says, else where distributions put it. Undefined where there is none. */
export const chromiumPath = [process.env['CHROMIUM_PATH'] ?? '', ...usualPaths].find(
  (path) => path !== '' && existsSync(path),
);

/** Runs the suite where there is a Chromium, and reports it as skipped where there is none. */
export function describeWithBrowser(title: string, suite: () => void): void {
  if (chromiumPath === undefined) {
    describe.skip(`${title} [no Chromium: install Debian's chromium, or set CHROMIUM_PATH]`, suite);
  } else {
    describe(title, suite);
  }
}

export async function openBrowser(): Promise<Browser> {
  if (chromiumPath === undefined) throw new Error('there is no Chromium');
  // Containers have no user namespaces to build a sandbox from, and little shared memory.
  return chromium.launch({ executablePath: chromiumPath, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
}

export interface Visitor {
  readonly context: BrowserContext;
  readonly page: Page;
  /** What the page's own policy or scripts have complained of. */
  readonly complaints: string[];
}

export interface VisitorOptions {
  readonly width?: number;
  readonly height?: number;
  readonly dark?: boolean;
  readonly language?: string;
}

/** A person with a browser of his own: no cookies, nothing kept. */
export async function visit(browser: Browser, url: string, options: VisitorOptions = {}): Promise<Visitor> {
  const { width = 1360, height = 860, dark = false, language = 'en-GB' } = options;
  const context = await browser.newContext({
    baseURL: url,
    viewport: { width, height },
    colorScheme: dark ? 'dark' : 'light',
    locale: language,
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (/Content Security Policy|Refused to/i.test(message.text())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  return { context, page, complaints };
}

/** Logs in past the form, as somebody who did so earlier, and opens a page. */
export async function comeIn(visitor: Visitor, apiKey: string, path = '/'): Promise<void> {
  await logIn(visitor, apiKey);
  await visitor.page.goto(path);
}

export async function logIn({ context }: Visitor, apiKey: string): Promise<void> {
  const opened = await context.request.post('/api/v1/auth/session', { data: { api_key: apiKey } });
  if (!opened.ok()) throw new Error(`log-in answered ${opened.status()}`);
}

const MOST_TABS = 120;

/** Presses Tab until the control has the focus, as somebody without a mouse does. */
export async function tabTo(page: Page, control: Locator): Promise<void> {
  await control.waitFor();
  for (let tabs = 0; tabs < MOST_TABS; tabs += 1) {
    if ((await control.and(page.locator(':focus')).count()) > 0) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab does not reach ${String(control)}`);
}
