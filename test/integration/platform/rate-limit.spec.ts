import { KEYS, Platform, problemOf, USER } from './support/platform';

describe('rate limit', () => {
  let platform: Platform;
  beforeEach(async () => {
    platform = await Platform.start({
      RATE_LIMIT_REQUESTS: '3',
      RATE_LIMIT_WINDOW_S: '600',
      RATE_LIMIT_LOGINS_PER_MINUTE: '2',
    });
  });
  afterEach(async () => {
    await platform.stop();
  });

  const statuses = async (times: number, ask: () => Promise<Response>): Promise<number[]> => {
    const seen: number[] = [];
    for (let i = 0; i < times; i += 1) seen.push((await ask()).status);
    return seen;
  };

  it('counts down in standard headers and then refuses with the time to wait', async () => {
    const first = await platform.request('/api/v1/probe', { key: KEYS.viewer });
    expect(first.headers.get('ratelimit-limit')).toBe('3');
    expect(first.headers.get('ratelimit-remaining')).toBe('2');
    expect(first.headers.get('ratelimit-policy')).toBe('3;w=600');
    expect(Number(first.headers.get('ratelimit-reset'))).toBeGreaterThan(590);
    expect(first.headers.get('retry-after')).toBeNull();
    await statuses(2, () => platform.request('/api/v1/probe', { key: KEYS.viewer }));
    const refused = await platform.request('/api/v1/probe', { key: KEYS.viewer });
    expect(refused.status).toBe(429);
    expect(refused.headers.get('ratelimit-remaining')).toBe('0');
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(590);
    expect(await problemOf(refused)).toMatchObject({ type: '/docs/problems/too-many-requests' });
  });

  it('counts each client on its own', async () => {
    expect(await statuses(4, () => platform.request('/api/v1/probe', { key: KEYS.viewer }))).toEqual([
      200, 200, 200, 429,
    ]);
    expect((await platform.request('/api/v1/probe', { key: KEYS.admin })).status).toBe(200);
    const token = await platform.logIn();
    expect((await platform.request('/api/v1/probe', { token })).status).toBe(200);
  });

  it('counts made-up keys and unknown addresses against the caller’s address', async () => {
    let n = 0;
    const madeUp = (): Promise<Response> => platform.request(`/nowhere-${n++}`, { key: `key-${n}` });
    expect(await statuses(4, madeUp)).toEqual([404, 404, 404, 429]);
  });

  it('never refuses health checks', async () => {
    expect(await statuses(6, () => platform.request('/health/live'))).toEqual([200, 200, 200, 200, 200, 200]);
  });

  it('is stricter for log-ins, right or wrong', async () => {
    const right = await platform.post('/api/v1/auth/login', USER);
    const wrong = await platform.post('/api/v1/auth/login/', { ...USER, password: 'wrong' });
    const third = await platform.post('/api/v1/auth/login', USER);
    expect([right.status, wrong.status, third.status]).toEqual([200, 401, 429]);
    expect(third.headers.get('ratelimit-limit')).toBe('2');
  });

  it('is off at 0', async () => {
    const open = await Platform.start({ RATE_LIMIT_REQUESTS: '0', RATE_LIMIT_LOGINS_PER_MINUTE: '0' });
    const answer = await open.request('/api/v1/probe', { key: KEYS.viewer });
    expect(answer.headers.get('ratelimit-limit')).toBeNull();
    expect(await statuses(12, () => open.post('/api/v1/auth/login', USER))).not.toContain(429);
    await open.stop();
  });
});
