import fc from 'fast-check';
import { OauthLogin, WebLogin, type MicroshareLogin } from '@libs/microshare-client';
import { DEFAULT_ACCOUNT, startMicroshareSimulator, type MicroshareSimulator } from '@libs/simulators';
import {
  UpstreamAuthenticationError,
  UpstreamConfigurationError,
  UpstreamProtocolError,
  UpstreamRateLimitedError,
  UpstreamUnavailableError,
} from '@libs/upstream';
import { http, okJson, startRawServer, type RawAnswer, type RawServer } from './raw-server';
import { sample, sampleText } from './samples';
import { thrownBy } from './thrown';

const HOUR_MS = 3_600_000;
/** Issue instant of the documented session. */
const ISSUED = Date.parse('2026-03-02T08:00:00.000Z');
const TOKEN = '9f2c41d07be85a3366c1e0d94b7f5a28c3d6e1f0a9b8475263d41c0e7f9a8b61';
const HTML = { 'Content-Type': 'text/html; charset=utf-8' };
const TEXT = { 'Content-Type': 'text/plain' };
const LOGIN_FORM = '<html><form method="post"><input name="password" type="password"></form></html>';
const PASSWORD = 'p&+%#ü"\' =';

let server: RawServer;
let login: MicroshareLogin;

async function oauthPeer(...answers: readonly [RawAnswer, ...RawAnswer[]]): Promise<void> {
  server = await startRawServer(...answers);
  login = new OauthLogin({ authUrl: server.url, clientId: 'KEY', timeoutMs: 2_000, now: () => ISSUED });
}

async function webPeer(...answers: readonly [RawAnswer, ...RawAnswer[]]): Promise<void> {
  server = await startRawServer(...answers);
  login = new WebLogin({ appUrl: server.url, timeoutMs: 2_000, now: () => ISSUED });
}

afterEach(async () => {
  login.close();
  await server.close();
});

/** The documented redirect with a session whose payload is given; padded or not as base64url allows both. */
function sessionAnswer(payload: unknown, { status = '303 See Other', padded = false } = {}): Buffer {
  const part = (content: unknown): string => {
    const encoded = Buffer.from(JSON.stringify(content)).toString('base64url');
    return padded ? encoded + '='.repeat((4 - (encoded.length % 4)) % 4) : encoded;
  };
  const cookie = `PLAY_SESSION=${part({ alg: 'HS256' })}.${part(payload)}.c2lnbmF0dXJl; Path=/; HTTPOnly`;
  return http(status, { Location: '/', 'Set-Cookie': cookie }, '');
}

describe('the OAuth2 log-in', () => {
  it('reads the documented answer and takes 48 hours for granted', async () => {
    await oauthPeer(okJson(sampleText('token')));

    await expect(login.login('me@pest.example', PASSWORD)).resolves.toEqual({
      value: TOKEN,
      expiresAt: new Date(ISSUED + 48 * HOUR_MS),
    });
  });

  it('sends everything in an encoded form, and nothing in the address', async () => {
    await oauthPeer(okJson(sampleText('token')));

    await login.login('me@pest.example', PASSWORD);

    const [request] = server.requests;
    expect(request).toMatchObject({ method: 'POST', target: '/oauth2/token' });
    expect(request?.headers.get('content-type')).toBe('application/x-www-form-urlencoded');
    expect(Object.fromEntries(new URLSearchParams(request?.body))).toEqual({
      username: 'me@pest.example',
      password: PASSWORD,
      client_id: 'KEY',
      grant_type: 'password',
      scope: 'ALL:ALL',
    });
  });

  it.each([
    ['expires_in in seconds', { expires_in: 3_600 }, HOUR_MS],
    ['expires_in as text', { expires_in: '7200' }, 2 * HOUR_MS],
    ['an expires_in that makes no sense', { expires_in: -1 }, 48 * HOUR_MS],
  ])('goes by %s', async (_case, given, lifetimeMs) => {
    await oauthPeer(okJson(JSON.stringify({ ...sample('token'), ...given })));

    const { expiresAt } = await login.login('me', PASSWORD);

    expect(expiresAt).toEqual(new Date(ISSUED + lifetimeMs));
  });

  it.each<[string, RawAnswer, new (...args: never[]) => Error]>([
    ['401 with an empty body', http('401 Unauthorized', {}, ''), UpstreamAuthenticationError],
    ['401 with a web page', http('401 Unauthorized', HTML, '<html></html>'), UpstreamAuthenticationError],
    ['400 with text', http('400 Bad Request', TEXT, 'invalid_grant'), UpstreamAuthenticationError],
    ['JSON without a token', okJson('{"error":"no"}'), UpstreamAuthenticationError],
    ['429', http('429 Too Many Requests', { ...TEXT, 'Retry-After': '9' }, ''), UpstreamRateLimitedError],
    ['500', http('500 Internal Server Error', TEXT, 'boom'), UpstreamUnavailableError],
    ['200 with a web page', http('200 OK', HTML, LOGIN_FORM), UpstreamUnavailableError],
    ['half an answer', okJson(sampleText('token').slice(0, 60)), UpstreamUnavailableError],
    ['a dropped connection', 'reset', UpstreamUnavailableError],
    ['404 with text', http('404 Not Found', TEXT, 'nothing here'), UpstreamConfigurationError],
    [
      'a redirect',
      http('301 Moved Permanently', { Location: 'https://x.example' }, ''),
      UpstreamConfigurationError,
    ],
  ])('sorts %s', async (_case, answer, kind) => {
    await oauthPeer(answer);
    await expect(login.login('me', PASSWORD)).rejects.toBeInstanceOf(kind);
  });

  it('never tells the password, even where the peer repeats it', async () => {
    await oauthPeer(http('400 Bad Request', TEXT, `bad credentials: ${PASSWORD}`));

    const error = await thrownBy(login.login('me', PASSWORD));

    expect(String(error)).not.toContain(PASSWORD);
    expect(JSON.stringify(error)).not.toContain('p&+');
  });

  it('gives up on silence at the deadline, and earlier when it is cancelled', async () => {
    server = await startRawServer('hang');
    login = new OauthLogin({ authUrl: server.url, clientId: 'KEY', timeoutMs: 50 });
    await expect(login.login('me', PASSWORD)).rejects.toBeInstanceOf(UpstreamUnavailableError);

    const reason = new Error('shutting down');
    const signal = AbortSignal.abort(reason);
    await expect(login.login('me', PASSWORD, { signal })).rejects.toBe(reason);
  });
});

describe('the web log-in', () => {
  it.each([true, false])('reads the token from the documented session (padded: %s)', async (padded) => {
    await webPeer(sessionAnswer(sample('play-session-payload'), { padded }));

    await expect(login.login('me@pest.example', PASSWORD)).resolves.toEqual({
      value: TOKEN,
      expiresAt: new Date('2026-03-04T08:00:00.000Z'),
    });
    expect(server.requests).toHaveLength(1);
    expect(server.requests[0]).toMatchObject({ method: 'POST', target: '/login' });
    const form = new URLSearchParams(server.requests[0]?.body);
    expect(form.get('username')).toBe('me@pest.example');
    expect(form.get('password')).toBe(PASSWORD);
    expect(form.get('csrfToken')).not.toBe('');
  });

  it('reads payloads of any length and alphabet', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme' }), fc.boolean(), async (filler, padded) => {
        await webPeer(sessionAnswer({ data: { filler, access_token: 'abc' } }, { padded }));
        const { value } = await login.login('me', PASSWORD);
        login.close();
        await server.close();
        expect(value).toBe('abc');
      }),
      { numRuns: 25 },
    );
    await webPeer('hang');
  });

  const data = { access_token: 'abc' };
  const soon = ISSUED + HOUR_MS;
  it.each([
    ['the exp of the session', { data, exp: soon / 1000 }, soon],
    ['expires_at as text', { data: { ...data, expires_at: new Date(soon).toISOString() } }, soon],
    ['expires_at in epoch milliseconds', { data: { ...data, expires_at: soon } }, soon],
    ['expires_at in epoch seconds', { data: { ...data, expires_at: soon / 1000 } }, soon],
    ['the earlier of both', { data: { ...data, expires_at: soon / 1000 }, exp: soon / 1000 + 60 }, soon],
    ['48 hours where nothing is said', { data }, ISSUED + 48 * HOUR_MS],
    ['48 hours where what is said is over', { data, exp: 12 }, ISSUED + 48 * HOUR_MS],
  ])('goes by %s', async (_case, payload, expected) => {
    await webPeer(sessionAnswer(payload));

    const { expiresAt } = await login.login('me', PASSWORD);

    expect(expiresAt.toISOString()).toBe(new Date(expected).toISOString());
  });

  it('looks for the token and not for the redirect', async () => {
    await webPeer(sessionAnswer({ data }, { status: '200 OK' }));
    await expect(login.login('me', PASSWORD)).resolves.toMatchObject({ value: 'abc' });
  });

  const cleared = { Location: '/login', 'Set-Cookie': 'PLAY_SESSION=; Max-Age=0; Path=/' };
  it.each<[string, RawAnswer, new (...args: never[]) => Error]>([
    [
      'a redirect without session',
      http('303 See Other', { Location: '/login' }, ''),
      UpstreamAuthenticationError,
    ],
    ['a redirect that clears the session', http('303 See Other', cleared, ''), UpstreamAuthenticationError],
    ['a session without token', sessionAnswer({ data: { flash: 'wrong' } }), UpstreamAuthenticationError],
    ['the form again', http('200 OK', HTML, LOGIN_FORM), UpstreamAuthenticationError],
    ['the form again under 400', http('400 Bad Request', HTML, LOGIN_FORM), UpstreamAuthenticationError],
    ['401', http('401 Unauthorized', TEXT, ''), UpstreamAuthenticationError],
    ['another web page', http('200 OK', HTML, '<html>Maintenance</html>'), UpstreamUnavailableError],
    ['503', http('503 Service Unavailable', TEXT, ''), UpstreamUnavailableError],
    ['503 with the form', http('503 Service Unavailable', HTML, LOGIN_FORM), UpstreamUnavailableError],
    ['a dropped connection', 'reset', UpstreamUnavailableError],
    ['429', http('429 Too Many Requests', TEXT, ''), UpstreamRateLimitedError],
    ['404 with text', http('404 Not Found', TEXT, ''), UpstreamConfigurationError],
    [
      'a session that is no JWT',
      http('303 See Other', { 'Set-Cookie': 'PLAY_SESSION=abc-user=1' }, ''),
      UpstreamProtocolError,
    ],
  ])('sorts %s', async (_case, answer, kind) => {
    await webPeer(answer);
    await expect(login.login('me', PASSWORD)).rejects.toBeInstanceOf(kind);
  });
});

describe('both log-ins against the simulator', () => {
  let simulator: MicroshareSimulator;
  const { username, password } = DEFAULT_ACCOUNT;

  async function bothAgainst(
    options: Parameters<typeof startMicroshareSimulator>[0],
  ): Promise<MicroshareLogin[]> {
    await webPeer('hang');
    simulator = await startMicroshareSimulator(options);
    const { authUrl, appUrl, clientId } = simulator;
    return [
      new OauthLogin({ authUrl, clientId, timeoutMs: 2_000 }),
      new WebLogin({ appUrl, timeoutMs: 2_000 }),
    ];
  }

  afterEach(async () => {
    await simulator.close();
  });

  it('get in with a password full of special characters', async () => {
    for (const each of await bothAgainst({})) {
      const token = await each.login(username, password);
      expect(token.value).toMatch(/^[0-9a-f]{64}$/);
      expect(token.expiresAt.getTime() - Date.now()).toBeGreaterThan(47 * HOUR_MS);
      each.close();
    }
  });

  it.each([303, 200] as const)(
    'are refused with another password (web page: %s)',
    async (refusedLoginStatus) => {
      for (const each of await bothAgainst({ refusedLoginStatus })) {
        await expect(each.login(username, 'wrong')).rejects.toBeInstanceOf(UpstreamAuthenticationError);
        each.close();
      }
    },
  );

  it('take an outage for one', async () => {
    for (const each of await bothAgainst({})) {
      simulator.answersHtml({ operation: 'auth', times: 1 });
      await expect(each.login(username, password)).rejects.toBeInstanceOf(UpstreamUnavailableError);
      await expect(each.login(username, password)).resolves.toBeDefined();
      each.close();
    }
  });

  it('tell the lifetime that the platform states', async () => {
    const lifetimes = await bothAgainst({ tokenLifetimeMs: HOUR_MS, statesExpiresIn: true });
    for (const each of lifetimes) {
      const { expiresAt } = await each.login(username, password);
      expect(expiresAt.getTime() - Date.now()).toBeLessThanOrEqual(HOUR_MS);
      each.close();
    }
  });
});
