import { connect } from 'node:net';
import { Redis } from 'ioredis';
import {
  createTrapline,
  events,
  type EventsOptions,
  type TraplineEvent,
  type TraplineOptions,
  TraplineProblem,
} from '../../clients/typescript/src/index.ts';
import { EventLog } from '../../src/events/event-log';
import { EventStreams } from '../../src/events/event-streams';
import { HARBOUR_TRAPS, HOTEL_TRAPS, newTrap, smallFleet } from '../support/clusters';
import { describeWithRedis } from '../support/redis';
import { sampleOf } from '../integration/platform/support/platform';
import { eventually } from '../support/eventually';
import { KEYS, startTrapline, type Trapline } from '../support/trapline';

/** A client that listens: everything it has heard so far. */
class Listener {
  readonly heard: TraplineEvent[] = [];
  readonly states: string[] = [];
  place: string | undefined;
  private readonly controller = new AbortController();
  /** How the stream ended; undefined when it was told to. */
  readonly ended: Promise<unknown>;

  private constructor(url: string, caller: Partial<TraplineOptions>, options: EventsOptions) {
    const stream = events(createTrapline({ baseUrl: url, ...caller }), {
      ...options,
      signal: this.controller.signal,
      onState: (state) => this.states.push(state),
      onPlace: (id) => (this.place = id),
    });
    this.ended = (async () => {
      for await (const event of stream) this.heard.push(event);
    })().catch((error: unknown) => error);
  }

  /** Resolves once the server has answered and the place is known. */
  static async to(
    { url }: { readonly url: string },
    caller: Partial<TraplineOptions> = { apiKey: KEYS.operator },
    options: EventsOptions = {},
  ): Promise<Listener> {
    const listener = new Listener(url, caller, options);
    listeners.push(listener);
    await eventually(() => {
      if (listener.place === undefined) throw new Error('not open yet');
      return Promise.resolve();
    });
    return listener;
  }

  types(): string[] {
    return this.heard.map(({ type }) => type);
  }

  /** Waits for an event of the type, which may have come already. */
  hears(type: TraplineEvent['type']): Promise<TraplineEvent> {
    return eventually(() => {
      const found = this.heard.find((event) => event.type === type);
      if (found === undefined) throw new Error(`heard ${this.types().join(', ')} and no ${type}`);
      return Promise.resolve(found);
    });
  }

  stop(): Promise<unknown> {
    this.controller.abort();
    return this.ended;
  }
}

const listeners: Listener[] = [];
const running: Trapline[] = [];

async function start(...options: Parameters<typeof startTrapline>): Promise<Trapline> {
  const trapline = await startTrapline(...options);
  running.unshift(trapline);
  return trapline;
}

afterEach(async () => {
  await Promise.all(listeners.splice(0).map((listener) => listener.stop()));
  for (const trapline of running.splice(0)) await trapline.close();
});

describe('GET /api/v1/events', () => {
  it('tells of devices that are created, changed and removed, with what is needed to show it', async () => {
    const trapline = await start({ microshare: { clusters: smallFleet() } });
    const listener = await Listener.to(trapline);
    const { json } = await trapline.call('POST', '/api/v1/devices', { body: newTrap('HF_DSM_0100') });
    const { guid } = json.device;
    await trapline.call('PATCH', `/api/v1/devices/${guid}`, { body: { area: 'Gate' } });
    await trapline.call('DELETE', `/api/v1/devices/${guid}`);
    await listener.hears('device_removed');
    expect(listener.types()).toEqual(['device_created', 'device_changed', 'device_removed']);
    expect(listener.heard[1]).toEqual({
      type: 'device_changed',
      at: expect.stringMatching(/^\d{4}-.+Z$/),
      guid,
      erp_reference: 'HF_DSM_0100',
      customer: 'Harbour Foods',
      site: 'Dock Street Mill',
      cluster_id: json.cluster_id,
      version: expect.any(String),
    });
  });

  it('tells of changes that somebody else has made in Microshare', async () => {
    const trapline = await start({ microshare: { clusters: smallFleet() } });
    const listener = await Listener.to(trapline);
    trapline.microshare.editCluster(HARBOUR_TRAPS, (cluster) => ({
      ...cluster,
      data: { ...cluster.data, devices: cluster.data?.devices?.slice(1) ?? [] },
    }));
    await trapline.call('POST', '/api/v1/devices/cache/refresh', { key: KEYS.admin });
    expect(await listener.hears('device_removed')).toMatchObject({ guid: 'trap-1' });
    expect(await listener.hears('cache_refreshed')).toMatchObject({ clusters: 4, devices: 5 });
  });

  it('tells of a gap analysis from its start to its end, of every gap found and closed', async () => {
    const products = [
      { name: 'Harbour Foods / Dock Street Mill / Attic', default_code: 'HF_DSM_0050' },
      { name: 'Harbour Foods / Dock Street Mill / Loading Bay', default_code: 'HF_DSM_0002' },
    ];
    const trapline = await start({ microshare: { clusters: smallFleet() }, odoo: { products } });
    const listener = await Listener.to(trapline);
    const { json: run } = await trapline.call('POST', '/api/v1/erp/gap-analysis/runs');
    const ended = await listener.hears('run_ended');
    const found = listener.heard.filter(({ type }) => type === 'gap_found');
    expect(ended).toMatchObject({ run_id: run.id, status: 'succeeded', findings: found.length });
    expect(found.length).toBeGreaterThan(0);
    expect(listener.types().filter((type) => type.startsWith('run_'))).toEqual([
      'run_started',
      'run_progressed',
      'run_progressed',
      'run_progressed',
      'run_ended',
    ]);
    const gap = found.find((event) => event.type === 'gap_found' && event.kind === 'device_without_point');
    if (gap?.type !== 'gap_found') throw new Error('no device without point');
    listener.heard.length = 0;
    await trapline.call('DELETE', '/api/v1/devices/trap-1');
    await trapline.call('POST', '/api/v1/erp/gap-analysis/runs');
    expect(await listener.hears('gap_closed')).toMatchObject({
      finding_id: expect.stringContaining('HF_DSM_0001'),
    });
  });

  it('tells operators, and not viewers, that a breaker has opened and closed', async () => {
    const trapline = await start({
      microshare: { clusters: smallFleet() },
      settings: { BREAKER_VOLUME: '2', BREAKER_RESET_MS: '200', RETRY_ATTEMPTS: '1' },
    });
    const [operator, viewer] = await Promise.all([
      Listener.to(trapline),
      Listener.to(trapline, { apiKey: KEYS.viewer }),
    ]);
    await trapline.odoo.close();
    for (let i = 0; i < 3; i += 1) await trapline.call('GET', '/api/v1/erp/discovery/inspection-points');
    expect(await operator.hears('breaker_opened')).toMatchObject({ name: 'erp', system: 'odoo' });
    await trapline.call('PATCH', '/api/v1/devices/trap-1', { body: { area: 'Gate' } });
    await viewer.hears('device_changed');
    expect(viewer.types()).toEqual(['device_changed']);
  });

  it('tells only the types that were asked for, and refuses types that do not exist', async () => {
    const trapline = await start({ microshare: { clusters: smallFleet() } });
    const listener = await Listener.to(trapline, undefined, { types: ['device_removed'] });
    await trapline.call('PATCH', '/api/v1/devices/trap-1', { body: { area: 'Gate' } });
    await trapline.call('DELETE', '/api/v1/devices/trap-1');
    await listener.hears('device_removed');
    expect(listener.types()).toEqual(['device_removed']);
    expect((await trapline.call('GET', '/api/v1/events?types=nonsense')).status).toBe(422);
  });

  it('tells a log-in of its own account alone', async () => {
    const people = [
      { username: 'service@pest.example', password: 'a' },
      { username: 'hotel@pest.example', password: 'b', sees: [HOTEL_TRAPS] },
    ];
    const trapline = await start({ microshare: { clusters: smallFleet(), accounts: people } });
    const login = await trapline.call('POST', '/api/v1/auth/login', {
      key: null,
      body: { username: 'hotel@pest.example', password: 'b' },
    });
    const hotel = await Listener.to(trapline, { token: login.json.session_token });
    await hotel.hears('cache_refreshed');
    hotel.heard.length = 0;
    await trapline.call('POST', '/api/v1/erp/gap-analysis/runs');
    await trapline.call('PATCH', '/api/v1/devices/trap-1', { body: { area: 'Gate' } });
    await trapline.call('PATCH', '/api/v1/devices/trap-4', { body: { area: 'Gate' } });
    expect(await hotel.hears('device_changed')).toMatchObject({ guid: 'trap-4' });
    expect(hotel.types()).toEqual(['device_changed']);
  });

  it('ends with the session, and comes back no more', async () => {
    const trapline = await start({ microshare: { clusters: smallFleet() } });
    const { username, password } = trapline.microshare.accounts[0] ?? { username: '', password: '' };
    const login = await trapline.call('POST', '/api/v1/auth/login', {
      key: null,
      body: { username, password },
    });
    const token: string = login.json.session_token;
    const listener = await Listener.to(trapline, { token });
    await trapline.call('POST', '/api/v1/auth/logout', {
      key: null,
      headers: { authorization: `Bearer ${token}` },
    });
    await trapline.app.get(EventStreams).heartbeat();
    const problem = await listener.ended;
    expect(problem).toBeInstanceOf(TraplineProblem);
    expect(problem).toMatchObject({ status: 401 });
  });

  it('is closed to strangers, and has a limit', async () => {
    const trapline = await start({
      microshare: { clusters: smallFleet() },
      settings: { EVENT_STREAMS_MAX: '1' },
    });
    expect((await trapline.call('GET', '/api/v1/events', { key: null })).status).toBe(401);
    await Listener.to(trapline);
    const refused = await trapline.call('GET', '/api/v1/events');
    expect(refused.status).toBe(503);
    expect(refused.headers.get('retry-after')).toBe('10');
  });

  it('lets go of a reader that does not read, and of no other', async () => {
    const trapline = await start({ microshare: { clusters: smallFleet() } });
    const listener = await Listener.to(trapline);
    const { port } = new URL(trapline.url);
    const lazy = connect(Number(port), '127.0.0.1');
    lazy.pause();
    lazy.on('error', () => undefined);
    lazy.write(`GET /api/v1/events HTTP/1.1\r\nHost: x\r\nX-API-Key: ${KEYS.operator}\r\n\r\n`);
    const metric = async (name: string, labels = {}): Promise<number | undefined> =>
      sampleOf((await trapline.call('GET', '/metrics')).text, name, labels);
    await eventually(async () => {
      expect(await metric('event_streams')).toBe(2);
    });
    const log = trapline.app.get(EventLog);
    const text = 'x'.repeat(1_000);
    const burst = Array.from({ length: 50 }, () => ({
      type: 'gap_closed' as const,
      run_id: text,
      finding_id: text,
    }));
    await eventually(async () => {
      log.publish(null, burst);
      expect(await metric('event_streams_ended_total', { reason: 'slow' })).toBe(1);
    }, 20_000);
    lazy.destroy();
    log.publish(null, [{ type: 'read_anew', reason: 'much_changed' }]);
    await listener.hears('read_anew');
    expect(listener.states).toEqual(['open']);
  }, 40_000);

  it('keeps streams alive, and ends them when the server stops, which waits for none of them', async () => {
    const trapline = await start({ microshare: { clusters: smallFleet() } });
    const answer = await fetch(`${trapline.url}/api/v1/events`, { headers: { 'X-API-Key': KEYS.viewer } });
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-request-id': expect.any(String),
    });
    await trapline.app.get(EventStreams).heartbeat();
    const read = answer.text();
    await trapline.app.close();
    expect(await read).toMatch(/^retry: 2000\n\nid: \d+-\d+\n\n: still here\n\n$/);
  });
});

/** A database of its own in the test Redis: keys of an application cannot be told apart by a prefix. */
const DATABASE = 10;

describeWithRedis('events over two replicas', (redisUrl) => {
  const url = new URL(redisUrl === '' ? 'redis://127.0.0.1:6379' : redisUrl);
  url.pathname = `/${DATABASE}`;
  const settings = { REDIS_URL: url.toString(), SESSION_SECRET: 'one secret for all replicas of a test' };
  let first: Trapline;
  let second: Trapline;

  beforeEach(async () => {
    const redis = new Redis(url.toString());
    await redis.flushdb();
    await redis.quit();
    first = await start({ microshare: { clusters: smallFleet() }, settings });
    second = await start({ beside: first, settings });
  });

  const create = (on: Trapline, reference: string): Promise<unknown> =>
    on.call('POST', '/api/v1/devices', { body: newTrap(reference) });
  const references = (listener: Listener): string[] =>
    listener.heard.flatMap((event) => (event.type === 'device_created' ? [event.erp_reference] : []));

  it('tells everybody everything once and in the same order, wherever it happened', async () => {
    const [one, two] = await Promise.all([Listener.to(first), Listener.to(second)]);
    const wanted = Array.from({ length: 12 }, (_, i) => `HF_NEW_${String(i).padStart(4, '0')}`);
    await Promise.all(wanted.map((reference, i) => create(i % 2 === 0 ? first : second, reference)));
    await eventually(() => {
      expect(references(one)).toHaveLength(12);
      expect(references(two)).toHaveLength(12);
      return Promise.resolve();
    });
    expect(references(one)).toEqual(references(two));
    expect([...references(one)].sort()).toEqual(wanted);
    expect(one.place).toBe(two.place);
  });

  it('goes on at the other replica where the first one left off', async () => {
    const listener = await Listener.to(first);
    await create(first, 'HF_DSM_0100');
    await listener.hears('device_created');
    const { place = '' } = listener;
    await listener.stop();
    await create(first, 'HF_DSM_0101');
    await create(second, 'HF_DSM_0102');
    const later = await Listener.to(second, undefined, { lastEventId: place });
    await eventually(() => {
      expect(references(later)).toEqual(['HF_DSM_0101', 'HF_DSM_0102']);
      return Promise.resolve();
    });
    // A replica that has only just started knows what happened before.
    const third = await start({ beside: first, settings });
    const resumed = await Listener.to(third, undefined, { lastEventId: place });
    await eventually(() => {
      expect(references(resumed)).toEqual(['HF_DSM_0101', 'HF_DSM_0102']);
      return Promise.resolve();
    });
  });

  it('tells who has missed more than is kept, or has a place nobody knows, to read anew', async () => {
    const lost = await Listener.to(second, undefined, { lastEventId: '4711-1700000000000' });
    expect(await lost.hears('read_anew')).toMatchObject({ reason: 'missed' });
  });

  it('comes back by itself when its replica stops', async () => {
    let replica = second;
    // What a load balancer does.
    const balanced = (request: Request): Promise<Response> =>
      fetch(new Request(request.url.replace(second.url, replica.url), request));
    const listener = await Listener.to(second, { apiKey: KEYS.viewer, fetch: balanced });
    replica = first;
    await second.close();
    running.splice(running.indexOf(second), 1);
    await create(first, 'HF_DSM_0100');
    expect(await listener.hears('device_created')).toMatchObject({ erp_reference: 'HF_DSM_0100' });
    expect(listener.states).toEqual(['open', 'lost', 'open']);
  });
});
