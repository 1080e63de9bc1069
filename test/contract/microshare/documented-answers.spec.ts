import { gzipSync } from 'node:zlib';
import { clusterPartsOf, devicePartsOf, devicesOf, MicroshareClient } from '@libs/microshare-client';
import {
  UpstreamAccessError,
  UpstreamAuthenticationError,
  UpstreamNotFoundError,
  UpstreamProtocolError,
  UpstreamRateLimitedError,
  UpstreamRejectedError,
  UpstreamUnavailableError,
} from '@libs/upstream';
import { http, okJson, startRawServer, type RawAnswer, type RawServer } from './raw-server';
import { sample, sampleObjects, sampleText } from './samples';
import { thrownBy } from './thrown';

const TOKEN = '9f2c41d07be85a3366c1e0d94b7f5a28c3d6e1f0a9b8475263d41c0e7f9a8b61';
const TRAPS = { recType: 'io.microshare.trap.packed', id: '66f0a1b2c3d4e5f60718293a' };
const timeouts = { authMs: 2_000, readMs: 2_000, writeMs: 2_000, discoveryMs: 2_000 };
const TEXT = { 'Content-Type': 'text/plain; charset=UTF-8' };
const HTML = { 'Content-Type': 'text/html' };
const PAGE = '<html><body>Bad gateway</body></html>';

let server: RawServer;
let client: MicroshareClient;

async function peerAnswers(...answers: readonly [RawAnswer, ...RawAnswer[]]): Promise<void> {
  server = await startRawServer(...answers);
  client = new MicroshareClient({ apiUrl: `${server.url}/api/`, pageSize: 2_000, timeouts });
}

function read(): Promise<unknown> {
  return client.readCluster(TOKEN, TRAPS);
}

function write(): Promise<unknown> {
  return client.writeCluster(TOKEN, TRAPS, sample('put-request'));
}

afterEach(async () => {
  client.close();
  await server.close();
});

describe('the documented answers', () => {
  it('are read as clusters with all their fields by discovery', async () => {
    await peerAnswers(okJson(sampleText('discovery')));

    const clusters = await client.discover(TOKEN);

    expect(clusters).toEqual(sampleObjects('discovery'));
    expect(clusters.map((cluster) => clusterPartsOf(cluster))).toEqual([
      {
        id: '66f0a1b2c3d4e5f60718293a',
        recType: 'io.microshare.trap.packed',
        name: 'Harbour Foods | Motion',
        tags: ['Northbank Pest', 'trap'],
        globalTags: ['Northbank Pest', 'trap'],
        updatedAt: '2026-02-18T09:41:07.601Z',
      },
      expect.objectContaining({ recType: 'io.microshare.gateway.health.packed' }),
    ]);
    expect(server.requests.map(({ method, target }) => `${method} ${target}`)).toEqual([
      'GET /api/device/*?details=true&discover=true&field=name&search=&page=1&perPage=2000',
    ]);
    expect(server.requests[0]?.headers.get('authorization')).toBe(`Bearer ${TOKEN}`);
  });

  it('are read as one cluster by recType and id', async () => {
    await peerAnswers(okJson(sampleText('cluster')));

    const cluster = await client.readCluster(TOKEN, TRAPS);

    expect(cluster).toEqual(sampleObjects('cluster')[0]);
    expect(devicesOf(cluster).map((device) => devicePartsOf(device))).toEqual([
      {
        hardwareId: 'E8-E1-E1-00-01-0A-2C-41',
        guid: '0d7f1c52-91ab-4e67-b3c8-2a9d40e1f655',
        location: [
          'Harbour Foods',
          'Dock Street Mill',
          'Grain Intake',
          'HF-DSM-0014',
          'Internal',
          'Bait/Lured',
        ],
        status: 'pending',
        updatedAt: '2026-02-18T09:41:07.553Z',
      },
      expect.objectContaining({ hardwareId: '00-00-00-00-00-00-00-00', updatedAt: undefined }),
    ]);
    expect(server.requests[0]?.target).toBe('/api/device/io.microshare.trap.packed/66f0a1b2c3d4e5f60718293a');
  });

  it('are read when they come compressed', async () => {
    const headers = { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' };
    await peerAnswers(http('200 OK', headers, gzipSync(sampleText('cluster'))));

    await expect(read()).resolves.toEqual(sampleObjects('cluster')[0]);
  });

  it('are read in the older serialisation of ids', async () => {
    const [cluster] = sampleObjects('cluster');
    const { id, ...rest } = cluster ?? {};
    const older = { ...rest, _id: { $oid: id }, updateDate: { $date: 1_771_407_667_601 } };
    await peerAnswers(okJson(JSON.stringify({ meta: {}, objs: [older] })));

    const read = await client.readCluster(TOKEN, TRAPS);

    expect(read).toEqual(older);
    expect(clusterPartsOf(read)).toMatchObject({ id: TRAPS.id, updatedAt: '2026-02-18T09:41:07.601Z' });
  });

  it('take a cluster whole on writing, and tell that a short form says nothing about its devices', async () => {
    await peerAnswers(okJson(sampleText('put-answer-short')));

    await expect(write()).resolves.toEqual({});

    expect(server.requests[0]).toMatchObject({
      method: 'PUT',
      target: '/api/device/io.microshare.trap.packed/66f0a1b2c3d4e5f60718293a',
    });
    expect(server.requests[0]?.headers.get('content-type')).toBe('application/json');
    expect(JSON.parse(server.requests[0]?.body ?? '')).toEqual(sample('put-request'));
  });

  it('hand back the stored cluster where a write answers with it, under 201 too', async () => {
    await peerAnswers(http('201 Created', { 'Content-Type': 'application/json' }, sampleText('cluster')));

    await expect(write()).resolves.toEqual({ object: sampleObjects('cluster')[0] });
  });

  it('show no clusters to a login without rights, whatever the platform counts', async () => {
    await peerAnswers(okJson(sampleText('nothing-visible')));

    await expect(client.discover(TOKEN)).resolves.toEqual([]);
    await expect(client.listByRecType(TOKEN, TRAPS.recType)).resolves.toEqual([]);
    await expect(read()).rejects.toBeInstanceOf(UpstreamNotFoundError);
    expect(server.requests[1]?.target).toBe(
      '/api/device/io.microshare.trap.packed?details=true&discover=true&page=1&perPage=2000',
    );
  });
});

describe('errors', () => {
  const notFound = 'io.microshare.utils.NotFoundException: Record not found or inaccessible.';
  const malformed = '[Error: unresolvable property or identifier: ownerOrg]';

  it.each([
    ['401 without a body', '401 Unauthorized', '', UpstreamAuthenticationError],
    ['403', '403 Forbidden', 'Access to this path is denied', UpstreamAccessError],
    ['404', '404 Not Found', notFound, UpstreamNotFoundError],
    ['400', '400 Bad Request', 'The request content was malformed', UpstreamRejectedError],
    ['409', '409 Conflict', 'conflict', UpstreamRejectedError],
    ['413', '413 Content Too Large', 'too large', UpstreamRejectedError],
    ['422', '422 Unprocessable Content', 'unprocessable', UpstreamRejectedError],
    ['429', '429 Too Many Requests', '', UpstreamRateLimitedError],
    ['503 for a missing parameter', '503 Service Unavailable', malformed, UpstreamRejectedError],
    ['503 for a wrong parameter', '503 Service Unavailable', "'$all needs an array'", UpstreamRejectedError],
  ])('sort %s alike for reads and writes', async (_case, status, text, kind) => {
    await peerAnswers(http(status, TEXT, text));

    await expect(read()).rejects.toBeInstanceOf(kind);
    await expect(write()).rejects.toBeInstanceOf(kind);
    await expect(client.discover(TOKEN)).rejects.toBeInstanceOf(kind);
  });

  const half = sampleText('cluster').slice(0, 900);
  it.each<[string, RawAnswer, 'answered' | 'unknown', 'answered' | 'unknown']>([
    ['500', http('500 Internal Server Error', TEXT, 'oops'), 'answered', 'answered'],
    ['502 from a gateway', http('502 Bad Gateway', HTML, PAGE), 'answered', 'unknown'],
    [
      '503 of an outage',
      http('503 Service Unavailable', TEXT, 'Service Unavailable'),
      'answered',
      'answered',
    ],
    ['504', http('504 Gateway Time-out', HTML, PAGE), 'answered', 'unknown'],
    ['404 as a web page', http('404 Not Found', HTML, PAGE), 'answered', 'answered'],
    ['a redirect', http('302 Found', { Location: '/login' }, ''), 'answered', 'answered'],
    ['200 with a web page', http('200 OK', HTML, PAGE), 'answered', 'unknown'],
    ['200 with a web page that says JSON', okJson('<!DOCTYPE html><p>sorry</p>'), 'answered', 'unknown'],
    ['200 with half an answer', okJson(half), 'answered', 'unknown'],
    ['200 without objects', okJson('{"meta":{}}'), 'answered', 'unknown'],
    ['200 with something else as objects', okJson('{"meta":{},"objs":["a"]}'), 'answered', 'unknown'],
    ['204', http('204 No Content', {}, ''), 'answered', 'unknown'],
    ['a reset connection', 'reset', 'unknown', 'unknown'],
    [
      'a body that breaks off',
      Buffer.from(
        `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 99999\r\n\r\n${half}`,
      ),
      'unknown',
      'unknown',
    ],
  ])('take %s for an outage', async (_case, answer, readDelivery, writeDelivery) => {
    await peerAnswers(answer);

    const reading = await thrownBy(read());
    const writing = await thrownBy(write());

    expect(reading).toBeInstanceOf(UpstreamUnavailableError);
    expect(reading).toMatchObject({ outage: true, delivery: readDelivery });
    expect(writing).toBeInstanceOf(UpstreamUnavailableError);
    expect(writing).toMatchObject({ outage: true, delivery: writeDelivery });
  });

  it('give up on silence at the deadline', async () => {
    server = await startRawServer('hang');
    client = new MicroshareClient({
      apiUrl: server.url,
      pageSize: 10,
      timeouts: { ...timeouts, readMs: 50, writeMs: 50, discoveryMs: 50 },
    });

    for (const call of [read(), write(), client.discover(TOKEN)]) {
      const error = await thrownBy(call);
      expect(error).toBeInstanceOf(UpstreamUnavailableError);
      expect(error).toMatchObject({ delivery: 'unknown' });
    }
  });

  it('tell that nothing was sent when nobody listens', async () => {
    await peerAnswers('hang');
    await server.close();
    server = await startRawServer('hang');

    await expect(write()).rejects.toMatchObject({ name: 'UpstreamUnavailableError', delivery: 'not_sent' });
  });

  it('pass on how long to wait', async () => {
    await peerAnswers(
      http('429 Too Many Requests', { ...TEXT, 'Retry-After': '7' }, ''),
      http('503 Service Unavailable', { ...TEXT, 'Retry-After': '3' }, 'later'),
    );

    await expect(read()).rejects.toMatchObject({ retryAfterMs: 7_000 });
    await expect(read()).rejects.toMatchObject({ name: 'UpstreamUnavailableError', retryAfterMs: 3_000 });
  });

  it('quote one line of the platform, without tokens and what follows', async () => {
    const text = `token ${TOKEN} may not do this\r\n\tat io.microshare.Service.run(Service.scala:12)`;
    await peerAnswers(http('400 Bad Request', TEXT, text));

    const error = await thrownBy(read());

    expect(error).toMatchObject({
      message: 'microshare (read) rejects the request (400): token … may not do this',
    });
  });

  it.each([
    ['without its data', { _id: TRAPS.id, recType: TRAPS.recType, name: 'short' }],
    ['whose devices are no list', { _id: TRAPS.id, recType: TRAPS.recType, data: { devices: {} } }],
    ['without an id', { recType: TRAPS.recType, data: { devices: [] } }],
  ])('refuse a list that holds a cluster %s rather than losing its devices', async (_case, cluster) => {
    await peerAnswers(okJson(JSON.stringify({ meta: {}, objs: [cluster] })));

    await expect(client.discover(TOKEN)).rejects.toBeInstanceOf(UpstreamProtocolError);
  });

  it('refuse another cluster than the one asked for', async () => {
    await peerAnswers(okJson(sampleText('cluster')));

    const other = client.readCluster(TOKEN, { ...TRAPS, id: '66f0a1b2c3d4e5f607182999' });

    await expect(other).rejects.toBeInstanceOf(UpstreamProtocolError);
  });

  it("throw the signal's own reason when a call is cancelled", async () => {
    await peerAnswers('hang');
    const reason = new Error('no longer needed');
    const cancelled = AbortSignal.abort(reason);

    await expect(client.readCluster(TOKEN, TRAPS, { signal: cancelled })).rejects.toBe(reason);
    await expect(client.discover(TOKEN, { signal: cancelled })).rejects.toBe(reason);
    expect(server.requests).toEqual([]);
  });
});
