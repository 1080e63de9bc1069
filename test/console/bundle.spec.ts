import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const FILES = join(__dirname, '../../dist/src/console/files');
const MOST_BYTES = 250_000;

/** Everything that the first page needs: what `index.html` names, what that imports, and the fonts of its styles. */
function firstPage(): readonly string[] {
  const wanted = new Set<string>();
  const queue = ['index.html'];
  for (let name = queue.shift(); name !== undefined; name = queue.shift()) {
    if (wanted.has(name)) continue;
    wanted.add(name);
    if (!/\.(html|js|css)$/.test(name)) continue;
    const text = readFileSync(join(FILES, name), 'utf8');
    // Only imports at the beginning of a script: what a page brings with it comes when it is opened.
    const named = name.endsWith('.js')
      ? [...text.matchAll(/(?:^|;)import(?:\{[^}]*\}from)?"\.\/([\w.-]+)"/g)].map(
          ([, file]) => `assets/${String(file)}`,
        )
      : [...text.matchAll(/assets\/[\w.-]+|url\(\.?\/?([\w.-]+)\)/g)].map(([whole, file]) =>
          file === undefined ? whole : `assets/${file}`,
        );
    queue.push(...named.filter((each) => !wanted.has(each)));
  }
  return [...wanted];
}

describe('the first page of the console', () => {
  it('takes less than 250 kB compressed, fonts included', () => {
    const files = firstPage();
    expect(files.some((name) => /index-.*\.js$/.test(name))).toBe(true);
    expect(files.some((name) => name.endsWith('.woff2'))).toBe(true);
    const bytes = files.reduce((sum, name) => sum + gzipSync(readFileSync(join(FILES, name))).length, 0);
    expect(bytes).toBeLessThan(MOST_BYTES);
  });
});
