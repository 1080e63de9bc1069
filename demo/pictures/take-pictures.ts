import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { Demo } from '../start-demo';
import { type Picture, PICTURES } from './pictures';
import { PICTURED_AT, settleAnswers } from './settled-answers';

export const THEMES = ['light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

const SIZE = { width: 1280, height: 800 };

/** The stage of all pictures: a demo, when it began, and a browser. */
export interface PictureStage {
  readonly demo: Demo;
  readonly began: Date;
  readonly browser: Browser;
}

/** A reader in London whose clock stands where every picture has it, logged in unless told otherwise. */
export async function openReader(stage: PictureStage, theme: Theme, size = SIZE): Promise<BrowserContext> {
  const context = await stage.browser.newContext({
    baseURL: stage.demo.url,
    viewport: size,
    deviceScaleFactor: 1,
    colorScheme: theme,
    locale: 'en-GB',
    timezoneId: 'Europe/London',
    reducedMotion: 'reduce',
  });
  await context.clock.install({ time: PICTURED_AT });
  await settleAnswers(context, stage.began);
  return context;
}

/** Answers that are on their way are not waited for. */
export async function closeReader(context: BrowserContext): Promise<void> {
  await context.unrouteAll({ behavior: 'ignoreErrors' });
  await context.close();
}

export async function logIn(context: BrowserContext, { apiKey }: Demo): Promise<void> {
  const answer = await context.request.post('/api/v1/auth/session', { data: { api_key: apiKey } });
  if (!answer.ok()) throw new Error(`the log-in answered ${answer.status()}: ${await answer.text()}`);
}

/** Every page in one theme, as PNG. */
export async function* takePictures(
  stage: PictureStage,
  theme: Theme,
): AsyncGenerator<{ readonly name: string; readonly png: Buffer }> {
  const context = await openReader(stage, theme);
  const page = await context.newPage();
  const outside = PICTURES.filter((picture) => picture.outside === true);
  for (const picture of outside) yield { name: `${picture.name}-${theme}`, png: await take(page, picture) };
  await logIn(context, stage.demo);
  for (const picture of PICTURES) {
    if (!outside.includes(picture))
      yield { name: `${picture.name}-${theme}`, png: await take(page, picture) };
  }
  await closeReader(context);
}

async function take(page: Page, { path, ready, outside, prepare }: Picture): Promise<Buffer> {
  await page.goto(path);
  await page.locator(ready).first().waitFor();
  await prepare?.(page);
  if (outside !== true) await page.getByText('Live', { exact: true }).waitFor();
  return shoot(page);
}

/** As it is once fonts are there and nothing waits for an answer. */
export async function shoot(page: Page): Promise<Buffer> {
  await page.evaluate('document.fonts.ready');
  await page.mouse.move(SIZE.width - 1, SIZE.height - 1);
  return page.screenshot({ animations: 'disabled', caret: 'hide', scale: 'css' });
}
