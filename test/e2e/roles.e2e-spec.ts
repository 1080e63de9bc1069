import { ConfigurationError, loadConfiguration } from '../../src/config/load-configuration';
import { createPostgres, describeWithPostgres, type OwnPostgres } from '../support/postgres';
import { KEYS, settingsFor, startTrapline, type Trapline } from '../support/trapline';

describeWithPostgres('Processes by role', (serverUrl) => {
  let own: OwnPostgres;
  let api: Trapline;
  let worker: Trapline;

  beforeAll(async () => {
    own = await createPostgres(serverUrl);
    const settings = { DATABASE_URL: own.url, DATABASE_MIGRATION_URL: own.ownerUrl, NODE_ENV: 'production' };
    api = await startTrapline({ settings: { ...settings, ROLE: 'api' } });
    worker = await startTrapline({ settings: { ...settings, ROLE: 'worker' }, beside: api });
  }, 60_000);
  afterAll(async () => {
    await worker.close();
    await api.close();
    await own.drop();
  });

  it('say in health and status which database they use', async () => {
    const ready = await api.call('GET', '/health/ready');
    expect(ready.json.dependencies.database).toEqual({
      status: 'up',
      driver: 'postgresql',
      durable: true,
      degraded: false,
    });
    const { json } = await api.call('GET', '/api/v1/status');
    expect(json.database).toEqual({ driver: 'postgresql', durable: true, state: 'ready' });
  });

  it('answer users as api, and operators alone as worker', async () => {
    expect((await api.call('GET', '/api/v1/devices')).status).toBe(200);
    expect((await worker.call('GET', '/health/live')).status).toBe(200);
    expect((await worker.call('GET', '/metrics')).status).toBe(200);
    const refused = await worker.call('GET', '/api/v1/devices');
    expect(refused.status).toBe(503);
    expect(refused.json.detail).toContain('ROLE=worker');
  });

  it('list dead jobs to administrators', async () => {
    const { status, json } = await api.call('GET', '/api/v1/jobs/dead', { key: KEYS.admin });
    expect([status, json]).toEqual([200, { success: true, jobs: [] }]);
    expect((await api.call('GET', '/api/v1/jobs/dead')).status).toBe(403);
    const retry = await api.call('POST', '/api/v1/jobs/dead/17/retry', { key: KEYS.admin });
    expect(retry.status).toBe(404);
  });

  it('refuse to start apart on the embedded database, which serves one process', () => {
    const settings = settingsFor(api.microshare, api.odoo, { ROLE: 'api' });
    expect(() => loadConfiguration(settings)).toThrow(ConfigurationError);
    expect(() => loadConfiguration(settings)).toThrow('ROLE=api needs DATABASE_URL');
  });
});
