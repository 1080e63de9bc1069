import { SessionService } from '../../../src/auth/session.service';
import { KEYS, Platform, problemOf, sampleOf, USER } from './support/platform';

interface LoginAnswer {
  session_token: string;
  expires_at: string;
  user_info: { username: string; role: string; account: string };
}

describe('access', () => {
  let platform: Platform;
  beforeAll(async () => {
    platform = await Platform.start();
  });
  afterAll(async () => {
    await platform.stop();
  });
  beforeEach(() => {
    platform.identity.mode = 'works';
    platform.identity.expiresInS = 172_800;
    platform.unreliable.reachable = true;
  });

  const refusal = async (answer: Promise<Response>, status: number): Promise<string> => {
    const given = await answer;
    expect(given.status).toBe(status);
    return String((await problemOf(given))['detail']);
  };

  describe('with an API key', () => {
    it('is given by header or as Bearer, under the name and role of the key and the service account', async () => {
      const byHeader = await platform.request('/api/v1/probe', { key: KEYS.viewer });
      const asBearer = await platform.request('/api/v1/probe', { token: KEYS.viewer });
      const principal = (await byHeader.json()) as Record<string, unknown>;
      expect(principal).toMatchObject({ kind: 'api_key', name: 'viewer-client', role: 'viewer' });
      expect(await asBearer.json()).toEqual(principal);
    });

    it.each([
      ['viewer', [200, 403, 403]],
      ['operator', [200, 422, 403]],
      ['admin', [200, 422, 200]],
    ] as const)('of role %s reaches what its role may and no more', async (role, expected) => {
      const statuses = [
        await platform.request('/api/v1/probe', { key: KEYS[role] }),
        await platform.post('/api/v1/probe', {}, { key: KEYS[role] }),
        await platform.request('/api/v1/probe', { key: KEYS[role], method: 'DELETE' }),
      ].map((answer) => answer.status);
      expect(statuses).toEqual(expected);
    });

    it('is refused with the role that is missing', async () => {
      const detail = await refusal(
        platform.request('/api/v1/probe', { key: KEYS.operator, method: 'DELETE' }),
        403,
      );
      expect(detail).toBe('this needs the role admin; the caller has the role operator');
    });

    it('is refused before the body is looked at', async () => {
      expect((await platform.post('/api/v1/probe', { nonsense: true }, { key: KEYS.viewer })).status).toBe(
        403,
      );
    });

    it('has no session to end, and says who it is', async () => {
      await refusal(platform.post('/api/v1/auth/logout', {}, { key: KEYS.viewer }), 400);
      const status = await platform.request('/api/v1/auth/status', { key: KEYS.viewer });
      expect(await status.json()).toEqual({
        authenticated: true,
        kind: 'api_key',
        name: 'viewer-client',
        role: 'viewer',
      });
    });
  });

  it('is refused with words that tell the cases apart, and says how to authenticate', async () => {
    const token = await platform.logIn();
    const gone = await platform.logIn();
    await platform.post('/api/v1/auth/logout', {}, { token: gone });
    const at = '/api/v1/auth/validate-token';
    const words = await Promise.all([
      refusal(platform.request(at), 401),
      refusal(platform.request(at, { key: 'nonsense' }), 401),
      refusal(platform.request(at, { token: 'nonsense' }), 401),
      refusal(platform.request(at, { headers: { authorization: 'Basic dTpw' } }), 401),
      refusal(
        platform.request(at, { token: `${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}` }),
        401,
      ),
      refusal(platform.request(at, { token: gone }), 401),
    ]);
    expect(new Set(words).size).toBe(words.length);
    expect(words[5]).toBe('the session was logged out');
    const absent = await platform.request(at);
    expect(absent.headers.get('www-authenticate')).toBe('Bearer realm="trapline"');
    const wrong = await platform.request(at, { key: 'nonsense' });
    expect(wrong.headers.get('www-authenticate')).toContain('error="invalid_token"');
  });

  it.each(['/metrics', '/api/v1/probe', '/api/v1/auth/status'])(
    'to %s is closed without credentials',
    async (path) => {
      expect((await platform.request(path)).status).toBe(401);
    },
  );

  it.each(['/health/live', '/docs', '/docs-json', '/docs/problems/conflict'])(
    'to %s is open',
    async (path) => {
      const answer = await platform.request(path);
      expect(answer.status).toBe(200);
      await answer.arrayBuffer();
    },
  );

  it('to metrics is open where the settings say so', async () => {
    const open = await Platform.start({ METRICS_PUBLIC: 'true' });
    const answer = await open.request('/metrics');
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
    expect(sampleOf(await answer.text(), 'breaker_state', { name: 'read' })).toBe(0);
    expect((await open.request('/api/v1/probe')).status).toBe(401);
    await open.stop();
  });

  describe('with a session', () => {
    it('comes from a log-in and shows who it is, until it is logged out', async () => {
      const login = await platform.post('/api/v1/auth/login', { ...USER, environment: 'production' });
      expect(login.status).toBe(200);
      expect(login.headers.get('cache-control')).toBe('no-store');
      const answer = (await login.json()) as LoginAnswer;
      expect(answer).toMatchObject({
        success: true,
        token_type: 'Bearer',
        user_info: {
          username: USER.username,
          role: 'operator',
          account: expect.stringMatching(/^[0-9a-f]+$/) as string,
        },
      });
      const token = answer.session_token;
      expect(Date.parse(answer.expires_at) - Date.now()).toBeGreaterThan(172_700_000);

      const status = await platform.request('/api/v1/auth/status', { token });
      const who = { kind: 'session', name: USER.username, role: 'operator', expires_at: answer.expires_at };
      expect(await status.json()).toEqual({ authenticated: true, ...who });
      const validity = await platform.request('/api/v1/auth/validate-token', { token });
      expect(await validity.json()).toEqual({ valid: true, ...who });
      const probe = await platform.request('/api/v1/probe', { token });
      expect(await probe.json()).toMatchObject({
        account: { tenant: 'default', account: answer.user_info.account },
      });

      const logout = await platform.post('/api/v1/auth/logout', {}, { token });
      expect([logout.status, await logout.json()]).toEqual([200, { success: true }]);
      await refusal(platform.request('/api/v1/probe', { token }), 401);
    });

    it('is of another account than the API keys', async () => {
      const accountOf = async (init: { key?: string; token?: string }): Promise<unknown> =>
        ((await (await platform.request('/api/v1/probe', init)).json()) as { account: unknown }).account;
      expect(await accountOf({ token: await platform.logIn() })).not.toEqual(
        await accountOf({ key: KEYS.viewer }),
      );
    });

    it('ends alone: others of the same user go on', async () => {
      const [first, second] = [await platform.logIn(), await platform.logIn()];
      await platform.post('/api/v1/auth/logout', {}, { token: first });
      expect((await platform.request('/api/v1/probe', { token: second })).status).toBe(200);
    });

    it('lasts no longer than the upstream token', async () => {
      platform.identity.expiresInS = 90;
      const answer = (await (await platform.post('/api/v1/auth/login', USER)).json()) as LoginAnswer;
      const lasts = Date.parse(answer.expires_at) - Date.now();
      expect(lasts).toBeGreaterThan(80_000);
      expect(lasts).toBeLessThanOrEqual(90_000);
    });

    it('is refused in words of its own when it has expired', async () => {
      const token = await platform.logIn();
      const later = jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 172_800_001);
      const detail = await refusal(platform.request('/api/v1/probe', { token }), 401);
      later.mockRestore();
      expect(detail).toBe('the session has expired; log in again');
    });

    it('is refused in words of its own when the store has lost it', async () => {
      const token = await platform.logIn();
      const get = jest.spyOn(platform.unreliable.inner, 'get').mockResolvedValue(undefined);
      const detail = await refusal(platform.request('/api/v1/probe', { token }), 401);
      get.mockRestore();
      expect(detail).toContain('not known any more');
    });

    it('keeps the upstream token and the password out of the answer, the store and the log', async () => {
      const set = jest.spyOn(platform.unreliable.inner, 'set');
      const hashSet = jest.spyOn(platform.unreliable.inner, 'hashSet');
      const login = await platform.post('/api/v1/auth/login', USER);
      const text = await login.text();
      const stored = JSON.stringify([set.mock.calls, hashSet.mock.calls.map(([key, map]) => [key, ...map])]);
      expect(set).toHaveBeenCalled();
      expect(hashSet).toHaveBeenCalled();
      const upstream = platform.identity.issued.at(-1) ?? '';
      const { session_token: token } = JSON.parse(text) as LoginAnswer;
      for (const place of [
        text,
        stored,
        platform.logText(),
        Buffer.from(token.slice(4), 'base64url').toString(),
      ]) {
        expect(place).not.toContain(upstream);
        expect(place).not.toContain(USER.password);
      }
      // Who can read the store cannot use what is there as a token.
      expect(stored).not.toContain(token);
      set.mockRestore();
      hashSet.mockRestore();
    });

    it('seen before goes on for reading while the store is away', async () => {
      const token = await platform.logIn();
      platform.unreliable.reachable = false;
      expect((await platform.request('/api/v1/probe', { token })).status).toBe(200);
      const write = await platform.post('/api/v1/probe', { erp_reference: 'ABC' }, { token });
      expect(write.status).toBe(503);
      expect(write.headers.get('retry-after')).toBe('5');
      platform.unreliable.reachable = true;
      expect((await platform.post('/api/v1/probe', { erp_reference: 'ABC' }, { token })).status).toBe(201);
    });

    it('never seen by this process is neither let in nor refused while the store is away', async () => {
      const token = await platform.logIn();
      const replica = await Platform.start();
      replica.unreliable.reachable = false;
      expect((await replica.request('/api/v1/probe', { token })).status).toBe(503);
      await replica.stop();
    });

    it('cannot be ended on one replica alone: a log-out that others cannot see fails', async () => {
      const token = await platform.logIn();
      platform.unreliable.reachable = false;
      expect((await platform.post('/api/v1/auth/logout', {}, { token })).status).toBe(503);
      platform.unreliable.reachable = true;
      expect((await platform.request('/api/v1/probe', { token })).status).toBe(200);
    });

    it('is remembered by a process for a short time and in small numbers only', async () => {
      const sessions = platform.app.get(SessionService, { strict: false });
      const token = await platform.logIn();
      platform.unreliable.reachable = false;
      const later = jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 5 * 60_000 + 1);
      await expect(sessions.find(token)).rejects.toThrow('cache store unreachable');
      later.mockRestore();
    });
  });

  describe('log-in', () => {
    it('refuses wrong credentials in one form, whether the user exists or not, and warns of them', async () => {
      const wrong = { username: USER.username, password: 'hunter2-wrong' };
      const answer = await platform.post('/api/v1/auth/login', wrong);
      expect(answer.status).toBe(401);
      const unknown = await platform.post('/api/v1/auth/login', { username: 'nobody', password: 'x' });
      expect((await problemOf(unknown))['detail']).toBe((await problemOf(answer))['detail']);
      const id = answer.headers.get('x-request-id');
      expect(platform.log()).toContainEqual(
        expect.objectContaining({
          level: 'warn',
          request_id: id,
          username: USER.username,
          reason: 'wrong credentials',
          msg: 'log-in failed',
        }),
      );
      expect(platform.logText()).not.toContain('hunter2');
    });

    it.each([
      ['answers 503', 502],
      ['answers html', 502],
    ] as const)('tells an outage from wrong credentials when Microshare %s', async (mode, status) => {
      platform.identity.mode = mode;
      const answer = await platform.post('/api/v1/auth/login', USER);
      expect(answer.status).toBe(status);
      expect(await problemOf(answer)).toMatchObject({ upstream: { system: 'microshare', retryable: true } });
    });

    it('fails when the session cannot be kept', async () => {
      platform.unreliable.reachable = false;
      const answer = await platform.post('/api/v1/auth/login', USER);
      expect(answer.status).toBe(503);
      await problemOf(answer);
    });

    it.each([
      ['no password', { username: 'u' }, 'password'],
      ['an empty user name', { username: '', password: 'p' }, 'username'],
      ['an unknown field', { ...USER, role: 'admin' }, 'role'],
    ])('refuses %s, naming the field', async (_case, body, field) => {
      const answer = await platform.post('/api/v1/auth/login', body);
      expect(answer.status).toBe(422);
      expect((await problemOf(answer))['errors']).toEqual(
        expect.arrayContaining([expect.objectContaining({ field })]),
      );
    });
  });
});
