import { Redis } from 'ioredis';
import { newTrap, smallFleet } from '../support/clusters';
import { describeWithRedis } from '../support/redis';
import { eventually } from '../support/eventually';
import { startTrapline, type Trapline } from '../support/trapline';

/** A database of its own in the test Redis: keys of an application cannot be told apart by a prefix. */
const DATABASE = 9;

describeWithRedis('two replicas on one Redis', (redisUrl) => {
  const url = new URL(redisUrl === '' ? 'redis://127.0.0.1:6379' : redisUrl);
  url.pathname = `/${DATABASE}`;
  const settings = { REDIS_URL: url.toString(), SESSION_SECRET: 'one secret for all replicas of a test' };
  let first: Trapline;
  let second: Trapline;

  beforeEach(async () => {
    const redis = new Redis(url.toString());
    await redis.flushdb();
    await redis.quit();
    first = await startTrapline({ microshare: { clusters: smallFleet() }, settings });
    second = await startTrapline({ beside: first, settings });
  });

  afterEach(async () => {
    await second.close();
    await first.close();
  });

  it('starts the second replica from what the first has stored, without discovery', () => {
    expect(first.microshare.count('discovery')).toBe(1);
  });

  it('shows the write of one replica on the other', async () => {
    const { json } = await first.call('POST', '/api/v1/devices', { body: newTrap('HF_DSM_0100') });
    await eventually(async () => {
      const shown = await second.call('GET', `/api/v1/devices/${json.device.guid}`);
      expect(shown.json.device).toEqual(json.device);
    });
    expect((await second.call('DELETE', `/api/v1/devices/${json.device.guid}`)).status).toBe(200);
    await eventually(async () => {
      expect((await first.call('GET', `/api/v1/devices/${json.device.guid}`)).status).toBe(404);
    });
  });

  it('loses none of 50 creates at once over both, with at most 4 writes', async () => {
    first.microshare.takes({ readMs: 400, writeMs: 200 });
    first.microshare.forgetCalls();
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, i) =>
        (i % 2 === 0 ? first : second).call('POST', '/api/v1/devices', {
          body: newTrap(`HF_NEW_${String(i).padStart(4, '0')}`),
        }),
      ),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(50);
    const references = first.microshare.devices().map((device) => device.meta?.location?.[3] ?? '');
    expect(references.filter((reference) => reference.startsWith('HF_NEW_'))).toHaveLength(50);
    expect(first.microshare.count('write')).toBeLessThanOrEqual(4);
  });

  it('makes one device and 50 equal answers of 50 deliveries of one create', async () => {
    const headers = { 'Idempotency-Key': 'delivery-1' };
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, i) =>
        (i % 2 === 0 ? first : second).call('POST', '/api/v1/devices', {
          body: newTrap('HF_DSM_0100'),
          headers,
        }),
      ),
    );
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
    expect(answers[0]?.status).toBe(201);
    const made = first.microshare.devices().filter((device) => device.meta?.location?.[3] === 'HF_DSM_0100');
    expect(made).toHaveLength(1);
  });

  it('accepts the session of one replica on the other', async () => {
    const { username, password } = first.microshare.accounts[0] ?? { username: '', password: '' };
    const login = await first.call('POST', '/api/v1/auth/login', { key: null, body: { username, password } });
    const headers = { authorization: `Bearer ${login.json.session_token}` };
    expect((await second.call('GET', '/api/v1/devices', { key: null, headers })).status).toBe(200);
  });
});
