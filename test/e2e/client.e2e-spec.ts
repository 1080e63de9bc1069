import {
  batch,
  type BatchEvent,
  changeDevice,
  type CreateDeviceDto,
  createTrapline,
  importDevices,
  itemsOf,
  NotModified,
  pagesOf,
  TraplineProblem,
  type Trapline as Client,
} from '../../clients/typescript/src/index.ts';
import { newTrap, smallFleet } from '../support/clusters';
import { KEYS, startTrapline, type Trapline } from '../support/trapline';

let trapline: Trapline;
let client: Client;

beforeEach(async () => {
  trapline = await startTrapline({ microshare: { clusters: smallFleet() } });
  client = createTrapline({ baseUrl: `${trapline.url}/`, apiKey: KEYS.operator });
});

afterEach(async () => {
  await trapline.close();
});

/** The problem that a call ends with. */
async function problemOf(call: Promise<unknown>): Promise<TraplineProblem> {
  const error: unknown = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof TraplineProblem)) throw new Error(`no problem but ${String(error)}`);
  return error;
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

describe('TypeScript client', () => {
  it('reads with filters and gives data, version and correlation id', async () => {
    const { data, etag, requestId, status } = await client.GET('/api/v1/devices', {
      params: { query: { customer: 'Harbour Foods', sort: 'erp_reference', limit: 2 } },
    });
    expect(data.devices.map(({ erp_reference }) => erp_reference)).toEqual(['GW-HF-DSM-01', 'HF_DSM_0001']);
    expect(data.total_count).toBe(4);
    expect({ status, etag, requestId }).toEqual({
      status: 200,
      etag: expect.any(String) as string,
      requestId: expect.any(String) as string,
    });
  });

  it('says that nothing has changed when it is asked about a version', async () => {
    const { etag = '' } = await client.GET('/api/v1/devices');
    const again = client.GET('/api/v1/devices', { params: { header: { 'If-None-Match': etag } } });
    await expect(again).rejects.toBeInstanceOf(NotModified);
  });

  it('goes through all pages, each device once', async () => {
    const query = { limit: 2, sort: 'guid' };
    const pages = await all(pagesOf(client, '/api/v1/devices', { query }));
    expect(pages.map(({ devices }) => devices.length)).toEqual([2, 2, 2]);
    const guids = (await all(itemsOf(client, '/api/v1/devices', 'devices', { query }))).map(
      ({ guid }) => guid,
    );
    expect(guids).toEqual(pages.flatMap(({ devices }) => devices.map(({ guid }) => guid)));
    expect(new Set(guids).size).toBe(6);
  });

  it('stops asking for pages when the caller has enough', async () => {
    const asked: string[] = [];
    const watched = createTrapline({
      baseUrl: trapline.url,
      apiKey: KEYS.viewer,
      fetch: (request) => {
        asked.push(request.url);
        return fetch(request);
      },
    });
    for await (const page of pagesOf(watched, '/api/v1/devices', { query: { limit: 1 } })) {
      expect(page.devices).toHaveLength(1);
      break;
    }
    expect(asked).toHaveLength(1);
  });

  it('throws problems with kind, wrong fields and the correlation id of the log', async () => {
    const problem = await problemOf(
      client.POST('/api/v1/devices', {
        body: { ...trap('hf dsm'), placement: 'Roof' as 'Internal' },
      }),
    );
    expect(problem).toMatchObject({
      kind: 'unprocessable',
      status: 422,
      title: 'The content is not acceptable',
    });
    expect(problem.errors.map(({ field }) => field)).toEqual(['erp_reference', 'placement']);
    expect(problem.requestId).toMatch(/^[\w-]{8,}$/);
    const forbidden = await problemOf(client.POST('/api/v1/devices/cache/refresh'));
    expect(forbidden.kind).toBe('forbidden');
    const gone = client.GET('/api/v1/devices/{guid}', { params: { path: { guid: 'no such/device' } } });
    expect((await problemOf(gone)).kind).toBe('not-found');
  });

  it('makes one device of a create that is repeated with its key', async () => {
    const create = (): Promise<{ data: { device: { guid: string } } }> =>
      client.POST('/api/v1/devices', {
        params: { header: { 'Idempotency-Key': 'once-only' } },
        body: trap('HF_DSM_0100'),
      });
    const [first, second] = [await create(), await create()];
    expect(second.data.device.guid).toBe(first.data.device.guid);
    expect(guidsWith('HF_DSM_0100')).toEqual([first.data.device.guid]);
  });

  it('refuses to change what somebody else has changed, and thinks again when asked to', async () => {
    const path = { guid: 'trap-1' };
    const { etag = '' } = await client.GET('/api/v1/devices/{guid}', { params: { path } });
    await client.PATCH('/api/v1/devices/{guid}', { params: { path }, body: { area: 'Roof' } });
    const late = client.PATCH('/api/v1/devices/{guid}', {
      params: { path, header: { 'If-Match': etag } },
      body: { area: 'Cellar' },
    });
    expect((await problemOf(late)).kind).toBe('precondition-failed');

    const seen: string[] = [];
    const changed = await changeDevice(client, 'trap-1', ({ area }) => {
      seen.push(area);
      return { area: `${area} 2` };
    });
    expect(seen).toEqual(['Roof']);
    expect(changed?.device.area).toBe('Roof 2');
    expect(await changeDevice(client, 'trap-1', () => undefined)).toBeUndefined();
  });

  it('thinks a change over with the device as it is when another change comes first', async () => {
    const seen: string[] = [];
    let interfered = false;
    const contested = createTrapline({
      baseUrl: trapline.url,
      apiKey: KEYS.operator,
      fetch: async (request) => {
        if (request.method === 'PATCH' && !interfered) {
          interfered = true;
          await trapline.call('PATCH', '/api/v1/devices/trap-1', { body: { area: 'Elsewhere' } });
        }
        return fetch(request);
      },
    });
    const changed = await changeDevice(contested, 'trap-1', ({ area }) => {
      seen.push(area);
      return { area: `${area} North` };
    });
    expect(seen).toEqual(['Grain Intake', 'Elsewhere']);
    expect(changed?.device.area).toBe('Elsewhere North');
  });

  it('runs a batch and tells each result as it comes, the summary last', async () => {
    const events: BatchEvent[] = await all(
      batch(
        client,
        [
          { op: 'create', ...trap('HF_DSM_0101') },
          { op: 'update', guid: 'trap-2', area: 'Gate' },
          { op: 'delete', guid: 'unheard-of' },
        ],
        { idempotencyKey: 'batch-1' },
      ),
    );
    const results = events.filter((event) => event.type === 'result');
    expect(new Map(results.map(({ index, status }) => [index, status]))).toEqual(
      new Map([
        [0, 201],
        [1, 200],
        [2, 404],
      ]),
    );
    expect(events.at(-1)).toMatchObject({ type: 'summary', total: 3, succeeded: 2, failed: 1 });
  });

  it('brings devices in from CSV and out again', async () => {
    const csv =
      'customer,site,area,erp_reference,placement,configuration\nHarbour Foods,Dock Street Mill,Gate,HF_DSM_0200,Internal,Glue\n';
    expect(await importDevices(client, csv)).toMatchObject({ dry_run: true, summary: { create: 1 } });
    expect(await importDevices(client, csv, { dryRun: false })).toMatchObject({ summary: { created: 1 } });
    const { data } = await client.GET('/api/v1/devices/export', {
      params: { query: { erp_reference: 'HF_DSM_0200' } },
      parseAs: 'text',
    });
    expect(data.trim().split('\n')).toHaveLength(2);
  });

  it('acts for who logged in, with a token that may change', async () => {
    const { username, password } = trapline.microshare.accounts[0] ?? { username: '', password: '' };
    const session: { token?: string } = {};
    const person = createTrapline({ baseUrl: trapline.url, token: () => session.token });
    expect((await problemOf(person.GET('/api/v1/auth/status'))).kind).toBe('unauthorized');
    const login = await person.POST('/api/v1/auth/login', { body: { username, password } });
    session.token = login.data.session_token;
    expect((await person.GET('/api/v1/auth/status')).data).toMatchObject({ authenticated: true });
  });
});

function trap(reference: string): CreateDeviceDto {
  return newTrap(reference) as unknown as CreateDeviceDto;
}

function guidsWith(reference: string): (string | undefined)[] {
  const found = trapline.microshare.devices().filter(({ meta }) => meta?.location?.[3] === reference);
  return found.map(({ guid }) => guid);
}
