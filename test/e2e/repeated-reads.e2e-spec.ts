import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { connect } from 'node:net';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { DEFAULT_ACCOUNT, generateFleet } from '@libs/simulators';
import { rawCluster, rawTrap } from '../support/clusters';
import { eventually } from '../support/eventually';
import { KEYS, startTrapline, type Trapline } from '../support/trapline';
import { askOnWire, type WireAnswer } from '../support/wire';

const LIST = '/api/v1/devices';
const KEY = { 'X-API-Key': KEYS.viewer };
/** Its JSON is long enough to be compressed. */
const LONG = 'long-trap';
const layer = (name: string): string => `${name} ${'long '.repeat(50)}`.trim();
const CLUSTERS = [
  ...generateFleet({ devices: 200, clusters: 3 }).clusters,
  rawCluster('66f0a1b2c3d4e5f607182999', 'Long Names | Motion', [
    rawTrap(LONG, [layer('Customer'), layer('Site'), layer('Area'), 'LONG_0001', 'Internal', 'Cavity']),
    ...Array.from({ length: 20 }, (_, i) =>
      rawTrap(`trap-${i}`, ['Short', 'Site', 'Area', `SH_${i}`, 'Internal', 'Cavity']),
    ),
  ]),
];

/** Handlers that Fastify has run: none for an answer on the short way. */
let handled = 0;
const HANDLING = 'tracing:fastify.request.handler:start';
const count = (): void => {
  handled += 1;
};
const logged: string[] = [];
let trapline: Trapline;
let session: string;
let cookie: string;

beforeAll(async () => {
  subscribe(HANDLING, count);
  trapline = await startTrapline({
    microshare: { clusters: CLUSTERS },
    settings: { CORS_ORIGINS: 'https://plan.example', LOG_LEVEL: 'info' },
    logDestination: { write: (line) => void logged.push(line) },
  });
  const { username, password } = DEFAULT_ACCOUNT;
  const body = { username, password };
  const opened = await trapline.call('POST', '/api/v1/auth/login', { key: null, body });
  session = opened.json.session_token;
  const inBrowser = await trapline.call('POST', '/api/v1/auth/session', { key: null, body });
  cookie = /^[^;]+/.exec(inBrowser.headers.get('set-cookie') ?? '')?.[0] ?? '';
});

afterAll(async () => {
  unsubscribe(HANDLING, count);
  await trapline.close();
});

async function ask(path: string, headers: Record<string, string> = KEY, method = 'GET'): Promise<WireAnswer> {
  return askOnWire(trapline.url + path, headers, method);
}

/** Asks twice for an address that nobody has asked for: the first answer comes the long way, the second the short one. */
async function bothWays(path: string, headers: Record<string, string>): Promise<[WireAnswer, WireAnswer]> {
  const before = handled;
  const long = await ask(path, headers);
  expect(handled).toBe(before + 1);
  const short = await ask(path, headers);
  expect(handled).toBe(before + 1);
  return [long, short];
}

/** What must be the same on both ways; what belongs to one answer alone is replaced by whether it is well formed. */
function comparable({ status, headers, body }: WireAnswer, givenId?: string): unknown {
  const text = textOf(headers['content-encoding'], body).replace(/"age_seconds":\d+/g, '"age_seconds":0');
  const id = headers['x-request-id'] ?? '';
  return {
    status,
    text,
    headers: {
      ...headers,
      date: Number.isNaN(Date.parse(headers['date'] ?? '')),
      'x-request-id': givenId === undefined ? /^[0-9a-f-]{36}$/.test(id) : id,
      'x-response-time': /^\d+\.\dms$/.test(headers['x-response-time'] ?? ''),
      'content-length': Number(headers['content-length']) === body.length,
      'ratelimit-remaining': headers['ratelimit-remaining'] !== undefined,
      'ratelimit-reset': headers['ratelimit-reset'] !== undefined,
    },
  };
}

function textOf(coding: string | undefined, body: Buffer): string {
  const bytes = coding === 'gzip' ? gunzipSync(body) : coding === 'br' ? brotliDecompressSync(body) : body;
  return bytes.toString('utf8');
}

describe('a repeated read', () => {
  const gzip = { 'Accept-Encoding': 'gzip' };
  it.each<[string, string, Record<string, string>, number]>([
    ['a list', `${LIST}?sort=erp_reference`, {}, 200],
    ['a list in gzip', `${LIST}?limit=100`, gzip, 200],
    ['a list in brotli', `${LIST}?limit=101`, { 'Accept-Encoding': 'gzip, br' }, 200],
    ['a short page', `${LIST}?limit=1`, gzip, 200],
    ['an empty page', `${LIST}?customer=nobody`, {}, 200],
    ['a list that the client has', `${LIST}?limit=102`, { 'If-None-Match': '*' }, 304],
    ['a device', `${LIST}/trap-1`, gzip, 200],
    ['a device that the client has', `${LIST}/trap-2`, { 'If-None-Match': '*' }, 304],
    ['a long device', `${LIST}/${LONG}`, {}, 200],
    ['a long device in gzip', `${LIST}/${LONG}/`, gzip, 200],
    ['a request with an id', `${LIST}?limit=103`, { 'X-Request-Id': 'given.1' }, 200],
    ['a request with a bad id', `${LIST}?limit=104`, { 'X-Request-Id': '{"a":1}' }, 200],
    ['a request with headers that nobody knows', `${LIST}?limit=105`, { 'X-Other': 'x', Accept: '*/*' }, 200],
    ['a connection that ends', `${LIST}?limit=106`, { Connection: 'close' }, 200],
  ])('is answered like the first one: %s', async (_what, path, headers, status) => {
    const [long, short] = await bothWays(path, { ...KEY, ...headers });
    expect(long.status).toBe(status);
    const given = headers['X-Request-Id'] === 'given.1' ? 'given.1' : undefined;
    expect(comparable(short, given)).toEqual(comparable(long, given));
    expect(short.headers['vary']).toContain('Origin');
  });

  it.each<[string, () => Record<string, string>]>([
    ['a key as Bearer', () => ({ Authorization: `Bearer ${KEYS.viewer}` })],
    ['a session as Bearer', () => ({ Authorization: `Bearer ${session}` })],
    ['a session in the cookie', () => ({ Cookie: cookie })],
  ])('is answered alike to %s', async (what, headers) => {
    const path = `${LIST}?limit=7&customer=${encodeURIComponent(what)}`;
    const [long, short] = await bothWays(path, headers());
    expect(comparable(short)).toEqual(comparable(long));
  });

  it('goes the long way for HEAD and for other origins, with what those need', async () => {
    const path = `${LIST}?limit=107`;
    const [, short] = await bothWays(path, KEY);
    const before = handled;
    const head = await ask(path, KEY, 'HEAD');
    expect([head.status, head.body.length, head.headers['etag']]).toEqual([200, 0, short.headers['etag']]);
    const allowed = await ask(path, { ...KEY, Origin: 'https://plan.example' });
    expect(allowed.headers['access-control-allow-origin']).toBe('https://plan.example');
    const other = await ask(path, { ...KEY, Origin: 'https://evil.example' });
    expect(other.headers['access-control-allow-origin']).toBeUndefined();
    expect(handled).toBe(before + 3);
  });

  it('is refused like the first one', async () => {
    const [unknown, known] = [`${LIST}?limit=108`, `${LIST}?limit=109`];
    await bothWays(known, KEY);
    for (const headers of [{}, { 'X-API-Key': 'made-up' }, { Authorization: 'Basic eDp5' }]) {
      const given = { ...headers, 'X-Request-Id': 'refused-1' };
      const refused = await ask(known, given);
      expect(refused.status).toBe(401);
      expect(comparable(refused, 'refused-1')).toEqual(comparable(await ask(unknown, given), 'refused-1'));
    }
  });

  it('is refused from the moment its session is logged out', async () => {
    const { username, password } = DEFAULT_ACCOUNT;
    const body = { username, password };
    const opened = await trapline.call('POST', '/api/v1/auth/login', { key: null, body });
    const headers = { Authorization: `Bearer ${opened.json.session_token}` };
    const path = `${LIST}?limit=110`;
    await bothWays(path, headers);
    expect((await ask('/api/v1/auth/logout', headers, 'POST')).status).toBe(200);
    const refused = await ask(path, headers);
    expect(refused.status).toBe(401);
    expect(JSON.parse(refused.body.toString()).detail).toBe('the session was logged out');
  });

  it('that fails is answered by its problem, having been tried once', async () => {
    const path = `${LIST}/trap-3`;
    await bothWays(path, KEY);
    await trapline.call('DELETE', path);
    const hits = await sample('cache_hits_total');
    const gone = await ask(path, { ...KEY, 'X-Request-Id': 'gone-1' });
    expect(await sample('cache_hits_total')).toBe(hits + 1);
    expect(gone.status).toBe(404);
    const never = await ask(`${LIST}/trap-never`, { ...KEY, 'X-Request-Id': 'gone-1' });
    const named = JSON.stringify(comparable(never, 'gone-1')).replaceAll('trap-never', 'trap-3');
    expect(comparable(gone, 'gone-1')).toEqual(JSON.parse(named));
    expect(await lineOf('gone-1')).toMatchObject({ status: 404, caller: 'viewer' });
  });

  it('is measured and logged like the first one', async () => {
    const path = `${LIST}?limit=111`;
    const counted = await sample('response_time_seconds_count', `endpoint="GET ${LIST}"`);
    await bothWays(path, { ...KEY, 'X-Request-Id': 'line' });
    const lines = await eventually(() => {
      const found = logged.filter((line) => line.includes('"request_id":"line"'));
      expect(found).toHaveLength(2);
      return found.map((line) => JSON.parse(line) as Record<string, unknown>);
    });
    const [long, short] = lines.map((line) => ({
      ...line,
      ms: typeof line['ms'],
      time: typeof line['time'],
    }));
    expect(Object.keys(lines[1] ?? {})).toEqual(Object.keys(lines[0] ?? {}));
    expect(short).toEqual(long);
    expect(short).toMatchObject({ route: LIST, path: LIST, status: 200, caller: 'viewer' });
    expect(await sample('response_time_seconds_count', `endpoint="GET ${LIST}"`)).toBe(counted + 2);
    expect(await sample('active_connections')).toBe(1);
  });

  it('that the client has given up is counted no longer', async () => {
    const path = `${LIST}?sort=-erp_reference`;
    await bothWays(path, KEY);
    const socket = connect(Number(new URL(trapline.url).port), '127.0.0.1');
    const asked = `GET ${path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${session}\r\nX-Request-Id: gone-2\r\n\r\n`;
    socket.end(asked.repeat(3), () => socket.destroy());
    await eventually(() => {
      expect(logged.filter((line) => line.includes('"request_id":"gone-2"'))).toHaveLength(3);
    });
    expect(await sample('active_connections')).toBe(1);
  });
});

it('a repeated read counts against the limit once, and is refused beyond it like the first one', async () => {
  const limited = await startTrapline({
    microshare: { clusters: CLUSTERS },
    settings: { RATE_LIMIT_REQUESTS: '4', RATE_LIMIT_WINDOW_S: '600' },
  });
  try {
    const url = `${limited.url}${LIST}?limit=3`;
    const answers: WireAnswer[] = [];
    for (let i = 0; i < 5; i += 1) answers.push(await askOnWire(url, KEY));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 429]);
    expect(answers.map(({ headers }) => headers['ratelimit-remaining'])).toEqual(['3', '2', '1', '0', '0']);
    const [long, short, , , refused] = answers;
    if (long === undefined || short === undefined || refused === undefined) throw new Error('no answers');
    expect(comparable(short)).toEqual(comparable(long));
    expect(short.headers).toMatchObject({ 'ratelimit-limit': '4', 'ratelimit-policy': '4;w=600' });
    const first = await askOnWire(`${limited.url}${LIST}?limit=4`, { ...KEY, 'X-Request-Id': 'limited' });
    const again = await askOnWire(url, { ...KEY, 'X-Request-Id': 'limited' });
    expect(comparable(again, 'limited')).toEqual(comparable(first, 'limited'));
    // Another client is not limited by this one.
    expect((await askOnWire(url, { 'X-API-Key': KEYS.operator })).status).toBe(200);
  } finally {
    await limited.close();
  }
});

it('a repeated read that arrives while the server closes is refused, and its connection ends', async () => {
  const closing = await startTrapline({ microshare: { clusters: CLUSTERS, delays: { authMs: 500 } } });
  const path = `${LIST}?limit=2`;
  for (let i = 0; i < 2; i += 1) expect((await askOnWire(closing.url + path, KEY)).status).toBe(200);
  const socket = connect(Number(new URL(closing.url).port), '127.0.0.1');
  let received = '';
  socket.on('data', (part) => (received += part.toString()));
  const ended = new Promise((resolve) => socket.once('close', resolve));
  // Slow: it logs in to Microshare. What comes behind it on the connection is begun at once and answered after it.
  socket.write(
    `POST /api/v1/connections/test HTTP/1.1\r\nHost: x\r\nX-API-Key: ${KEYS.admin}\r\nContent-Length: 0\r\n\r\n`,
  );
  await eventually(async () => {
    const metrics = await askOnWire(`${closing.url}/metrics`, KEY);
    expect(metrics.body.toString()).toMatch(/active_connections\{[^}]*\} 2\n/);
  });
  const closed = closing.close();
  socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\nX-API-Key: ${KEYS.viewer}\r\n\r\n`);
  await ended;
  await closed;
  const [, first = '', second = ''] = received.split('HTTP/1.1 ');
  expect(first).toMatch(/^200 /);
  expect(second).toMatch(/^503 /);
  expect(second.toLowerCase()).toContain('connection: close');
});

/** Sum of a metric's samples, those with a certain label where one is given. */
async function sample(name: string, label = ''): Promise<number> {
  const text = (await ask('/metrics')).body.toString();
  const lines = text.split('\n').filter((line) => line.startsWith(`${name}{`) && line.includes(label));
  return lines.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
}

function lineOf(requestId: string): Promise<Record<string, unknown>> {
  return eventually(() => {
    const line = logged.find((each) => each.includes(`"request_id":"${requestId}"`));
    if (line === undefined) throw new Error(`no line was logged for request ${requestId}`);
    return JSON.parse(line) as Record<string, unknown>;
  });
}
