import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { firstGapAnalysis } from '../../demo/first-gap-analysis';
import { beginTheMorning } from '../../demo/pictures/begin-the-morning';
import { type PictureStage, takePictures, THEMES } from '../../demo/pictures/take-pictures';
import { startDemo } from '../../demo/start-demo';
import { describeWithBrowser, openBrowser } from '../support/browser';
import { differenceOf } from '../support/picture-difference';

const COMMITTED = join(__dirname, '../../docs/screenshots');
const SCRATCH = join(tmpdir(), 'trapline-pictures');
/** Share of a picture that may look different: letters are smoothed a little differently from one machine to the next. */
const TOLERANCE = 0.004;

jest.setTimeout(240_000);

describeWithBrowser('the pages as they look', () => {
  let stage: PictureStage;

  beforeAll(async () => {
    const began = new Date();
    const say = (): void => undefined;
    const [browser, demo] = await Promise.all([
      openBrowser(),
      startDemo({ port: 3000, say, now: began, onlyInvented: true, logLevel: 'silent' }),
    ]);
    stage = { demo, began, browser };
    await firstGapAnalysis(demo.url, demo.apiKey);
    await beginTheMorning(demo);
  });

  afterAll(async () => {
    await stage.browser.close();
    await stage.demo.stop();
  });

  it.each(THEMES)('are those of the committed pictures, %s', async (theme) => {
    const different: string[] = [];
    for await (const { name, png } of takePictures(stage, theme)) {
      const path = join(COMMITTED, `${name}.png`);
      const found = existsSync(path)
        ? differenceOf(png, readFileSync(path))
        : { share: 1, words: 'there is no committed picture' };
      if (found.share <= TOLERANCE) continue;
      mkdirSync(SCRATCH, { recursive: true });
      const actual = join(SCRATCH, `${name}.png`);
      writeFileSync(actual, png);
      different.push(`${name}: ${found.words}; it looks like ${actual} now`);
    }
    // Meant to look so? `npm run screenshots` takes the pictures anew.
    expect(different).toEqual([]);
  });
});
