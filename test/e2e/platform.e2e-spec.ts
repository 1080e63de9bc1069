import { DEFAULT_ACCOUNT } from '@libs/simulators';
import request from 'supertest';
import { smallFleet } from '../support/clusters';
import { KEYS, startTrapline, type Trapline } from '../support/trapline';

const OTHER = {
  username: 'planner@grand-hotel.example',
  password: 'p&ß%+"',
  sees: ['66f0a1b2c3d4e5f607182902'],
};

let trapline: Trapline;

beforeAll(async () => {
  trapline = await startTrapline({
    microshare: { clusters: smallFleet(), accounts: [DEFAULT_ACCOUNT, OTHER] },
  });
});

afterAll(async () => {
  await trapline.close();
});

async function login(account: { username: string; password: string }): Promise<string> {
  const { username, password } = account;
  const { status, json } = await trapline.call('POST', '/api/v1/auth/login', {
    key: null,
    body: { username, password },
  });
  expect(status).toBe(200);
  expect(json).toMatchObject({
    success: true,
    token_type: 'Bearer',
    user_info: { username, role: 'operator' },
  });
  return json.session_token;
}

const asUser = (token: string): { key: null; headers: Record<string, string> } => ({
  key: null,
  headers: { authorization: `Bearer ${token}` },
});

describe('sessions', () => {
  it('logs in with Microshare credentials, answers who that is, and ends', async () => {
    const token = await login(DEFAULT_ACCOUNT);
    const status = await trapline.call('GET', '/api/v1/auth/status', asUser(token));
    expect(status.json).toMatchObject({
      authenticated: true,
      kind: 'session',
      name: DEFAULT_ACCOUNT.username,
    });
    expect((await trapline.call('GET', '/api/v1/auth/validate-token', asUser(token))).json.valid).toBe(true);
    expect((await trapline.call('GET', '/api/v1/devices', asUser(token))).json.total_count).toBe(6);
    expect((await trapline.call('POST', '/api/v1/auth/logout', asUser(token))).status).toBe(200);
    expect((await trapline.call('GET', '/api/v1/devices', asUser(token))).status).toBe(401);
  });

  it('shows a login only what its own account sees, and lets one session of a user end alone', async () => {
    const [first, second] = [await login(OTHER), await login(OTHER)];
    const seen = async (token: string): Promise<string[]> => {
      for (;;) {
        const { status, json } = await trapline.call('GET', '/api/v1/devices', asUser(token));
        if (status === 200) return json.devices.map((device: { guid: string }) => device.guid);
        expect(status).toBe(503);
      }
    };
    expect(await seen(first)).toEqual(['trap-4']);
    await trapline.call('POST', '/api/v1/auth/logout', asUser(first));
    expect(await seen(second)).toEqual(['trap-4']);
    const written = await trapline.call('PATCH', '/api/v1/devices/trap-4', {
      ...asUser(second),
      body: { area: 'Pantry' },
    });
    expect(written.status).toBe(200);
    expect((await trapline.call('GET', '/api/v1/devices/trap-4')).json.device.area).toBe('Pantry');
  });

  it('refuses wrong credentials, and holds no upstream token in what it gives out', async () => {
    const body = { username: DEFAULT_ACCOUNT.username, password: 'not-this-one' };
    const { status, json } = await trapline.call('POST', '/api/v1/auth/login', { key: null, body });
    expect([status, json.status]).toEqual([401, 401]);
    expect(JSON.stringify(json)).not.toContain('not-this-one');
    const good = await trapline.call('POST', '/api/v1/auth/login', {
      key: null,
      body: { username: DEFAULT_ACCOUNT.username, password: DEFAULT_ACCOUNT.password },
    });
    // Upstream's tokens are 64 hex digits.
    expect(trapline.microshare.tokenFor(DEFAULT_ACCOUNT.username)).toMatch(/^[0-9a-f]{64}$/);
    expect(good.text).not.toMatch(/[0-9a-f]{64}/);
  });
});

describe('access', () => {
  it('is closed without a key, and by role', async () => {
    const none = await trapline.call('GET', '/api/v1/devices', { key: null });
    expect([none.status, none.headers.get('www-authenticate')]).toEqual([
      401,
      expect.stringContaining('Bearer'),
    ]);
    expect((await trapline.call('GET', '/api/v1/devices', { key: 'made-up' })).status).toBe(401);
    expect((await trapline.call('GET', '/api/v1/devices', { key: KEYS.viewer })).status).toBe(200);
    expect((await trapline.call('DELETE', '/api/v1/devices/trap-1', { key: KEYS.viewer })).status).toBe(403);
  });

  it('is open for health and docs alone', async () => {
    const anybody = request(trapline.url);
    for (const path of ['/health', '/health/live', '/health/ready', '/docs-json']) {
      await anybody.get(path).expect(200).expect('content-type', /json/);
    }
    await anybody.get('/docs').expect(200).expect('content-type', /html/);
    for (const path of ['/metrics', '/api/v1/status', '/api/v1/clusters', '/api/v1/erp/gap-analysis/runs']) {
      await anybody
        .get(path)
        .expect(401)
        .expect('content-type', /application\/problem\+json/);
    }
  });
});

describe('operations', () => {
  it('carries its headers on every answer, errors included', async () => {
    for (const path of ['/api/v1/devices', '/api/v1/nowhere', '/health/live']) {
      const { headers } = await trapline.call('GET', path, { headers: { 'X-Request-Id': 'order-7' } });
      expect(headers.get('x-request-id')).toBe('order-7');
      expect(headers.get('x-response-time')).toMatch(/^[\d.]+ms$/);
      expect(headers.get('x-api-version')).toBe('1');
    }
  });

  it('tells its state', async () => {
    const { json } = await trapline.call('GET', '/api/v1/status');
    expect(json).toMatchObject({
      success: true,
      cache_driver: 'memory',
      catalogue: { ready: true, devices: 6 },
    });
    const health = await trapline.call('GET', '/health');
    expect(health.json).toMatchObject({ status: 'ok', affected: [] });
  });

  it('measures what it does', async () => {
    await trapline.call('PATCH', '/api/v1/devices/trap-2', { body: { area: 'Yard' } });
    const { text } = await trapline.call('GET', '/metrics');
    for (const name of [
      'crud_operations_total{operation="update",status="success"',
      'response_time_seconds_bucket',
      'cache_hits_total{cache_type="payload"',
      'cache_misses_total',
      'cache_size_bytes',
      'active_connections',
      'upstream_calls_total',
      'upstream_call_seconds_bucket',
      'breaker_state',
      'gap_findings',
      'data_age_seconds',
    ]) {
      expect(text).toContain(name);
    }
    expect(text).toMatch(/tenant="default"/);
  });
});

describe('the API document', () => {
  it('describes every route of the interface', () => {
    expect(trapline.document.operations()).toEqual(
      expect.arrayContaining([
        'GET /api/v1/devices',
        'POST /api/v1/devices',
        'POST /api/v1/devices/create',
        'GET /api/v1/devices/{guid}',
        'PUT /api/v1/devices/{guid}',
        'PATCH /api/v1/devices/{guid}',
        'DELETE /api/v1/devices/{guid}',
        'PUT /api/v1/devices/{guid}/update',
        'DELETE /api/v1/devices/{guid}/delete',
        'POST /api/v1/devices/import',
        'GET /api/v1/devices/export',
        'GET /api/v1/devices/cache/status',
        'POST /api/v1/devices/cache/refresh',
        'POST /api/v1/devices/cache/clear',
        'GET /api/v1/clusters',
        'GET /api/v1/clusters/{id}',
        'POST /api/v1/auth/login',
        'POST /api/v1/auth/logout',
        'GET /api/v1/auth/status',
        'GET /api/v1/auth/validate-token',
        'GET /api/v1/erp/discovery/inspection-points',
        'GET /api/v1/erp/discovery/unmapped',
        'POST /api/v1/erp/sync/create-devices',
        'POST /api/v1/erp/gap-analysis/runs',
        'GET /api/v1/erp/gap-analysis/runs',
        'GET /api/v1/erp/gap-analysis/runs/{id}',
        'GET /api/v1/erp/gap-analysis/latest',
        'GET /health',
        'GET /health/live',
        'GET /health/ready',
        'GET /api/v1/status',
        'GET /metrics',
      ]),
    );
  });
});
