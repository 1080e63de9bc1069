import type { MicroshareSimulator } from '@libs/simulators';
import { HARBOUR_TRAPS, newTrap, smallFleet } from '../../support/clusters';
import { eventually } from '../../support/eventually';
import { startTrapline, type Trapline, untilReady } from '../../support/trapline';

const SETTINGS = {
  MICROSHARE_READ_TIMEOUT_MS: '300',
  MICROSHARE_WRITE_TIMEOUT_MS: '300',
  MICROSHARE_DISCOVERY_TIMEOUT_MS: '500',
  MICROSHARE_AUTH_TIMEOUT_MS: '300',
  BREAKER_RESET_MS: '200',
};

let trapline: Trapline;

async function start(): Promise<void> {
  trapline = await startTrapline({ microshare: { clusters: smallFleet() }, settings: SETTINGS });
}

afterEach(async () => {
  await trapline.close();
});

/** Every way in which upstream can be away, and what a write is told then. */
const OUTAGES: [string, (microshare: MicroshareSimulator) => void, readonly number[]][] = [
  [
    'drops connections',
    (m) => {
      m.drops();
    },
    [502, 503],
  ],
  [
    'hangs',
    (m) => {
      m.hangs();
    },
    [502, 503],
  ],
  [
    'answers HTML',
    (m) => {
      m.answersHtml();
    },
    [502, 503],
  ],
  [
    'answers half a body',
    (m) => {
      m.answersHalf();
    },
    [502, 503],
  ],
  [
    'answers 503',
    (m) => {
      m.answers(503, { text: 'Service Unavailable' });
    },
    [502, 503],
  ],
  [
    'answers 429',
    (m) => {
      m.answers(429, { text: 'slow down', retryAfterS: 7 });
    },
    [503],
  ],
];

describe.each(OUTAGES)('while Microshare %s', (_what, happens, statuses) => {
  it('answers reads from memory, fails writes with a problem that says so, and recovers by itself', async () => {
    await start();
    happens(trapline.microshare);
    const list = await trapline.call('GET', '/api/v1/devices');
    expect([list.status, list.json.total_count]).toEqual([200, 6]);
    const write = await trapline.call('POST', '/api/v1/devices', { body: newTrap('HF_DSM_0100') });
    expect(statuses).toContain(write.status);
    expect(write.headers.get('content-type')).toContain('application/problem+json');
    expect(write.json.upstream).toEqual({ system: 'microshare', retryable: true });
    expect(write.text).not.toMatch(/<html|at Object|\.ts:/i);
    trapline.microshare.recovers();
    await eventually(async () => {
      const again = await trapline.call('POST', '/api/v1/devices', { body: newTrap('HF_DSM_0101') });
      expect(again.status).toBe(201);
    });
    const after = await trapline.call('GET', '/api/v1/devices?erp_reference=HF_DSM_0101');
    expect(after.json.total_count).toBe(1);
  });
});

describe('writes whose outcome is in doubt', () => {
  beforeEach(start);

  const stored = (reference: string): number =>
    trapline.microshare.devices().filter((device) => device.meta?.location?.[3] === reference).length;

  it('reports success for a create that was applied although the answer was 504', async () => {
    trapline.microshare.appliesBut(504, { times: 1 });
    const { status } = await trapline.call('POST', '/api/v1/devices', { body: newTrap('HF_DSM_0100') });
    expect([status, stored('HF_DSM_0100')]).toEqual([201, 1]);
    expect(trapline.microshare.count('write')).toBe(1);
  });

  it('reports success for an update and a delete that were applied before the connection broke', async () => {
    trapline.microshare.dropsAfterApplying({ operation: 'write', times: 1 });
    const update = await trapline.call('PATCH', '/api/v1/devices/trap-1', { body: { area: 'Silo' } });
    expect([update.status, update.json.updated_fields]).toEqual([200, ['area']]);
    trapline.microshare.dropsAfterApplying({ operation: 'write', times: 1 });
    const deleted = await trapline.call('DELETE', '/api/v1/devices/trap-2');
    expect([deleted.status, deleted.json.device.guid]).toEqual([200, 'trap-2']);
    expect(trapline.microshare.count('write')).toBe(2);
  });

  it('writes again when the read-back shows that the first try did not arrive', async () => {
    trapline.microshare.drops({ operation: 'write', times: 1 });
    const { status } = await trapline.call('POST', '/api/v1/devices', { body: newTrap('HF_DSM_0100') });
    expect([status, stored('HF_DSM_0100')]).toEqual([201, 1]);
    expect(trapline.microshare.count('write')).toBe(2);
  });

  it('says that the outcome is unknown when nothing can be read back either', async () => {
    trapline.microshare.beforeNextWrite(() => {
      trapline.microshare.drops({ operation: 'read' });
    });
    trapline.microshare.appliesBut(504, { times: 1 });
    const { status, json } = await trapline.call('POST', '/api/v1/devices', { body: newTrap('HF_DSM_0100') });
    expect([status, json.outcome]).toEqual([503, 'unknown']);
  });

  it('recognises a repeated create by its Idempotency-Key after an unknown outcome', async () => {
    const headers = { 'Idempotency-Key': 'again' };
    trapline.microshare.beforeNextWrite(() => {
      trapline.microshare.drops({ operation: 'read' });
    });
    trapline.microshare.appliesBut(504, { times: 1 });
    const doubtful = await trapline.call('POST', '/api/v1/devices', {
      body: newTrap('HF_DSM_0100'),
      headers,
    });
    expect(doubtful.status).toBe(503);
    trapline.microshare.recovers();
    const repeated = await eventually(async () => {
      const answer = await trapline.call('POST', '/api/v1/devices', {
        body: newTrap('HF_DSM_0100'),
        headers,
      });
      expect(answer.status).toBe(201);
      return answer;
    });
    expect(repeated.json.device.erp_reference).toBe('HF_DSM_0100');
    expect(stored('HF_DSM_0100')).toBe(1);
  });

  it('keeps what somebody else changed between two rounds, and shows it', async () => {
    trapline.microshare.editCluster(HARBOUR_TRAPS, (cluster) => ({
      ...cluster,
      data: {
        ...cluster.data,
        devices: (cluster.data?.devices ?? []).map((device) =>
          device.guid === 'trap-2' ? { ...device, status: 'inactive' } : device,
        ),
      },
    }));
    await trapline.call('PATCH', '/api/v1/devices/trap-1', { body: { area: 'Silo' } });
    expect(trapline.microshare.devices().find((device) => device.guid === 'trap-2')?.status).toBe('inactive');
    expect((await trapline.call('GET', '/api/v1/devices/trap-2')).json.device.status).toBe('inactive');
  });
});

describe('tokens', () => {
  beforeEach(start);

  it('logs in again once when the token is revoked, and the write goes through', async () => {
    trapline.microshare.revokesTokens();
    const { status } = await trapline.call('PATCH', '/api/v1/devices/trap-1', { body: { area: 'Silo' } });
    expect(status).toBe(200);
    expect(trapline.microshare.count('auth')).toBe(2);
  });
});

describe('a cold start', () => {
  it('answers 503 with Retry-After and progress until the first discovery ends, never a partial list', async () => {
    trapline = await startTrapline({
      microshare: { clusters: smallFleet(), delays: { discoveryMs: 400 } },
      settings: { MICROSHARE_PAGE_SIZE: '1' },
      cold: true,
    });
    const cold = await trapline.call('GET', '/api/v1/devices');
    expect(cold.status).toBe(503);
    expect(cold.headers.get('retry-after')).toBe('5');
    expect(cold.json.progress).toHaveProperty('clusters_so_far');
    expect((await trapline.call('GET', '/health/live')).status).toBe(200);
    const ready = await trapline.call('GET', '/health/ready');
    expect([ready.status, ready.json.affected]).toEqual([503, ['devices']]);
    await untilReady(trapline);
    expect((await trapline.call('GET', '/api/v1/devices')).json.total_count).toBe(6);
  });

  it('starts without Microshare and serves as soon as it is back', async () => {
    trapline = await startTrapline({
      microshare: { clusters: smallFleet() },
      cold: true,
      settings: { ...SETTINGS, RETRY_ATTEMPTS: '1' },
    });
    await untilReady(trapline);
    trapline.microshare.drops();
    const second = await startTrapline({
      beside: trapline,
      cold: true,
      settings: { ...SETTINGS, RETRY_ATTEMPTS: '1' },
    });
    await eventually(async () => {
      const { json } = await second.call('GET', '/health/ready');
      expect(json.dependencies.devices.message).toContain('microshare');
    });
    trapline.microshare.recovers();
    await untilReady(second);
    await second.close();
  });
});

describe('health', () => {
  it('names open breakers and stays ready on what is known', async () => {
    await start();
    trapline.microshare.drops({ operation: 'read' });
    for (let i = 0; i < 3; i += 1) {
      await trapline.call('PATCH', '/api/v1/devices/trap-1', { body: { area: `Silo ${i}` } });
    }
    const { status, json } = await trapline.call('GET', '/health/ready');
    expect([status, json.status]).toEqual([200, 'degraded']);
    expect(json.affected).toContain('microshare');
    expect(json.dependencies.microshare.open_breakers).toContain('read');
    const write = await trapline.call('PATCH', '/api/v1/devices/trap-1', { body: { area: 'Silo 9' } });
    expect(write.status).toBe(503);
    expect(Number(write.headers.get('retry-after'))).toBeGreaterThan(0);
    const overview = await trapline.call('GET', '/health', { key: null });
    expect(overview.json.breakers.map((breaker: { name: string }) => breaker.name)).toEqual(
      expect.arrayContaining(['auth', 'discovery', 'read', 'write', 'erp', 'erp_write']),
    );
    const metrics = await trapline.call('GET', '/metrics');
    expect(metrics.text).toMatch(/breaker_state\{[^}]*name="read"[^}]*\} (1|0\.5)/);
  });
});
