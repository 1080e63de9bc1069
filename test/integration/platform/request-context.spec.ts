import { KEYS, Platform, problemOf, sampleOf } from './support/platform';
import { Gate } from './support/gate';

describe('request context', () => {
  let platform: Platform;
  beforeAll(async () => {
    platform = await Platform.start();
  });
  afterAll(async () => {
    await platform.stop();
  });

  it.each([
    ['an answer', '/api/v1/probe/number/1', 200],
    ['an unknown address', '/api/v1/nowhere', 404],
    ['a refused caller', '/api/v1/probe', 401],
    ['the API document', '/docs-json', 200],
    ['an answer to a trailing slash', '/api/v1/probe/number/1/', 200],
  ])('gives %s its id, its time and the version', async (_case, path, status) => {
    const answer = await platform.request(path);
    expect(answer.status).toBe(status);
    expect(answer.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    expect(answer.headers.get('x-response-time')).toMatch(/^\d+\.\dms$/);
    expect(answer.headers.get('x-api-version')).toBe('1');
  });

  it("takes over the caller's request id where it is harmless, and makes one where it is not", async () => {
    const harmless = await platform.request('/health/live', { headers: { 'x-request-id': 'Order_7.b-1' } });
    expect(harmless.headers.get('x-request-id')).toBe('Order_7.b-1');
    for (const id of ['has space', 'x'.repeat(129), '<script>', '{"a":1}']) {
      const answer = await platform.request('/health/live', { headers: { 'x-request-id': id } });
      expect(answer.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    }
  });

  it('logs one line per request with route, status, time and caller, and no query', async () => {
    await platform.request('/api/v1/probe?limit=3', {
      key: KEYS.viewer,
      headers: { 'x-request-id': 'line-1' },
    });
    const line = await platform.requestLine('line-1');
    expect(line).toMatchObject({
      level: 'info',
      tenant: 'default',
      method: 'GET',
      path: '/api/v1/probe',
      route: '/api/v1/probe',
      status: 200,
      caller: 'viewer-client',
    });
    expect(platform.log().filter((each) => each['request_id'] === 'line-1')).toHaveLength(1);
    expect(platform.logText()).not.toContain(KEYS.viewer);
  });

  it('logs the route of an address with an id in it, and an unknown address as unmatched', async () => {
    await platform.request('/api/v1/probe/number/7', { headers: { 'x-request-id': 'route-1' } });
    expect(await platform.requestLine('route-1')).toMatchObject({ route: '/api/v1/probe/number/:n' });
    await platform.request('/api/v1/secret-place', { headers: { 'x-request-id': 'route-2' } });
    expect(await platform.requestLine('route-2')).toMatchObject({ route: 'unmatched', status: 404 });
  });

  it('is silent about liveness checks', async () => {
    await platform.request('/health/live', { headers: { 'x-request-id': 'live-1' } });
    await platform.request('/api/v1/probe/number/1', { headers: { 'x-request-id': 'live-2' } });
    await platform.requestLine('live-2');
    expect(platform.log().filter((each) => each['request_id'] === 'live-1')).toEqual([]);
  });

  it('counts what is being answered, by route pattern, until it is answered or given up', async () => {
    const gate = platform.app.get(Gate, { strict: false });
    const giveUp = new AbortController();
    const arrived = gate.arrival();
    const given = fetch(`${platform.url}/api/v1/probe/slow`, {
      signal: giveUp.signal,
      headers: { 'x-request-id': 'given-up' },
    });
    await arrived;
    const during = await (await platform.request('/metrics', { key: KEYS.viewer })).text();
    expect(sampleOf(during, 'active_connections', {})).toBe(2);
    giveUp.abort();
    await expect(given).rejects.toThrow();
    expect(await platform.requestLine('given-up')).toMatchObject({
      status: null,
      msg: 'request given up by the client',
    });
    gate.open();
    const after = await (await platform.request('/metrics', { key: KEYS.viewer })).text();
    expect(sampleOf(after, 'active_connections', {})).toBe(1);
    const endpoint = 'GET /api/v1/probe/number/:n';
    expect(sampleOf(after, 'response_time_seconds_count', { endpoint })).toBeGreaterThan(0);
    expect(after).not.toContain('secret-place');
  });

  it('protects every answer with security headers, and lets the docs page load its own scripts', async () => {
    const refused = await platform.request('/api/v1/probe');
    expect(refused.headers.get('x-content-type-options')).toBe('nosniff');
    expect(refused.headers.get('content-security-policy')).toContain("script-src 'self'");
    await problemOf(refused);
    const page = await platform.request('/docs');
    expect(page.status).toBe(200);
    const html = await page.text();
    const sources = [...html.matchAll(/<script[^>]*src="([^"]+)"/g)].map((match) => match[1] ?? '');
    expect(sources.length).toBeGreaterThan(0);
    for (const source of sources) {
      const script = await fetch(new URL(source, `${platform.url}/docs`));
      expect([source, script.status]).toEqual([source, 200]);
      await script.arrayBuffer();
    }
    expect(html).not.toMatch(/<script(?![^>]*src=)[^>]*>/);
    expect(page.headers.get('content-security-policy')).not.toContain('upgrade-insecure-requests');
  });
});
