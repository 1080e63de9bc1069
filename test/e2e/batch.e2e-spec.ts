import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import {
  generateFleet,
  type MicroshareSimulator,
  startMicroshareSimulator,
  startOdooSimulator,
} from '@libs/simulators';
import { HARBOUR_TRAPS, HOTEL_TRAPS, newTrap, smallFleet } from '../support/clusters';
import { eventually } from '../support/eventually';
import { KEYS, startTrapline, type Trapline } from '../support/trapline';

const PATH = '/api/v1/devices/batch';

/** Stands before Microshare and holds back, or fails, calls about one cluster alone. */
class ClusterGate {
  private readonly held = new Map<string, (() => void)[]>();
  private readonly failing = new Set<string>();
  private readonly server: Server;

  constructor(private readonly microshare: MicroshareSimulator) {
    this.server = createServer((incoming, response) => {
      const id = (incoming.url ?? '').split('?', 1)[0]?.split('/').at(-1) ?? '';
      const pass = (): void => {
        const { method, headers, url } = incoming;
        const onward = request(`${this.microshare.apiUrl}${url ?? ''}`, { method, headers }, (answer) => {
          response.writeHead(answer.statusCode ?? 502, answer.headers);
          answer.pipe(response);
        });
        incoming.pipe(onward);
      };
      if (this.failing.has(id)) refuse(response);
      else if (this.held.has(id)) this.held.get(id)?.push(pass);
      else pass();
    });
  }

  async listen(): Promise<string> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  holds(clusterId: string): void {
    this.held.set(clusterId, []);
  }

  releases(clusterId: string): void {
    const waiting = this.held.get(clusterId) ?? [];
    this.held.delete(clusterId);
    for (const pass of waiting) pass();
  }

  fails(clusterId: string): void {
    this.failing.add(clusterId);
  }

  recovers(): void {
    this.failing.clear();
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }
}

function refuse(response: ServerResponse): void {
  response.writeHead(503, { 'Content-Type': 'text/plain' }).end('unavailable');
}

interface Line {
  readonly type: 'result' | 'progress' | 'summary';
  readonly [member: string]: any;
}

let trapline: Trapline;
let gate: ClusterGate;
const after: (() => Promise<unknown>)[] = [];

beforeEach(async () => {
  const microshare = await startMicroshareSimulator({ clusters: smallFleet() });
  const odoo = await startOdooSimulator();
  gate = new ClusterGate(microshare);
  const settings = { MICROSHARE_API_URL: await gate.listen() };
  trapline = await startTrapline({ beside: { microshare, odoo }, settings });
  after.push(
    () => trapline.close(),
    () => gate.close(),
    () => microshare.close(),
    () => odoo.close(),
  );
});

afterEach(async () => {
  for (const close of after.splice(0)) await close();
});

interface BatchCall {
  readonly to?: Trapline;
  readonly query?: string;
  readonly headers?: Record<string, string>;
}

/** The lines of a batch as they arrive, each held against the API document. */
async function* stream(items: readonly unknown[], call: BatchCall = {}): AsyncGenerator<Line> {
  const { to = trapline, query = '', headers = {} } = call;
  const response = await fetch(`${to.url}${PATH}${query}`, {
    method: 'POST',
    headers: { 'X-API-Key': KEYS.operator, 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify({ items }),
  });
  const mediaType = response.headers.get('content-type') ?? '';
  expect([response.status, mediaType]).toEqual([200, expect.stringContaining('application/x-ndjson')]);
  const decoder = new TextDecoder();
  let rest = '';
  for await (const bytes of response.body ?? []) {
    const lines = (rest + decoder.decode(bytes as Uint8Array, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    for (const text of lines) {
      const line = JSON.parse(text) as Line;
      if (items.length < 100) to.document.check('POST', PATH, 200, mediaType, line);
      yield line;
    }
  }
  expect(rest).toBe('');
}

interface Outcome {
  readonly lines: readonly Line[];
  /** By the index of their item. */
  readonly results: readonly Line[];
  readonly summary: Line;
}

async function batch(items: readonly unknown[], call: BatchCall = {}): Promise<Outcome> {
  const lines: Line[] = [];
  for await (const line of stream(items, call)) lines.push(line);
  const results: Line[] = [];
  for (const line of lines) if (line.type === 'result') results[line['index']] = line;
  expect(lines.filter(({ type }) => type === 'result')).toHaveLength(items.length);
  const summary = lines.at(-1);
  if (summary?.type !== 'summary') throw new Error('the last line is no summary');
  return { lines, results, summary };
}

const create = (reference: string, more: object = {}): object => ({
  op: 'create',
  ...newTrap(reference, { ...more }),
});
const hotel = { customer: 'Grand Hotel', site: 'Main House' };
const statuses = ({ results }: Outcome): number[] => results.map(({ status }) => status as number);
const stored = (guid: string): any => trapline.microshare.devices().find((device) => device.guid === guid);

/** Per cluster the calls up to its last write. What it is read for later, looking after that write, is no batch's cost. */
function costs({ microshare }: Trapline): string[][] {
  const calls = new Map<string, string[]>();
  for (const { path, operation } of microshare.calls()) {
    calls.set(path, [...(calls.get(path) ?? []), operation]);
  }
  return [...calls.values()].map((about) => about.slice(0, about.lastIndexOf('write') + 1));
}

describe('POST /api/v1/devices/batch', () => {
  it('creates, changes and deletes with one read and one write per cluster', async () => {
    trapline.microshare.forgetCalls();
    const { results, summary } = await batch([
      create('HF_DSM_0100'),
      { op: 'update', guid: 'trap-1', area: 'Silo 3' },
      { op: 'delete', guid: 'trap-2' },
      create('GH_MH_0100', hotel),
    ]);
    expect(results.map(({ index, status, problem }) => [index, status, problem])).toEqual([
      [0, 201, undefined],
      [1, 200, undefined],
      [2, 200, undefined],
      [3, 201, undefined],
    ]);
    expect(results[0]?.['device']).toMatchObject({ erp_reference: 'HF_DSM_0100', cluster_id: HARBOUR_TRAPS });
    expect(results[1]?.['device']).toMatchObject({ guid: 'trap-1', area: 'Silo 3' });
    expect(results[2]?.['device']).toMatchObject({ guid: 'trap-2', area: 'Loading Bay' });
    expect(results[3]?.['device']).toMatchObject({ cluster_id: HOTEL_TRAPS });
    expect(summary).toEqual({
      type: 'summary',
      total: 4,
      succeeded: 4,
      failed: 0,
      by_status: { 200: 2, 201: 2 },
    });
    expect(costs(trapline)).toEqual(Array(2).fill(['read', 'write']));
    expect([stored('trap-1').meta.location[2], stored('trap-2')]).toEqual(['Silo 3', undefined]);
    expect(stored('trap-1')).toMatchObject({ vendorExtra: 'kept', state: { battery: 60 } });
  });

  it('lets each item fail for itself, with the problem that the single call would answer', async () => {
    const cases: [unknown, number, string | undefined][] = [
      [create('HF_DSM_0100'), 201, undefined],
      [create('HF_DSM_0001'), 409, 'erp_reference'],
      [create('HF_DSM_0100'), 409, 'erp_reference'],
      [create('HF_DSM_0101', { guid: 'trap-4' }), 409, undefined],
      [create('HF_DSM_0102', { customer: 'Nobody' }), 422, 'cluster_id'],
      [create('no', { area: 'a, b' }), 422, 'area'],
      [create('HF_DSM_0103', { colour: 1 }), 422, 'colour'],
      [{ op: 'update', guid: 'trap-1', area: 'Silo', if_match: 'an-older-one' }, 412, undefined],
      [{ op: 'update', guid: 'nobody', area: 'Silo' }, 404, undefined],
      [{ op: 'update', guid: 'gateway-1', placement: 'Internal' }, 422, 'placement'],
      [{ op: 'update', guid: 'trap-2' }, 422, ''],
      [{ op: 'update', area: 'Silo' }, 422, 'guid'],
      [{ op: 'delete', guid: 'nobody' }, 404, undefined],
      [{ op: 'delete', guid: 'E8-E1-E1-00-01-0A-2C-41' }, 409, undefined],
      [{ op: 'delete', guid: 'trap-2', area: 'Silo' }, 422, 'area'],
      [{ op: 'move', guid: 'trap-2' }, 422, 'op'],
      [{ guid: 'trap-2' }, 422, 'op'],
      ['trap-2', 422, ''],
      [null, 422, ''],
    ];
    const { results, summary } = await batch(cases.map(([item]) => item));
    expect(results.map(({ status, problem }) => [status, problem?.errors?.[0]?.field])).toEqual(
      cases.map(([, status, field]) => [status, field]),
    );
    for (const { status, device, problem } of results.slice(1)) {
      expect(device).toBeNull();
      expect(problem).toMatchObject({
        status,
        type: expect.stringMatching(/^\/docs\/problems\//),
        title: expect.any(String),
        detail: expect.any(String),
      });
    }
    expect(results[5]?.['problem'].errors.map(({ field }: { field: string }) => field)).toEqual([
      'area',
      'erp_reference',
    ]);
    expect(summary).toMatchObject({ total: 19, succeeded: 1, failed: 18, by_status: { 404: 2, 412: 1 } });
    expect(trapline.microshare.devices()).toHaveLength(7);
  });

  it('answers as one document, in the order of the items, when JSON is asked for', async () => {
    const items = [create('GH_MH_0100', hotel), { op: 'delete', guid: 'nobody' }, create('HF_DSM_0100')];
    const { status, json } = await trapline.call('POST', PATH, {
      body: { items },
      headers: { Accept: 'application/json' },
    });
    expect([status, json.success]).toEqual([200, false]);
    expect(json.results.map((result: Line) => [result['index'], result['status']])).toEqual([
      [0, 201],
      [1, 404],
      [2, 201],
    ]);
    expect(json.summary).toEqual({
      type: 'summary',
      total: 3,
      succeeded: 2,
      failed: 1,
      by_status: { 201: 2, 404: 1 },
    });
  });

  it('only says what it would do in a dry run', async () => {
    trapline.microshare.forgetCalls();
    const outcome = await batch(
      [
        create('HF_DSM_0100', { guid: 'new-1' }),
        { op: 'update', guid: 'new-1', area: 'Silo' },
        { op: 'delete', guid: 'new-1' },
        { op: 'delete', guid: 'new-1' },
        { op: 'update', guid: 'trap-1', area: 'Silo', if_match: 'an-older-one' },
        { op: 'delete', guid: 'trap-2' },
        create('HF_DSM_0001'),
      ],
      { query: '?dry_run=true' },
    );
    expect(statuses(outcome)).toEqual([201, 200, 200, 404, 412, 200, 409]);
    expect(outcome.results.map(({ device }) => device as unknown)).toEqual(Array(7).fill(null));
    expect(trapline.microshare.calls()).toEqual([]);
  });

  it.each([
    ['no list', {}, 'items'],
    ['an empty list', { items: [] }, 'items'],
    ['10,001 items', { items: Array.from({ length: 10_001 }, () => ({ op: 'delete', guid: 'x' })) }, 'items'],
    ['a member it does not know', { items: [{}], colour: 1 }, 'colour'],
    ['a bare list', [{}], 'items'],
  ])('refuses %s, naming the field', async (_case, body, field) => {
    const { status, json } = await trapline.call('POST', PATH, { body });
    expect([status, json.errors.map((error: { field: string }) => error.field)]).toEqual([422, [field]]);
  });

  it('is for operators, in a media type it has', async () => {
    const body = { items: [{ op: 'delete', guid: 'trap-1' }] };
    expect((await trapline.call('POST', PATH, { body, key: KEYS.viewer })).status).toBe(403);
    const headers = { Accept: 'text/html' };
    expect((await trapline.call('POST', PATH, { body, headers })).status).toBe(406);
    expect((await trapline.call('POST', `${PATH}?dry_run=perhaps`, { body })).status).toBe(422);
    expect(stored('trap-1')).toBeDefined();
  });
});

describe('the order of a batch', () => {
  it('applies changes to one device one after the other, in one round', async () => {
    const { headers } = await trapline.call('GET', '/api/v1/devices/trap-1');
    const version = headers.get('etag');
    trapline.microshare.forgetCalls();
    const outcome = await batch([
      { op: 'update', guid: 'trap-1', area: 'First', if_match: version },
      { op: 'update', guid: 'trap-1', area: 'Late', if_match: version },
      { op: 'update', guid: 'trap-1', area: 'Second' },
      { op: 'delete', guid: 'trap-2' },
      { op: 'update', guid: 'trap-2', area: 'Too late' },
    ]);
    expect(statuses(outcome)).toEqual([200, 412, 200, 200, 404]);
    expect(outcome.results[0]?.['device'].area).toBe('First');
    expect(stored('trap-1').meta.location[2]).toBe('Second');
    expect(costs(trapline)).toEqual([['read', 'write']]);
  });

  it('changes and deletes what it has created, and creates again what it has deleted', async () => {
    const outcome = await batch([
      { op: 'update', guid: 'new-1', area: 'Too early' },
      create('HF_DSM_0100', { guid: 'new-1' }),
      { op: 'update', guid: 'new-1', area: 'Silo 1' },
      { op: 'update', guid: 'new-1', area: 'Silo 2' },
      { op: 'delete', guid: 'trap-1' },
      create('HF_DSM_0101', { guid: 'trap-1' }),
      create('HF_DSM_0102', { guid: 'new-2' }),
      { op: 'delete', guid: 'new-2' },
      create('HF_DSM_0103', { guid: 'new-2' }),
    ]);
    expect(statuses(outcome)).toEqual([404, 201, 200, 200, 200, 201, 201, 200, 409]);
    expect(stored('new-1').meta.location[2]).toBe('Silo 2');
    expect(stored('trap-1').meta.location[3]).toBe('HF_DSM_0101');
    expect(stored('new-2')).toBeUndefined();
  });

  it('hands a reference on within a cluster, and not before it is given up', async () => {
    const outcome = await batch([
      create('HF_DSM_0002'),
      { op: 'update', guid: 'trap-2', erp_reference: 'HF_DSM_0200' },
      { op: 'update', guid: 'trap-1', erp_reference: 'HF_DSM_0002', allow_duplicate: false },
      create('HF_DSM_0001'),
      { op: 'delete', guid: 'trap-4' },
      create('GH_MH_0001'),
      create('HF_DSM_0300'),
      create('HF_DSM_0300', { allow_duplicate: true }),
    ]);
    // The first item claims the reference, although it fails: item 2 asks for the same one.
    expect(statuses(outcome)).toEqual([409, 200, 409, 409, 200, 409, 201, 201]);
    const again = await batch([
      { op: 'update', guid: 'trap-1', erp_reference: 'HF_DSM_0002' },
      create('HF_DSM_0001'),
    ]);
    expect(statuses(again)).toEqual([200, 201]);
    expect(stored('trap-1').meta.location[3]).toBe('HF_DSM_0002');
  });
});

describe('the answer of a batch', () => {
  it('brings the results of a fast cluster while a slow one is still being written', async () => {
    gate.holds(HOTEL_TRAPS);
    const lines = stream([
      create('GH_MH_0100', hotel),
      create('HF_DSM_0100'),
      create('HF_DSM_0101'),
      { op: 'delete', guid: 'nobody' },
    ]);
    const seen: Line[] = [];
    for await (const line of lines) {
      seen.push(line);
      if (line.type === 'progress' && line['done'] === 3) gate.releases(HOTEL_TRAPS);
    }
    const results = seen.filter(({ type }) => type === 'result').map(({ index }) => index as number);
    expect(results).toEqual([3, 1, 2, 0]);
    expect(seen[0]).toEqual({ type: 'progress', done: 0, total: 4 });
    expect(seen.at(-2)).toEqual({ type: 'progress', done: 4, total: 4 });
    expect(seen.at(-1)).toMatchObject({ type: 'summary', succeeded: 3, failed: 1 });
  });

  it('reports the outage of one cluster by item, while the others are written', async () => {
    gate.fails(HOTEL_TRAPS);
    const items = [create('GH_MH_0100', hotel), create('HF_DSM_0100'), { op: 'delete', guid: 'trap-4' }];
    const outcome = await batch(items);
    expect(statuses(outcome)).toEqual([502, 201, 502]);
    for (const i of [0, 2]) {
      expect(outcome.results[i]?.['problem']).toMatchObject({
        status: 502,
        upstream: { system: 'microshare', retryable: true },
      });
    }
    expect(outcome.summary).toMatchObject({ succeeded: 1, failed: 2, by_status: { 201: 1, 502: 2 } });
    expect(stored('trap-4')).toBeDefined();
    gate.recovers();
    expect(statuses(await batch(items.filter((_, i) => i !== 1)))).toEqual([201, 200]);
  });

  it('says by item that upstream is not asked while its breaker is open', async () => {
    gate.fails(HOTEL_TRAPS);
    let last: Outcome | undefined;
    for (let i = 0; i < 10 && last?.results[0]?.['status'] !== 503; i += 1) {
      last = await batch([create('GH_MH_0100', hotel)]);
    }
    expect(last?.results[0]?.['problem']).toMatchObject({
      status: 503,
      retry_after_s: expect.any(Number),
      upstream: { system: 'microshare', retryable: true },
    });
  });

  it('goes on when its client goes away', async () => {
    gate.holds(HARBOUR_TRAPS);
    const call = request(`${trapline.url}${PATH}`, {
      method: 'POST',
      agent: false,
      headers: { 'X-API-Key': KEYS.operator, 'Content-Type': 'application/json' },
    });
    call.end(JSON.stringify({ items: [create('HF_DSM_0100')] }));
    const [answer] = (await once(call, 'response')) as [IncomingMessage];
    const [first] = (await once(answer, 'data')) as [Buffer];
    expect(JSON.parse(first.toString())).toMatchObject({ type: 'progress', done: 0 });
    call.destroy();
    gate.releases(HARBOUR_TRAPS);
    await eventually(async () => {
      const { json } = await trapline.call('GET', '/api/v1/devices?erp_reference=HF_DSM_0100');
      expect(json.total_count).toBe(1);
    });
    expect(trapline.microshare.devices()).toHaveLength(7);
  });
});

describe('a batch with an Idempotency-Key', () => {
  const headers = { 'Idempotency-Key': 'delivery-4711' };
  const items = [create('HF_DSM_0100'), create('GH_MH_0100', hotel), create('HF_DSM_0100')];

  it('makes nothing twice when it is repeated, at once or later', async () => {
    const outcomes = await Promise.all(Array.from({ length: 4 }, () => batch(items, { headers })));
    outcomes.push(await batch(items, { headers }));
    const [first] = outcomes;
    expect(first && statuses(first)).toEqual([201, 201, 409]);
    for (const { results } of outcomes) expect(results).toEqual(first?.results);
    expect(trapline.microshare.devices()).toHaveLength(8);
  });

  it('finds what is left to do after a failure', async () => {
    gate.fails(HOTEL_TRAPS);
    expect(statuses(await batch(items, { headers }))).toEqual([201, 502, 409]);
    gate.recovers();
    expect(statuses(await batch(items, { headers }))).toEqual([201, 201, 409]);
    expect(trapline.microshare.devices()).toHaveLength(8);
  });

  it('is recognised by an application that remembers nothing of it', async () => {
    const first = await batch(items, { headers });
    const other = await startTrapline({ beside: trapline });
    after.unshift(() => other.close());
    const again = await batch(items, { to: other, headers });
    const guids = ({ results }: Outcome): unknown[] => results.map(({ device }) => device?.guid as unknown);
    expect(guids(again)).toEqual(guids(first));
    expect(trapline.microshare.devices()).toHaveLength(8);
  });

  it('refuses the key for other items, and lets a dry run go before', async () => {
    expect(statuses(await batch(items, { headers, query: '?dry_run=true' }))).toEqual([201, 201, 409]);
    expect(statuses(await batch(items.slice(0, 1), { headers }))).toEqual([201]);
    const { status, json } = await trapline.call('POST', PATH, { body: { items }, headers });
    expect([status, json.errors[0].field]).toEqual([422, 'Idempotency-Key']);
    const bad = await trapline.call('POST', PATH, { body: { items }, headers: { 'Idempotency-Key': 'a b' } });
    expect(bad.status).toBe(422);
  });
});

describe('a batch of 10,000', () => {
  it('costs a read and a write for each of its 20 clusters', async () => {
    const { clusters, products } = generateFleet({ devices: 200, clusters: 20 });
    const wide = await startTrapline({ microshare: { clusters } });
    after.unshift(() => wide.close());
    const { json } = await wide.call('GET', '/api/v1/devices');
    const customers = [
      ...new Set<string>(json.devices.map((device: { customer: string }) => device.customer)),
    ];
    expect([customers.length, products.length]).toEqual([20, 200]);
    const items = Array.from({ length: 10_000 }, (_, i) =>
      create(`BATCH_${String(i).padStart(5, '0')}`, { customer: customers[i % 20] }),
    );
    wide.microshare.forgetCalls();
    const { summary, lines } = await batch(items, { to: wide });
    expect(summary).toMatchObject({ total: 10_000, succeeded: 10_000, by_status: { 201: 10_000 } });
    expect(costs(wide)).toEqual(Array(20).fill(['read', 'write']));
    expect(wide.microshare.devices()).toHaveLength(10_200);
    const progress = lines.filter(({ type }) => type === 'progress').map(({ done }) => done as number);
    expect(progress).toEqual([...progress].sort((a, b) => a - b));
    expect(progress.at(-1)).toBe(10_000);
  }, 60_000);
});
