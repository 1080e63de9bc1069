import { clusterPartsOf, devicesOf, MicroshareClient, type RawCluster } from '@libs/microshare-client';
import { generateWorld, startMicroshareSimulator, type MicroshareSimulator } from '@libs/simulators';
import {
  UpstreamAuthenticationError,
  UpstreamRateLimitedError,
  UpstreamRejectedError,
  UpstreamUnavailableError,
} from '@libs/upstream';
import { thrownBy } from './thrown';

const { clusters } = generateWorld({ seed: 3, now: new Date('2026-03-02T08:00:00Z') });
const timeouts = { authMs: 5_000, readMs: 5_000, writeMs: 5_000, discoveryMs: 5_000 };

let microshare: MicroshareSimulator;
let client: MicroshareClient;
let token: string;
let stored: RawCluster;
let address: { recType: string; id: string };

beforeEach(async () => {
  microshare = await startMicroshareSimulator({ clusters, basePath: '/api' });
  client = new MicroshareClient({ apiUrl: microshare.apiUrl, pageSize: 100, timeouts });
  token = microshare.tokenFor('erp.sync@northbank-pest.example');
  stored = clusters[0] ?? {};
  address = clusterPartsOf(stored) ?? { recType: '', id: '' };
});

afterEach(async () => {
  client.close();
  await microshare.close();
});

const read = (): Promise<RawCluster> => client.readCluster(token, address);
const renamed = (name: string): Promise<unknown> => client.writeCluster(token, address, { ...stored, name });
const storedName = (): string | undefined => microshare.cluster(address.id)?.name;

/** Waits for the call to come in, cancels it, and hands back its error. */
async function cancelled(call: (signal: AbortSignal) => Promise<unknown>): Promise<unknown> {
  const controller = new AbortController();
  const calls = microshare.count('read');
  const failing = thrownBy(call(controller.signal));
  await microshare.received('read', calls + 1);
  controller.abort(new Error('cancelled'));
  return failing;
}

it('hangs: accepts calls and never answers', async () => {
  microshare.hangs('read');

  const error = await cancelled((signal) => client.readCluster(token, address, { signal }));

  expect(error).toEqual(new Error('cancelled'));
  await expect(client.discover(token)).resolves.toHaveLength(clusters.length);
});

it('drops: resets the connection and applies nothing', async () => {
  microshare.drops('write');

  await expect(renamed('new')).rejects.toMatchObject({
    name: 'UpstreamUnavailableError',
    delivery: 'unknown',
  });

  expect(storedName()).toBe(stored.name);
});

it('drops after applying: the write is there although it failed', async () => {
  microshare.dropsAfterApplying('write');

  await expect(renamed('new')).rejects.toMatchObject({
    name: 'UpstreamUnavailableError',
    delivery: 'unknown',
  });

  expect(storedName()).toBe('new');
});

it('applies but answers 504: the write is there although a gateway gave up', async () => {
  microshare.appliesBut(504, { times: 1 });

  await expect(renamed('new')).rejects.toMatchObject({
    name: 'UpstreamUnavailableError',
    delivery: 'unknown',
  });

  expect(storedName()).toBe('new');
  await expect(renamed('newer')).resolves.toEqual({});
});

it('answers 503 with its text and the wait it asks for, as often as told', async () => {
  microshare.answers(503, { text: 'overloaded', retryAfterS: 4, operation: 'read', times: 2 });

  for (let i = 0; i < 2; i += 1) {
    const error = await thrownBy(read());
    expect(error).toBeInstanceOf(UpstreamUnavailableError);
    expect(error).toMatchObject({ retryAfterMs: 4_000, delivery: 'answered' });
  }
  await expect(read()).resolves.toEqual(stored);
});

it('answers 503 for a malformed request', async () => {
  microshare.answers(503, { text: '[Error: unresolvable property or identifier: ownerOrg]' });
  await expect(read()).rejects.toBeInstanceOf(UpstreamRejectedError);
});

it('answers 429 to every operation when none is named', async () => {
  microshare.answers(429, { retryAfterS: 1 });

  for (const call of [read(), renamed('new'), client.discover(token)]) {
    await expect(call).rejects.toBeInstanceOf(UpstreamRateLimitedError);
  }
  expect(storedName()).toBe(stored.name);
});

it('answers with a web page and applies nothing', async () => {
  microshare.answersHtml();

  await expect(read()).rejects.toMatchObject({ name: 'UpstreamUnavailableError', delivery: 'answered' });
  await expect(renamed('new')).rejects.toMatchObject({
    name: 'UpstreamUnavailableError',
    delivery: 'unknown',
  });

  expect(storedName()).toBe(stored.name);
});

it('answers half after applying', async () => {
  microshare.answersHalf();

  await expect(client.discover(token)).rejects.toBeInstanceOf(UpstreamUnavailableError);
  await expect(read()).rejects.toBeInstanceOf(UpstreamUnavailableError);
  await expect(renamed('new')).rejects.toMatchObject({
    name: 'UpstreamUnavailableError',
    delivery: 'unknown',
  });

  expect(storedName()).toBe('new');
});

it('is slow: answers in the end, but not within a short deadline', async () => {
  microshare.slow(60, { operation: 'read', times: 2 });
  const hasty = new MicroshareClient({
    apiUrl: microshare.apiUrl,
    pageSize: 100,
    timeouts: { ...timeouts, readMs: 10 },
  });

  await expect(hasty.readCluster(token, address)).rejects.toBeInstanceOf(UpstreamUnavailableError);
  await expect(read()).resolves.toEqual(stored);
  hasty.close();
});

it('applies a slow write although its writer has given up', async () => {
  microshare.slow(60, 'write');
  const hasty = new MicroshareClient({
    apiUrl: microshare.apiUrl,
    pageSize: 100,
    timeouts: { ...timeouts, writeMs: 20 },
  });
  const applied = new Promise<void>((resolve) => {
    microshare.beforeNextWrite(resolve);
  });

  await expect(hasty.writeCluster(token, address, { ...stored, name: 'late' })).rejects.toMatchObject({
    delivery: 'unknown',
  });
  expect(storedName()).toBe(stored.name);
  await applied;

  expect(storedName()).toBe('late');
  hasty.close();
});

it('revokes tokens until the next log-in', async () => {
  microshare.revokesTokens();

  await expect(read()).rejects.toBeInstanceOf(UpstreamAuthenticationError);
  token = microshare.tokenFor('erp.sync@northbank-pest.example');
  await expect(read()).resolves.toEqual(stored);
});

it('recovers from everything that was to last', async () => {
  microshare.hangs();
  microshare.answers(503, { times: 7 });

  microshare.recovers();

  await expect(read()).resolves.toEqual(stored);
});

it('lets counted faults happen in order, before the last of those that stay', async () => {
  microshare.answersHtml('read');
  microshare.answers(429, { times: 1 });
  microshare.answers(403, { operation: 'read', times: 1 });

  const names = [];
  for (let i = 0; i < 4; i += 1) names.push(((await thrownBy(read())) as Error).name);

  expect(names).toEqual([
    'UpstreamRateLimitedError',
    'UpstreamAccessError',
    'UpstreamUnavailableError',
    'UpstreamUnavailableError',
  ]);
});

it('edits a cluster as the console does, markers of change included', async () => {
  microshare.editCluster(address.id, (cluster) => ({ ...cluster, desc: 'moved' }));

  const edited = await read();

  expect(edited).toMatchObject({ desc: 'moved', updaterId: 'console@microshare.example' });
  expect(edited.updateDate).not.toBe(stored.updateDate);
});

it('rescans: other hardware under the same guid and location', async () => {
  const [before] = devicesOf(stored).filter(
    (device) => device.guid !== undefined && device.meta?.lora !== undefined,
  );

  microshare.rescan(before?.guid ?? '', 'E8-E1-E1-FF-FF-FF-FF-01');

  const after = devicesOf(await read()).find((device) => device.guid === before?.guid);
  expect(after).toMatchObject({
    id: 'E8-E1-E1-FF-FF-FF-FF-01',
    meta: { location: before?.meta?.location, lora: { DevEUI: 'E8-E1-E1-FF-FF-FF-FF-01' } },
  });
});

it('lets the console in between a read and the write that follows: the last writer wins', async () => {
  microshare.beforeNextWrite(() => {
    microshare.editCluster(address.id, (cluster) => ({ ...cluster, desc: 'by the console' }));
  });

  await renamed('by us');

  expect(microshare.cluster(address.id)).toMatchObject({ name: 'by us', desc: stored.desc });
});

it('keeps a log of calls by operation', async () => {
  await client.discover(token);
  await read();
  await renamed('new');

  expect(
    microshare.calls().map(({ operation, method, path, account }) => [operation, method, path, account]),
  ).toEqual(
    [
      ['discovery', 'GET', '/api/device/*'],
      ['read', 'GET', `/api/device/${address.recType}/${address.id}`],
      ['write', 'PUT', `/api/device/${address.recType}/${address.id}`],
    ].map((call) => [...call, 'erp.sync@northbank-pest.example']),
  );
  expect(microshare.count('write')).toBe(1);
  microshare.forgetCalls();
  expect(microshare.count()).toBe(0);
});

it('says so when a call does not come in', async () => {
  await expect(microshare.received('write', 1, 20)).rejects.toThrow('no 1 write calls within 20 ms');
});
