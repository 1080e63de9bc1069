import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';

const usual = createRequire(import.meta.url)('./chromium-paths.json');

/**
 * A Chromium for the tests of the console: `CHROMIUM_PATH`, else where distributions put it. `url` is its path, undefined
 * where there is none. A `CHROMIUM_PATH` that does not exist is an error: somebody meant it.
 *
 * @returns {{ url?: string, description: string }}
 */
export function findChromium(env) {
  const meant = env.CHROMIUM_PATH ?? '';
  if (meant !== '') {
    if (!existsSync(meant)) throw new Error(`CHROMIUM_PATH is ${meant}, which does not exist`);
    return { url: meant, description: `Chromium at ${meant}` };
  }
  const found = usual.find((path) => existsSync(path));
  if (found !== undefined) return { url: found, description: `Chromium at ${found}` };
  return { description: `no CHROMIUM_PATH, and nothing at ${usual.join(', ')}; install Debian's chromium` };
}
