import fc from 'fast-check';
import { dataChecksum, MicroshareClient, type JsonValue, type RawCluster } from '@libs/microshare-client';
import {
  DEFAULT_ACCOUNT,
  startMicroshareSimulator,
  type MicroshareSimulator,
  type MicroshareSimulatorOptions,
} from '@libs/simulators';
import { sample, sampleObjects } from './samples';

const TRAPS = '/device/io.microshare.trap.packed';
const ID = '66f0a1b2c3d4e5f60718293a';
const OWNER = 'ms_admin@northbank-pest.example';
const NOW = Date.parse('2026-03-05T10:00:00.000Z');
const timeouts = { authMs: 5_000, readMs: 5_000, writeMs: 5_000, discoveryMs: 5_000 };

let microshare: MicroshareSimulator;

async function started(options: MicroshareSimulatorOptions = {}): Promise<MicroshareSimulator> {
  microshare = await startMicroshareSimulator({
    clusters: sampleObjects('discovery'),
    now: () => NOW,
    ...options,
  });
  return microshare;
}

interface Reply {
  readonly status: number;
  readonly text: string;
  readonly meta: unknown;
  readonly objs: readonly Readonly<Record<string, unknown>>[];
}

async function call(
  path: string,
  init: RequestInit = {},
  as = microshare.accounts[0]?.username,
): Promise<Reply> {
  const headers = { authorization: `Bearer ${microshare.tokenFor(as ?? '')}`, connection: 'close' };
  const response = await fetch(`${microshare.apiUrl}${path}`, { headers, ...init });
  const text = await response.text();
  const parsed = (text.startsWith('{') ? JSON.parse(text) : {}) as Partial<Reply>;
  return { status: response.status, text, meta: parsed.meta, objs: parsed.objs ?? [] };
}

function put(cluster: unknown): Promise<Reply> {
  return call(`${TRAPS}/${ID}`, { method: 'PUT', body: JSON.stringify(cluster) });
}

afterEach(async () => {
  await microshare.close();
});

describe('a list', () => {
  it('is the documented discovery', async () => {
    await started();
    const reply = await call('/device/*?details=true&page=1&perPage=2000&discover=true&field=name&search=');
    expect(JSON.parse(reply.text)).toEqual(sample('discovery'));
  });

  it('is short without details', async () => {
    await started();
    const reply = await call('/device/*?discover=true');
    expect(reply.objs[0]).toEqual(sampleObjects('put-answer-short')[0]);
    expect(reply.meta).toMatchObject({ perPage: 999 });
  });

  it('shows only what the account owns unless it discovers', async () => {
    const accounts = [DEFAULT_ACCOUNT, { username: OWNER, password: 'x', sees: [] }];
    await started({ accounts });
    expect((await call('/device/*?details=true')).objs).toEqual([]);
    expect((await call('/device/*?details=true', {}, OWNER)).objs).toHaveLength(2);
  });

  it('counts for everybody, and shows each account what is shared with it', async () => {
    const accounts = [{ username: 'a@pest.example', password: 'x', sees: [ID] }];
    await started({ accounts });

    const listed = await call('/device/*?discover=true');
    expect(listed.objs.map(({ id }) => id)).toEqual([ID]);
    expect(listed.meta).toMatchObject({ currentCount: 1, totalCount: 2 });

    microshare.unshare(ID, 'a@pest.example');
    expect((await call('/device/*?discover=true')).objs).toEqual([]);
    expect((await call(`${TRAPS}/${ID}`)).status).toBe(404);

    microshare.share(ID, 'a@pest.example');
    expect((await call(`${TRAPS}/${ID}`)).status).toBe(200);
  });

  it.each([
    ['by recType', `${TRAPS}?discover=true`, ['Harbour Foods | Motion']],
    ['by recType with a trailing slash', `${TRAPS}/?discover=true`, ['Harbour Foods | Motion']],
    ['by all tags', `/device/*/tags/Northbank%20Pest/gateway?discover=true`, ['Harbour Foods | Gateways']],
    ['by tags that no cluster has together', `/device/*/tags/trap/gateway?discover=true`, []],
    ['newest only', '/device/*/tags/latest?discover=true', ['Harbour Foods | Gateways']],
    [
      'by a search whatever the case',
      '/device/*?discover=true&field=name&search=MOTION',
      ['Harbour Foods | Motion'],
    ],
    ['page by page', '/device/*?discover=true&perPage=1&page=2', ['Harbour Foods | Gateways']],
  ])('is selected %s', async (_case, path, names) => {
    await started();
    expect((await call(path)).objs.map(({ name }) => name)).toEqual(names);
  });

  it('can be in the older serialisation of ids', async () => {
    await started({ legacyIds: true });
    const [cluster] = (await call('/device/*?details=true&discover=true')).objs;
    expect(cluster).toMatchObject({ _id: { $oid: ID } });
    expect(cluster).not.toHaveProperty('id');
  });
});

describe('a PUT', () => {
  it('answers with the documented short form', async () => {
    await started();
    expect(JSON.parse((await put(sample('put-request'))).text)).toEqual(sample('put-answer-short'));
  });

  it('answers with the whole object where told to', async () => {
    await started({ putAnswersObject: true });
    const { objs } = await put(sample('put-request'));
    expect(objs[0]).toEqual(microshare.cluster(ID));
  });

  it('replaces the data whole and moves the markers of change', async () => {
    await started();
    const data = { devices: [], note: 'kept' };

    await put({ name: 'renamed', data });

    expect(microshare.cluster(ID)).toEqual({
      ...sampleObjects('discovery')[0],
      name: 'renamed',
      data,
      updateDate: new Date(NOW).toISOString(),
      updaterId: DEFAULT_ACCOUNT.username,
      checksum: dataChecksum(data),
    });
  });

  it('ignores what a client says about identity and ownership', async () => {
    await started();
    const forged = { _id: 'x', id: 'x', recType: 'y', owner: { user: 'z' }, checksum: 'c', createDate: 'd' };

    await put({ ...sample('put-request'), ...forged });

    const { _id, id, recType, owner, createDate } = sampleObjects('discovery')[0] ?? {};
    expect(microshare.cluster(ID)).toMatchObject({ _id, id, recType, owner, createDate });
    expect(microshare.cluster('x')).toBeUndefined();
  });

  it('trims location tags', async () => {
    await started();
    await put({ data: { devices: [{ guid: 'g', meta: { location: ['A ', ' B', 'C'], desc: ' d ' } }] } });
    expect(microshare.cluster(ID)?.data?.devices).toEqual([
      { guid: 'g', meta: { location: ['A', 'B', 'C'], desc: ' d ' } },
    ]);
  });

  it('drops keys of data that the platform does not know where told to', async () => {
    await started({ dropsUnknownDataKeys: true });
    await put({ data: { devices: [], isActive: true, globalTags: ['a'] } });
    expect(microshare.cluster(ID)?.data).toEqual({ devices: [], isActive: true });
  });

  it.each(['{"data":', '[]', '{"name":"no data"}', '{"data":{"devices":{}}}'])('refuses %s', async (body) => {
    await started();
    const reply = await call(`${TRAPS}/${ID}`, { method: 'PUT', body });
    expect(reply).toMatchObject({ status: 400, text: 'The request content was malformed.' });
    expect(microshare.cluster(ID)).toEqual(sampleObjects('discovery')[0]);
  });

  it('keeps fields that nobody here knows, wherever they are', async () => {
    await started();
    const client = new MicroshareClient({ apiUrl: microshare.apiUrl, pageSize: 10, timeouts });
    const token = microshare.tokenFor(DEFAULT_ACCOUNT.username);
    const address = { recType: 'io.microshare.trap.packed', id: ID };
    const unknown = fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value)) as JsonValue);
    await fc.assert(
      fc.asyncProperty(unknown, unknown, unknown, async (top, inData, inDevice) => {
        const cluster = await client.readCluster(token, address);
        const changed: RawCluster = {
          ...cluster,
          xTop: top,
          data: { ...cluster.data, xData: inData, devices: [{ guid: 'g', xDevice: inDevice }] },
        };
        await client.writeCluster(token, address, changed);
        const { checksum, updateDate, updaterId, ...rest } = await client.readCluster(token, address);
        expect({ ...changed, checksum, updateDate, updaterId }).toEqual({
          ...rest,
          checksum,
          updateDate,
          updaterId,
        });
      }),
      { numRuns: 30 },
    );
    client.close();
  });
});

describe('other calls', () => {
  it('create a cluster with tags from the path', async () => {
    await started();
    const body = JSON.stringify({ name: 'New', data: { devices: [] } });

    const { status, objs } = await call(`${TRAPS}/tags/a/b`, { method: 'POST', body });

    expect(status).toBe(200);
    expect(microshare.cluster(String(objs[0]?.['id']))).toMatchObject({
      name: 'New',
      recType: 'io.microshare.trap.packed',
      tags: ['a', 'b'],
      creatorId: DEFAULT_ACCOUNT.username,
      owner: { user: DEFAULT_ACCOUNT.username },
    });
  });

  it('delete a cluster', async () => {
    await started();
    const { objs } = await call(`${TRAPS}/${ID}`, { method: 'DELETE' });
    expect(objs).toEqual([{ id: ID, recType: 'io.microshare.trap.packed' }]);
    expect((await call(`${TRAPS}/${ID}`)).status).toBe(404);
  });

  it.each([
    ['an unknown id', `${TRAPS}/000000000000000000000000`],
    ['another recType than the cluster has', `/device/io.microshare.gateway.health.packed/${ID}`],
    ['a path that does not exist', '/nothing'],
  ])('answer %s in plain text', async (_case, path) => {
    await started();
    expect(await call(path)).toMatchObject({
      status: 404,
      text: 'io.microshare.utils.NotFoundException: Record not found or inaccessible.',
    });
  });

  it('need the prefix of the API where there is one', async () => {
    await started({ basePath: '/api/' });
    expect((await call(`${TRAPS}/${ID}`)).status).toBe(200);
    expect((await fetch(`${microshare.authUrl}${TRAPS}/${ID}`)).status).toBe(404);
  });
});

describe('tokens', () => {
  const { username, password } = DEFAULT_ACCOUNT;
  const parameters = (): Record<string, string> => ({
    username,
    password,
    client_id: microshare.clientId,
    grant_type: 'password',
    scope: 'ALL:ALL',
  });

  async function ask(
    query: string,
    init: RequestInit,
  ): Promise<{ status: number; body: Record<string, unknown> }> {
    const response = await fetch(`${microshare.authUrl}/oauth2/token${query}`, { method: 'POST', ...init });
    const text = await response.text();
    return {
      status: response.status,
      body: text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : {},
    };
  }

  it('are given for parameters in the query, as a form and as JSON', async () => {
    await started();
    const form = new URLSearchParams(parameters());
    const headers = { 'content-type': 'application/json' };
    const answers = [
      await ask(`?${form.toString()}`, {}),
      await ask('', { body: form }),
      await ask('', { headers, body: JSON.stringify(parameters()) }),
    ];
    for (const { status, body } of answers) {
      expect(status).toBe(200);
      expect(body['access_token']).toMatch(/^[0-9a-f]{64}$/);
      expect(body).not.toHaveProperty('expires_in');
      expect(body['extended']).toMatchObject({ email: username, token_type: 'Bearer', scope: 'ALL:ALL' });
    }
  });

  it('are refused for a wrong key, password or grant', async () => {
    await started();
    const asked = [{ client_id: 'wrong' }, { password: 'wrong' }, { grant_type: 'magic' }].map((wrong) =>
      ask('', { body: new URLSearchParams({ ...parameters(), ...wrong }) }),
    );
    expect((await Promise.all(asked)).map(({ status }) => status)).toEqual([401, 401, 400]);
  });

  it('expire by the clock', async () => {
    let now = NOW;
    await started({ now: () => now });
    const authorization = `Bearer ${microshare.tokenFor(username)}`;
    const status = async (): Promise<number> =>
      (await fetch(`${microshare.apiUrl}${TRAPS}/${ID}`, { headers: { authorization } })).status;

    now += 48 * 3_600_000 - 1;
    expect(await status()).toBe(200);
    now += 1;
    expect(await status()).toBe(401);
  });

  it('for pipes open no cluster', async () => {
    await started();
    const { body } = await ask('', { body: new URLSearchParams({ ...parameters(), grant_type: 'pipe' }) });
    expect(body).toMatchObject({ token_type: 'Pipe', scope: 'SHARE:WRITE' });
    const headers = { authorization: `Bearer ${String(body['access_token'])}` };
    expect((await fetch(`${microshare.apiUrl}${TRAPS}/${ID}`, { headers })).status).toBe(401);
  });
});
