import { DEFAULT_ACCOUNT } from '@libs/simulators';
import { smallFleet } from '../support/clusters';
import { type Answer, KEYS, startTrapline, type Trapline } from '../support/trapline';

const SESSION = '/api/v1/auth/session';
const { username, password } = DEFAULT_ACCOUNT;

let trapline: Trapline;

beforeAll(async () => {
  trapline = await startTrapline({
    microshare: { clusters: smallFleet() },
    settings: { TRUST_PROXY: 'true' },
  });
});

afterAll(async () => {
  await trapline.close();
});

const open = (body: object, headers: Record<string, string> = {}): Promise<Answer> =>
  trapline.call('POST', SESSION, { key: null, body, headers });

const cookieOf = (answer: Answer): string =>
  /^(trapline_session=[^;]+)/.exec(answer.headers.get('set-cookie') ?? '')?.[1] ?? '';

const withCookie = (
  cookie: string,
  more: Record<string, string> = {},
): { key: null; headers: Record<string, string> } => ({
  key: null,
  headers: { cookie, ...more },
});

const OWN_PAGE = { 'X-Trapline-Client': 'console' };

describe('a session in a cookie', () => {
  it('is out of reach of scripts and other sites, and its token is in no body', async () => {
    const opened = await open({ username, password });
    expect(opened.status).toBe(200);
    expect(opened.json).toMatchObject({
      authenticated: true,
      kind: 'session',
      name: username,
      role: 'operator',
    });
    expect(opened.headers.get('set-cookie')).toMatch(
      /^trapline_session=tls_[\w-]+; Path=\/; Max-Age=\d+; HttpOnly; SameSite=Strict$/,
    );
    expect(opened.text).not.toContain('tls_');
  });

  it('is sent over https alone where the browser came by https', async () => {
    const opened = await open({ username, password }, { 'X-Forwarded-Proto': 'https' });
    expect(opened.headers.get('set-cookie')).toMatch(/; Secure$/);
  });

  it('reads without more, and changes only what our own page asks for', async () => {
    const cookie = cookieOf(await open({ username, password }));
    expect((await trapline.call('GET', '/api/v1/devices', withCookie(cookie))).status).toBe(200);
    const body = { area: 'Cellar' };
    const forged = await trapline.call('PATCH', '/api/v1/devices/trap-2', { ...withCookie(cookie), body });
    expect([forged.status, forged.json.detail]).toEqual([403, expect.stringContaining('x-trapline-client')]);
    const own = await trapline.call('PATCH', '/api/v1/devices/trap-2', {
      ...withCookie(cookie, OWN_PAGE),
      body,
    });
    expect(own.status).toBe(200);
  });

  it('ends for good, and leaves the browser', async () => {
    const cookie = cookieOf(await open({ username, password }));
    const closed = await trapline.call('DELETE', SESSION, withCookie(cookie, OWN_PAGE));
    expect([closed.status, closed.headers.get('set-cookie')]).toEqual([
      200,
      expect.stringContaining('trapline_session=; Path=/; Max-Age=0'),
    ]);
    expect((await trapline.call('GET', '/api/v1/devices', withCookie(cookie))).status).toBe(401);
  });

  it('gives way to a key or token that is sent with it', async () => {
    const cookie = cookieOf(await open({ username, password }));
    const headers = { cookie, authorization: `Bearer ${KEYS.viewer}` };
    const { json } = await trapline.call('GET', '/api/v1/auth/status', { key: null, headers });
    expect(json).toMatchObject({ kind: 'api_key', name: 'viewer' });
  });

  it('is refused when it is made up', async () => {
    for (const value of ['tls_AAAA', 'nonsense', KEYS.admin]) {
      const answer = await trapline.call('GET', '/api/v1/devices', withCookie(`trapline_session=${value}`));
      expect(answer.status).toBe(401);
    }
  });
});

describe('a session for an API key', () => {
  it('may do what the key may', async () => {
    const opened = await open({ api_key: KEYS.viewer });
    expect(opened.json).toMatchObject({ kind: 'api_key', name: 'viewer', role: 'viewer' });
    const call = withCookie(cookieOf(opened), OWN_PAGE);
    expect((await trapline.call('GET', '/api/v1/devices', call)).status).toBe(200);
    expect((await trapline.call('DELETE', '/api/v1/devices/trap-1', call)).status).toBe(403);
    expect((await trapline.call('DELETE', SESSION, call)).status).toBe(200);
    expect((await trapline.call('GET', '/api/v1/devices', call)).status).toBe(401);
  });

  it('is not opened for an unknown key, nor for neither key nor password', async () => {
    expect((await open({ api_key: 'made-up' })).status).toBe(401);
    const neither = await open({});
    expect([neither.status, neither.json.errors.map(({ field }: { field: string }) => field)]).toEqual([
      422,
      expect.arrayContaining(['username', 'password']),
    ]);
  });
});
