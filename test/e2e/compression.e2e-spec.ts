import { request } from 'node:http';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { generateFleet } from '@libs/simulators';
import { eventually } from '../support/eventually';
import { KEYS, startTrapline, type Trapline } from '../support/trapline';

interface Sent {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** As sent: not decoded. */
  readonly body: Buffer;
}

const DECODE: Record<string, (bytes: Buffer) => Buffer> = { gzip: gunzipSync, br: brotliDecompressSync };
const LIST = '/api/v1/devices';
const DEVICES = 300;

let trapline: Trapline;

beforeAll(async () => {
  trapline = await startTrapline({
    microshare: { clusters: generateFleet({ devices: DEVICES, clusters: 3 }).clusters },
    settings: { CORS_ORIGINS: 'https://console.example' },
  });
});

afterAll(async () => {
  await trapline.close();
});

/** A call whose answer stays as it is on the wire. */
function ask(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Sent> {
  return new Promise((resolve, reject) => {
    const sent = { 'X-API-Key': KEYS.operator, ...headers };
    const call = request(`${trapline.url}${path}`, { method, headers: sent, timeout: 10_000 }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.once('error', reject);
      response.once('end', () => {
        const status = response.statusCode ?? 0;
        resolve({ status, headers: response.headers as Sent['headers'], body: Buffer.concat(parts) });
      });
    });
    call.once('error', reject);
    call.once('timeout', () => call.destroy(new Error('no answer within 10 s')));
    call.end();
  });
}

function contentOf({ headers, body }: Sent): any {
  const coding = headers['content-encoding'];
  return JSON.parse((coding === undefined ? body : (DECODE[coding]?.(body) ?? body)).toString('utf8'));
}

describe.each([
  ['the list', LIST],
  ['a page', `${LIST}?limit=20&sort=-erp_reference`],
])('%s', (_what, path) => {
  it('is the same content in every coding, asked for once and again', async () => {
    const plain = contentOf(await ask(path));
    expect(plain.total_count).toBe(DEVICES);
    for (const coding of ['gzip', 'br']) {
      for (let time = 0; time < 2; time += 1) {
        const sent = await ask(path, { 'Accept-Encoding': coding });
        expect([sent.status, sent.headers['content-encoding']]).toEqual([200, coding]);
        expect(sent.headers['content-type']).toBe('application/json; charset=utf-8');
        expect(Number(sent.headers['content-length'])).toBe(sent.body.length);
        const content = contentOf(sent);
        expect(content.devices).toEqual(plain.devices);
        expect(content.next_cursor).toEqual(plain.next_cursor);
        expect(Object.keys(content.clusters_info)).toEqual(Object.keys(plain.clusters_info));
        expect(content.age_seconds).toBeGreaterThanOrEqual(plain.age_seconds);
      }
    }
  });

  it('has an ETag per coding, and is not modified for whoever holds any of them', async () => {
    const codings = ['identity', 'gzip', 'br'];
    const etags: string[] = [];
    for (const coding of codings)
      etags.push((await ask(path, { 'Accept-Encoding': coding })).headers['etag'] ?? '');
    expect(new Set(etags).size).toBe(3);
    for (const etag of etags) {
      const again = await ask(path, { 'Accept-Encoding': 'br', 'If-None-Match': `"other", ${etag}` });
      expect([again.status, again.headers['etag'], again.body.length]).toEqual([304, etag, 0]);
      expect(again.headers['vary']).toMatch(/accept-encoding/i);
      expect(again.headers['content-encoding']).toBeUndefined();
    }
  });

  it('says in every coding that its coding depends on the request, beside what else does', async () => {
    for (const coding of ['identity', 'gzip', 'br']) {
      const { headers } = await ask(path, { 'Accept-Encoding': coding, Origin: 'https://console.example' });
      expect(headers['vary']).toMatch(/accept-encoding/i);
      expect(headers['access-control-allow-origin']).toBe('https://console.example');
    }
  });

  it('carries the headers of every answer, from kept bytes too', async () => {
    for (let time = 0; time < 3; time += 1) {
      const { headers } = await ask(path, { 'Accept-Encoding': 'gzip', 'X-Request-Id': `kept-${time}` });
      expect(headers['x-request-id']).toBe(`kept-${time}`);
      expect(headers['x-response-time']).toMatch(/^\d+\.\dms$/);
      expect(headers['x-api-version']).toBe('1');
      expect(headers['x-content-type-options']).toBe('nosniff');
      expect(headers['content-security-policy']).toContain("script-src 'self'");
    }
  });

  it('answers HEAD with the headers of the compressed body, and no body', async () => {
    const { headers, body } = await ask(path, { 'Accept-Encoding': 'gzip' }, 'HEAD');
    expect([headers['content-encoding'], body.length]).toEqual(['gzip', 0]);
    expect(Number(headers['content-length'])).toBeGreaterThan(100);
  });
});

describe('kept lists', () => {
  it('show a write at once, in every coding, under a new ETag', async () => {
    const { guid } = contentOf(await ask(`${LIST}?limit=1`)).devices[0];
    for (const coding of ['identity', 'gzip', 'br']) {
      const before = await ask(LIST, { 'Accept-Encoding': coding });
      const area = `Area ${coding}`;
      expect((await trapline.call('PATCH', `${LIST}/${guid}`, { body: { area } })).status).toBe(200);
      const etag = before.headers['etag'] ?? '';
      const after = await ask(LIST, { 'Accept-Encoding': coding, 'If-None-Match': etag });
      expect(after.status).toBe(200);
      expect(after.headers['etag']).not.toBe(etag);
      const shown = contentOf(after).devices.find((device: { guid: string }) => device.guid === guid);
      expect(shown.area).toBe(area);
      const one = contentOf(await ask(`${LIST}/${guid}`));
      expect(one.device.area).toBe(area);
    }
  });

  it('grow older without being made anew', async () => {
    const first = await ask(LIST, { 'Accept-Encoding': 'br' });
    const age = contentOf(first).age_seconds;
    const older = await eventually(async () => {
      const sent = await ask(LIST, { 'Accept-Encoding': 'br' });
      expect(contentOf(sent).age_seconds).toBeGreaterThan(age);
      return sent;
    });
    expect(older.headers['etag']).toBe(first.headers['etag']);
  });

  it('are closed to whoever does not authenticate, however often they were answered', async () => {
    for (let time = 0; time < 2; time += 1) expect((await ask(LIST)).status).toBe(200);
    for (const key of ['', 'made-up']) {
      const refused = await ask(LIST, { 'X-API-Key': key });
      expect(refused.status).toBe(401);
      expect(refused.headers['etag']).toBeUndefined();
    }
  });

  it('count in the metrics by their route', async () => {
    const count = async (): Promise<number> => {
      const { text } = await trapline.call('GET', '/metrics');
      const found = /response_time_seconds_count\{endpoint="GET \/api\/v1\/devices",[^}]*\} (\d+)/.exec(text);
      return Number(found?.[1]);
    };
    const before = await count();
    for (let time = 0; time < 3; time += 1) await ask(LIST);
    await eventually(async () => {
      expect(await count()).toBe(before + 3);
    });
  });

  it('refuse a query that is not legal every time', async () => {
    for (let time = 0; time < 2; time += 1) expect((await ask(`${LIST}?limit=0`)).status).toBe(422);
  });
});

describe('other answers', () => {
  it.each([
    ['CSV', `${LIST}/export`, 'text/csv; charset=utf-8'],
    ['clusters and devices', '/docs-json', 'application/json; charset=utf-8'],
  ])('of some length are compressed too: %s', async (_what, path, type) => {
    const plain = await ask(path);
    expect(plain.headers['vary']).toMatch(/accept-encoding/i);
    for (const coding of ['gzip', 'br']) {
      const sent = await ask(path, { 'Accept-Encoding': coding });
      expect([sent.headers['content-encoding'], sent.headers['content-type']]).toEqual([coding, type]);
      expect(DECODE[coding]?.(sent.body).equals(plain.body)).toBe(true);
      expect(sent.body.length).toBeLessThan(plain.body.length / 2);
    }
  });

  it('that are short stay as they are', async () => {
    const { guid } = contentOf(await ask(`${LIST}?limit=1`)).devices[0];
    for (const path of [`${LIST}/${guid}`, '/api/v1/nowhere', `${LIST}?q=no-such-thing&limit=0`]) {
      expect(
        (await ask(path, { 'Accept-Encoding': 'gzip, br' })).headers['content-encoding'],
      ).toBeUndefined();
    }
  });

  it('are not compressed for whoever refuses it', async () => {
    const { headers, body } = await ask(LIST, { 'Accept-Encoding': 'gzip;q=0, br;q=0' });
    expect(headers['content-encoding']).toBeUndefined();
    expect(JSON.parse(body.toString('utf8')).total_count).toBe(DEVICES);
  });
});
