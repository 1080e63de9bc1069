import type { Page } from 'playwright-core';
import { closeReader, logIn, openReader, type PictureStage, shoot } from './take-pictures';

const CUSTOMER = 'Quillby Bakeries';
const PHONE = { width: 390, height: 780 };

/** The main job step by step, as docs/walk-through.md tells it; it applies a plan and takes it back. */
export async function* walkThrough(
  stage: PictureStage,
): AsyncGenerator<{ readonly name: string; readonly png: Buffer }> {
  const context = await openReader(stage, 'light');
  await logIn(context, stage.demo);
  const page = await context.newPage();
  await page.goto(
    `/gaps?${new URLSearchParams({ kind: 'point_without_device', customer: CUSTOMER }).toString()}`,
  );
  await page.locator('.gap-row').first().click();
  await page.getByRole('checkbox', { name: /that can be mended here/ }).check();
  await live(page);
  yield { name: 'walk-1-worklist', png: await shoot(page) };

  await page.getByRole('button', { name: /^Preview \d+/ }).click();
  await page.getByText('Nothing has changed yet').waitFor();
  yield { name: 'walk-2-preview', png: await shoot(page) };

  await page.getByRole('button', { name: /^Apply \d+ changes$/ }).click();
  await page.locator('.rise').waitFor();
  yield { name: 'walk-3-applied', png: await shoot(page) };

  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByRole('button', { name: /^Take back \d+ changes$/ }).click();
  await page.locator('.rise.fall').waitFor();
  yield { name: 'walk-4-undone', png: await shoot(page) };
  await closeReader(context);

  const yard = await openReader(stage, 'dark', PHONE);
  await logIn(yard, stage.demo);
  const phone = await yard.newPage();
  await phone.goto('/');
  await phone.getByText('Coverage by customer').waitFor();
  yield { name: 'walk-5-phone', png: await shoot(phone) };
  await closeReader(yard);
}

async function live(page: Page): Promise<void> {
  await page.getByText('Live', { exact: true }).waitFor();
}
