import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { CONSOLE_PAGES } from '../../src/console/console-pages';
import { startTrapline, type Trapline } from '../support/trapline';

const ASSETS = join(__dirname, '../../dist/src/console/files/assets');

let trapline: Trapline;

beforeAll(async () => {
  trapline = await startTrapline({ settings: { RATE_LIMIT_REQUESTS: '100' } });
});

afterAll(async () => {
  await trapline.close();
});

const get = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${trapline.url}${path}`, { headers });

describe('the console', () => {
  it.each(CONSOLE_PAGES)('answers %s with its page, asked for anew each time', async (page) => {
    const answer = await get(page.replace(/:\w+/, 'a%20b'));
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(answer.headers.get('cache-control')).toBe('no-cache');
    expect(await answer.text()).toContain('<div id="app">');
  });

  it('allows nothing inline and nothing from elsewhere, and asks for nothing of the kind', async () => {
    const answer = await get('/');
    const policy = answer.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
    const page = await answer.text();
    expect(page).not.toMatch(/<style|style=|<script(?![^>]* src=)|https?:\/\//);
  });

  it('says that nothing has changed where nothing has', async () => {
    const { headers } = await get('/');
    const again = await get('/', { 'If-None-Match': headers.get('etag') ?? '' });
    expect(again.status).toBe(304);
  });

  it('serves its assets for ever and without end of the allowance', async () => {
    const names = readdirSync(ASSETS);
    for (const name of names) {
      const answer = await get(`/assets/${name}`, { 'Accept-Encoding': 'br' });
      expect([answer.status, answer.headers.get('cache-control')]).toEqual([
        200,
        'public, max-age=31536000, immutable',
      ]);
      expect(answer.headers.get('ratelimit-remaining')).toBeNull();
      const text = /\.(js|css)$/.test(name) && Number(answer.headers.get('content-length') ?? 0) > 1024;
      if (text) expect(answer.headers.get('content-encoding')).toBe('br');
    }
  });

  it('leaves all other addresses to the API', async () => {
    for (const path of ['/nowhere', '/devices/a/b', '/assets/nothing.js', '/assets/..%2findex.html']) {
      const answer = await get(path);
      expect([answer.status, answer.headers.get('content-type')]).toEqual([
        404,
        'application/problem+json; charset=utf-8',
      ]);
    }
    expect((await get('/health')).headers.get('content-type')).toContain('json');
    expect(await (await get('/docs')).text()).toContain('swagger');
  });
});
