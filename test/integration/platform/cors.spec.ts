import { Platform } from './support/platform';

const preflight = (platform: Platform, origin: string): Promise<Response> =>
  platform.request('/api/v1/probe', {
    method: 'OPTIONS',
    headers: {
      origin,
      'access-control-request-method': 'PUT',
      'access-control-request-headers': 'x-api-key,if-match',
    },
  });

describe('cross-origin requests', () => {
  it('are allowed to the origins of the settings alone', async () => {
    const platform = await Platform.start({ CORS_ORIGINS: 'https://plan.example, https://map.example' });
    const allowed = await preflight(platform, 'https://map.example');
    expect(allowed.status).toBe(204);
    expect(allowed.headers.get('access-control-allow-origin')).toBe('https://map.example');
    expect(allowed.headers.get('access-control-allow-methods')).toContain('PUT');
    expect(allowed.headers.get('access-control-allow-headers')).toContain('if-match');
    const other = await preflight(platform, 'https://evil.example');
    expect(other.headers.get('access-control-allow-origin')).toBeNull();
    const refused = await platform.request('/api/v1/probe', { headers: { origin: 'https://map.example' } });
    expect(refused.headers.get('access-control-allow-origin')).toBe('https://map.example');
    expect(refused.headers.get('access-control-expose-headers')).toContain('X-Request-Id');
    await platform.stop();
  });

  it('are allowed to nobody by default', async () => {
    const platform = await Platform.start();
    const answer = await preflight(platform, 'https://map.example');
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
    await platform.stop();
  });
});
