import { HARBOUR_TRAPS, newTrap, rawTrap, smallFleet } from '../support/clusters';
import { KEYS, startTrapline, type Trapline } from '../support/trapline';

const DEVICES = '/api/v1/devices';
let trapline: Trapline;

beforeAll(async () => {
  const [mill, ...others] = smallFleet();
  const location = ['Harbour Foods', 'Dock Street Mill', 'Attic', 'HF_DSM_0077', 'Internal', 'Glue'];
  const devices = [...(mill?.data?.devices ?? []), rawTrap('export', location)];
  const clusters = [{ ...mill, data: { ...mill?.data, devices } }, ...others];
  trapline = await startTrapline({ microshare: { clusters } });
});

afterAll(async () => {
  await trapline.close();
});

/** The last part of every address below the devices, by method, that is no device's guid. */
async function words(): Promise<Map<string, string[]>> {
  const { json } = await trapline.call('GET', '/docs-json', { key: null });
  const found = new Map<string, string[]>();
  for (const [path, operations] of Object.entries<object>(json.paths)) {
    const [, word] = /^\/api\/v1\/devices\/([^/{}]+)(?:\/|$)/.exec(path) ?? [];
    if (word === undefined) continue;
    const isWhole = path === `${DEVICES}/${word}`;
    for (const method of Object.keys(operations)) {
      const kind = isWhole && method === 'get' ? 'read' : 'other';
      found.set(kind, [...(found.get(kind) ?? []), word]);
    }
  }
  return found;
}

describe('a guid that is an address of something else', () => {
  it('is not given to a device, by whatever way it is made', async () => {
    const taken = [...((await words()).get('read') ?? []), '.', '..'];
    expect(taken).toContain('export');
    for (const guid of taken) {
      const trap = newTrap('HF_DSM_0100', { guid });
      const { status, json } = await trapline.call('POST', DEVICES, { body: trap });
      expect([status, json.errors]).toEqual([
        422,
        [
          {
            field: 'guid',
            value: guid,
            message: expect.stringMatching(/choose another one, or leave it out$/),
          },
        ],
      ]);
      const body = { items: [{ op: 'create', ...trap }] };
      const headers = { Accept: 'application/json' };
      const batch = await trapline.call('POST', `${DEVICES}/batch`, { body, headers });
      expect(batch.json.results).toMatchObject([{ status: 422, problem: { errors: [{ field: 'guid' }] } }]);
    }
    const columns = ['guid', ...Object.keys(newTrap('HF_DSM_0100'))];
    const csv = `${columns.join(',')}\n${['..', ...Object.values(newTrap('HF_DSM_0100'))].join(',')}\n`;
    const { json } = await trapline.call('POST', `${DEVICES}/import?dry_run=false`, { body: csv });
    expect(json.rows).toMatchObject([{ verdict: 'error', errors: [{ field: 'guid', value: '..' }] }]);
  });

  it('is any other word below the devices not: such a device is read, changed and deleted', async () => {
    const free = [...new Set((await words()).get('other'))];
    expect(free.sort()).toEqual(['batch', 'cache', 'create', 'import']);
    for (const guid of free) {
      const made = await trapline.call('POST', DEVICES, { body: newTrap('HF_DSM_0101', { guid }) });
      expect([guid, made.status]).toEqual([guid, 201]);
      const at = made.headers.get('location') ?? '';
      expect((await trapline.call('GET', at)).json.device).toMatchObject({ guid });
      expect((await trapline.call('PATCH', at, { body: { area: 'Loft' } })).status).toBe(200);
      expect((await trapline.call('DELETE', at)).json.device).toMatchObject({ guid, area: 'Loft' });
    }
  });

  it('is kept by a device that has it already, which is listed, changed and deleted', async () => {
    const { json } = await trapline.call('GET', `${DEVICES}?erp_reference=HF_DSM_0077`, { key: KEYS.viewer });
    expect(json.devices).toMatchObject([{ guid: 'export', area: 'Attic' }]);
    const csv = await trapline.call('GET', `${DEVICES}/export?erp_reference=HF_DSM_0077`);
    expect(csv.headers.get('content-type')).toMatch(/^text\/csv/);
    const changed = await trapline.call('PATCH', `${DEVICES}/export`, { body: { area: 'Loft' } });
    expect([changed.status, changed.json.device]).toMatchObject([200, { guid: 'export', area: 'Loft' }]);
    expect((await trapline.call('DELETE', `${DEVICES}/export`)).status).toBe(200);
    expect(trapline.microshare.cluster(HARBOUR_TRAPS)?.data?.devices).toHaveLength(3);
  });
});
