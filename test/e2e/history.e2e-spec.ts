import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ClusterHistory } from '../../src/history/cluster-history';
import { ClusterVersions } from '../../src/history/cluster-versions';
import { HARBOUR_TRAPS, HOTEL_TRAPS, newTrap, smallFleet } from '../support/clusters';
import { KEYS, startTrapline, type Trapline } from '../support/trapline';

const history = (cluster: string): string => `/api/v1/clusters/${cluster}/history`;

let folder: string;
let trapline: Trapline;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'trapline-history-'));
  const clusters = smallFleet();
  const [harbour] = clusters;
  Object.assign(harbour?.data ?? {}, { gateway: { apiKey: 'very-secret' }, note: 'kept' });
  trapline = await startTrapline({ microshare: { clusters }, settings: { DATA_DIR: folder } });
}, 90_000);

afterAll(async () => {
  await trapline.close();
  await rm(folder, { recursive: true, force: true });
});

const settled = (): Promise<void> => trapline.app.get(ClusterHistory, { strict: false }).settled();
const get = (path: string, key: string = KEYS.viewer) => trapline.call('GET', path, { key });

describe('the history of a cluster', () => {
  let guid: string;

  it('begins with the state before the first write', async () => {
    const made = await trapline.call('POST', '/api/v1/devices', { body: newTrap('HF_HISTORY_1') });
    guid = made.json.device.guid;
    await settled();
    const { status, json } = await get(history(HARBOUR_TRAPS));
    expect(status).toBe(200);
    expect(json).toMatchObject({ keep_days: 30, next_cursor: null });
    expect(json.versions).toMatchObject([
      { version: 1, device_count: 3, writes: 1, name: 'Harbour Foods | Motion' },
    ]);
    const version = await get(`${history(HARBOUR_TRAPS)}/1`);
    expect(version.json.devices.map((device: any) => device.erp_reference)).toEqual([
      'HF_DSM_0001',
      'HF_DSM_0002',
      'HF_DSM_0003',
    ]);
  });

  it('grows with each write that changes the cluster, and with no other', async () => {
    await trapline.call('PATCH', `/api/v1/devices/${guid}`, { body: { area: 'Cold Store' } });
    await settled();
    await trapline.call('PATCH', `/api/v1/devices/${guid}`, { body: { area: 'Cold Store' } });
    await trapline.call('PATCH', '/api/v1/devices/trap-4', { body: { area: 'Bar' } });
    await settled();
    const harbour = await get(`${history(HARBOUR_TRAPS)}?limit=1`);
    expect(harbour.json.versions).toMatchObject([{ version: 2, device_count: 4 }]);
    const next = await get(`${history(HARBOUR_TRAPS)}?limit=1&cursor=${harbour.json.next_cursor}`);
    expect(next.json.versions).toMatchObject([{ version: 1 }]);
    expect(next.json.next_cursor).toBeNull();
    const hotel = await get(history(HOTEL_TRAPS));
    expect(hotel.json.versions).toMatchObject([{ version: 1, device_count: 1 }]);
  });

  it('is compared with the present, and between versions', async () => {
    const first = await get(`${history(HARBOUR_TRAPS)}/1/diff`);
    expect(first.json).toMatchObject({
      from: 1,
      to: 'present',
      added: [{ guid, area: 'Cold Store' }],
      removed: [],
      changed: [],
    });
    const second = await get(`${history(HARBOUR_TRAPS)}/2/diff`);
    expect(second.json).toMatchObject({
      added: [],
      removed: [],
      changed: [{ fields: ['area'], before: { area: 'Packing Hall' }, after: { guid, area: 'Cold Store' } }],
    });
    const back = await get(`${history(HARBOUR_TRAPS)}/2/diff?to=1`);
    expect(back.json).toMatchObject({ to: '1', added: [], removed: [{ guid }], changed: [] });
  });

  it('holds every field that upstream holds, but for secrets', async () => {
    const versions = trapline.app.get(ClusterVersions, { strict: false });
    const kept = await versions.find('default', HARBOUR_TRAPS, 1);
    expect(kept?.state).toMatchObject({ data: { note: 'kept', somethingNew: { kept: true }, gateway: {} } });
    expect(JSON.stringify(kept?.state)).not.toContain('very-secret');
  });

  it('is not there for what is not known, and refuses what it does not understand', async () => {
    expect((await get(history('66f0a1b2c3d4e5f607182999'))).status).toBe(404);
    expect((await get(`${history(HARBOUR_TRAPS)}/99`)).status).toBe(404);
    expect((await get(`${history(HARBOUR_TRAPS)}/1/diff?to=99`)).status).toBe(404);
    expect((await get(`${history(HARBOUR_TRAPS)}/1/diff?to=yesterday`)).status).toBe(422);
    expect((await get(`${history(HARBOUR_TRAPS)}/one`)).status).toBe(400);
  });

  it('belongs to its tenant', async () => {
    const versions = trapline.app.get(ClusterVersions, { strict: false });
    expect(await versions.list('somebody else', HARBOUR_TRAPS, { limit: 10 })).toEqual([]);
    expect(await versions.find('somebody else', HARBOUR_TRAPS, 1)).toBeUndefined();
  });

  it('counts the writes whose state before was not kept, when many follow each other', async () => {
    for (let i = 0; i < 12; i += 1) {
      await trapline.call('PATCH', '/api/v1/devices/trap-4', { body: { area: `Room ${i}` } });
    }
    await settled();
    await trapline.call('PATCH', '/api/v1/devices/trap-4', { body: { area: 'Last' } });
    await settled();
    const { json } = await get(history(HOTEL_TRAPS));
    const writes = json.versions.map((version: any) => version.writes);
    // One before these.
    expect(writes.reduce((sum: number, count: number) => sum + count, 0)).toBe(14);
    const before = await get(`${history(HOTEL_TRAPS)}/${json.versions[0].version}/diff`);
    expect(before.json.changed).toMatchObject([{ before: { area: 'Room 11' }, after: { area: 'Last' } }]);
  }, 60_000);

  it('is forgotten after its days', async () => {
    const inAMonth = new Date(Date.now() + 31 * 86_400_000);
    await trapline.app.get(ClusterHistory, { strict: false }).expire(inAMonth);
    expect((await get(history(HARBOUR_TRAPS))).json.versions).toEqual([]);
  });
});
