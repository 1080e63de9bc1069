import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { firstGapAnalysis } from '../first-gap-analysis';
import { startDemo } from '../start-demo';
import { beginTheMorning } from './begin-the-morning';
import { smallPng } from './small-png';
import { takePictures, THEMES } from './take-pictures';
import { walkThrough } from './walk-through';

const FOLDER = 'docs/screenshots';

/** `npm run screenshots`: pictures of each page, light and dark, and of the main job step by step. */
async function main(): Promise<void> {
  const began = new Date();
  const browser = await chromium.launch({
    executablePath: await chromiumPath(),
    args: ['--no-sandbox', '--disable-dev-shm-usage'],
  });
  const demo = await startDemo({ port: 3000, say, now: began, onlyInvented: true });
  try {
    await firstGapAnalysis(demo.url, demo.apiKey);
    await beginTheMorning(demo);
    await mkdir(FOLDER, { recursive: true });
    const stage = { demo, began, browser };
    for (const theme of THEMES) {
      for await (const picture of takePictures(stage, theme)) await keep(picture);
    }
    for await (const picture of walkThrough(stage)) await keep(picture);
  } finally {
    await browser.close();
    await demo.stop();
  }
}

async function keep({ name, png }: { readonly name: string; readonly png: Buffer }): Promise<void> {
  const small = smallPng(png);
  await writeFile(join(FOLDER, `${name}.png`), small);
  say(`${name}.png  ${Math.round(small.length / 1024)} kB`);
}

/** What CHROMIUM_PATH says, else where distributions put it. */
async function chromiumPath(): Promise<string> {
  const usual = JSON.parse(await readFile('scripts/chromium-paths.json', 'utf8')) as readonly string[];
  const found = [process.env['CHROMIUM_PATH'] ?? '', ...usual].find(
    (path) => path !== '' && existsSync(path),
  );
  if (found === undefined)
    throw new Error("there is no Chromium: install Debian's chromium, or set CHROMIUM_PATH");
  return found;
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(
    `No pictures: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  );
  process.exitCode = 1;
});
