import { devicesOf } from '@libs/microshare-client';
import {
  HARBOUR_GATEWAYS,
  HARBOUR_TRAPS,
  HOTEL_TRAPS,
  newTrap,
  rawCluster,
  rawTrap,
  smallFleet,
  STRANGE,
} from '../support/clusters';
import { ClusterWriter } from '../../src/microshare/writes/cluster-writer';
import { eventually } from '../support/eventually';
import { type Answer, KEYS, startTrapline, type Trapline } from '../support/trapline';

let trapline: Trapline;

beforeEach(async () => {
  trapline = await startTrapline({ microshare: { clusters: smallFleet() } });
});

afterEach(async () => {
  await trapline.close();
});

describe('GET /api/v1/devices', () => {
  it('lists every device of every cluster, unknown kinds included, in the shape consumers know', async () => {
    const { status, json } = await trapline.call('GET', '/api/v1/devices');
    expect(status).toBe(200);
    expect(json).toMatchObject({ success: true, total_count: 6, next_cursor: null });
    expect(json.age_seconds).toBeGreaterThanOrEqual(0);
    expect(json.clusters_info[HARBOUR_TRAPS]).toMatchObject({
      name: 'Harbour Foods | Motion',
      device_count: 3,
    });
    expect(json.devices.find((device: { guid: string }) => device.guid === 'trap-1')).toEqual({
      id: 'E8-E1-E1-00-01-0A-2C-41',
      guid: 'trap-1',
      customer: 'Harbour Foods',
      site: 'Dock Street Mill',
      area: 'Grain Intake',
      erp_reference: 'HF_DSM_0001',
      placement: 'Internal',
      configuration: 'Bait/Lured',
      status: 'active',
      device_type: 'rodent_sensor',
      cluster_id: HARBOUR_TRAPS,
      cluster_name: 'Harbour Foods | Motion',
      erp_ready: true,
      location_layers: 6,
      last_modified: '2026-02-18T09:41:07.553Z',
    });
    const byGuid = new Map(json.devices.map((device: { guid: string }) => [device.guid, device]));
    expect(byGuid.get('trap-2')).toMatchObject({ placement: 'External', configuration: 'Kill/Trap' });
    expect(byGuid.get('gateway-1')).toMatchObject({
      placement: 'Infrastructure',
      configuration: 'Gateway',
      location_layers: 4,
    });
    expect(byGuid.get('counter-1')).toMatchObject({
      device_type: 'unknown',
      area: '',
      erp_reference: '',
      erp_ready: false,
      cluster_id: STRANGE,
    });
  });

  it('filters by every field, by text and by readiness', async () => {
    const guids = async (query: string): Promise<string[]> => {
      const { json } = await trapline.call('GET', `/api/v1/devices?${query}`);
      return json.devices.map((device: { guid: string }) => device.guid).sort();
    };
    expect(await guids('customer=grand%20hotel')).toEqual(['counter-1', 'trap-4']);
    expect(await guids('site=Main%20House&device_type=rodent_sensor')).toEqual(['trap-4']);
    expect(await guids('area=Kitchen')).toEqual(['trap-4']);
    expect(await guids('erp_reference=HF_DSM_0002')).toEqual(['trap-2']);
    expect(await guids('status=active')).toEqual(['trap-1']);
    expect(await guids(`cluster_id=${HARBOUR_GATEWAYS}`)).toEqual(['gateway-1']);
    expect(await guids('erp_ready=false')).toEqual(['counter-1', 'gateway-1']);
    expect(await guids('q=0a-2c')).toEqual(['trap-1']);
  });

  it('pages by an opaque cursor without loss or repetition, in the order asked for', async () => {
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const next: string = cursor === null ? '' : `&cursor=${cursor}`;
      const { json } = await trapline.call('GET', `/api/v1/devices?limit=4&sort=-erp_reference${next}`);
      expect(json.total_count).toBe(6);
      seen.push(...json.devices.map((device: { erp_reference: string }) => device.erp_reference));
      cursor = json.next_cursor;
    } while (cursor !== null);
    expect(seen).toEqual(['HF_DSM_0003', 'HF_DSM_0002', 'HF_DSM_0001', 'GW-HF-DSM-01', 'GH_MH_0001', '']);
  });

  it('refuses a cursor of another list and a field it cannot sort by', async () => {
    const page = await trapline.call('GET', '/api/v1/devices?limit=1');
    const other = await trapline.call(
      'GET',
      `/api/v1/devices?limit=1&sort=guid&cursor=${page.json.next_cursor}`,
    );
    expect(other.status).toBe(400);
    expect(other.json.errors[0].field).toBe('cursor');
    const sort = await trapline.call('GET', '/api/v1/devices?sort=colour');
    expect(sort.status).toBe(422);
    expect(sort.json.errors[0]).toMatchObject({ field: 'sort', value: 'colour' });
  });

  it('answers 304 until something changes', async () => {
    const first = await trapline.call('GET', '/api/v1/devices');
    const etag = first.headers.get('etag') ?? '';
    expect(etag).toMatch(/^"[^"]+"$/);
    const again = await trapline.call('GET', '/api/v1/devices', { headers: { 'If-None-Match': etag } });
    expect([again.status, again.text]).toEqual([304, '']);
    await trapline.call('PATCH', '/api/v1/devices/trap-2', { body: { area: 'Gate 4' } });
    const changed = await trapline.call('GET', '/api/v1/devices', { headers: { 'If-None-Match': etag } });
    expect(changed.status).toBe(200);
  });

  it('accepts a trailing slash', async () => {
    expect((await trapline.call('GET', '/api/v1/devices/')).status).toBe(200);
    expect((await trapline.call('GET', '/api/v1/devices/trap-1/')).status).toBe(200);
  });

  it('asks upstream nothing while the cache is warm', async () => {
    trapline.microshare.forgetCalls();
    await trapline.call('GET', '/api/v1/devices');
    await trapline.call('GET', '/api/v1/devices?limit=2');
    await trapline.call('GET', '/api/v1/devices/trap-1');
    expect(trapline.microshare.calls()).toEqual([]);
  });
});

describe('GET /api/v1/devices/{guid}', () => {
  it('shows one device with an ETag', async () => {
    const { status, json, headers } = await trapline.call('GET', '/api/v1/devices/trap-4');
    expect([status, json.device.erp_reference]).toEqual([200, 'GH_MH_0001']);
    const again = await trapline.call('GET', '/api/v1/devices/trap-4', {
      headers: { 'If-None-Match': headers.get('etag') ?? '' },
    });
    expect(again.status).toBe(304);
  });

  it('gives a device without a guid one that stays, and persists it with the next write', async () => {
    const guidOf = async (): Promise<string> => {
      const { json } = await trapline.call('GET', '/api/v1/devices?erp_reference=HF_DSM_0003');
      return json.devices[0].guid;
    };
    const guid = await guidOf();
    expect(guid).toMatch(/^erp-device-[0-9a-f-]{36}$/);
    const replica = await startTrapline({ beside: trapline });
    const there = await replica.call('GET', '/api/v1/devices?erp_reference=HF_DSM_0003');
    await replica.close();
    expect(there.json.devices[0].guid).toBe(guid);
    await trapline.call('PATCH', '/api/v1/devices/trap-1', { body: { area: 'Silo' } });
    expect(trapline.microshare.devices().map((device) => device.guid)).toContain(guid);
    expect(await guidOf()).toBe(guid);
  });

  it('finds by a hardware id that one device has, never by one that several share', async () => {
    expect((await trapline.call('GET', '/api/v1/devices/e8e1e100010a2c41')).json.device.guid).toBe('trap-1');
    expect((await trapline.call('GET', '/api/v1/devices/00-00-00-00-00-00-00-00')).status).toBe(409);
    const write = await trapline.call('DELETE', '/api/v1/devices/E8-E1-E1-00-01-0A-2C-41');
    expect([write.status, write.json.candidates[0].guid]).toEqual([409, 'trap-1']);
  });

  it('answers 404 for a device that is not there', async () => {
    const { status, json } = await trapline.call('GET', '/api/v1/devices/nobody');
    expect([status, json.status, json.title]).toEqual([404, 404, 'Not found']);
  });
});

describe('POST /api/v1/devices', () => {
  it.each(['/api/v1/devices', '/api/v1/devices/create'])(
    'creates at %s with one read and one write',
    async (path) => {
      trapline.microshare.forgetCalls();
      const { status, json, headers } = await trapline.call('POST', path, { body: newTrap('HF_DSM_0100') });
      expect(status).toBe(201);
      expect(json).toMatchObject({ success: true, cluster_id: HARBOUR_TRAPS });
      expect(json.device).toMatchObject({
        id: '00-00-00-00-00-00-00-00',
        status: 'pending',
        erp_reference: 'HF_DSM_0100',
      });
      expect(json.device.guid).toMatch(
        /^erp-device-[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
      );
      expect(headers.get('location')).toBe(`/api/v1/devices/${json.device.guid}`);
      expect([trapline.microshare.count('read'), trapline.microshare.count('write')]).toEqual([1, 1]);
      const shown = await trapline.call('GET', `/api/v1/devices/${json.device.guid}`);
      expect(shown.json.device).toEqual(json.device);
    },
  );

  it('keeps every field it does not know, of the cluster and of other devices', async () => {
    const before = trapline.microshare.cluster(HARBOUR_TRAPS);
    await trapline.call('POST', '/api/v1/devices', { body: newTrap('HF_DSM_0100') });
    const after = trapline.microshare.cluster(HARBOUR_TRAPS);
    expect(after?.data?.['somethingNew']).toEqual({ kept: true });
    expect(devicesOf(after ?? {})[0]).toEqual(devicesOf(before ?? {})[0]);
    expect(after?.data?.facts).toEqual(before?.data?.facts);
  });

  it('names every wrong field at once', async () => {
    const { status, json } = await trapline.call('POST', '/api/v1/devices', {
      body: {
        ...newTrap('no'),
        customer: 'a, b',
        site: '',
        placement: 'Roof',
        configuration: 'Cheese',
        status: 'odd',
        colour: 1,
      },
    });
    expect(status).toBe(422);
    const fields = new Set(json.errors.map((error: { field: string }) => error.field));
    expect([...fields].sort()).toEqual([
      'colour',
      'configuration',
      'customer',
      'erp_reference',
      'placement',
      'site',
      'status',
    ]);
  });

  it.each([
    ['a control character', { area: 'Bay\u00074' }, 'area'],
    ['101 characters', { customer: 'x'.repeat(101) }, 'customer'],
    ['lower case', { erp_reference: 'hf_dsm_1' }, 'erp_reference'],
    ['an unknown type', { device_type: 'camera' }, 'device_type'],
  ])('refuses %s', async (_case, wrong, field) => {
    const { status, json } = await trapline.call('POST', '/api/v1/devices', {
      body: newTrap('HF_DSM_0100', wrong),
    });
    expect([status, json.errors[0].field]).toEqual([422, field]);
  });

  it('refuses a reference in use with a link to its device, unless a duplicate is wanted', async () => {
    const refused = await trapline.call('POST', '/api/v1/devices', { body: newTrap('HF_DSM_0001') });
    expect(refused.status).toBe(409);
    expect(refused.json.existing).toEqual({ guid: 'trap-1', href: '/api/v1/devices/trap-1' });
    const wanted = await trapline.call('POST', '/api/v1/devices', {
      body: newTrap('HF_DSM_0001', { allow_duplicate: true }),
    });
    expect(wanted.status).toBe(201);
  });

  it('asks for the cluster where none or several fit, listing the candidates', async () => {
    const none = await trapline.call('POST', '/api/v1/devices', {
      body: newTrap('NEW_0001', { customer: 'New Bakery' }),
    });
    expect(none.status).toBe(422);
    expect(
      none.json.candidates.map((candidate: { cluster_id: string }) => candidate.cluster_id).sort(),
    ).toEqual([HARBOUR_TRAPS, HOTEL_TRAPS]);
    const named = await trapline.call('POST', '/api/v1/devices', {
      body: newTrap('NEW_0001', { customer: 'New Bakery', cluster_id: HOTEL_TRAPS }),
    });
    expect([named.status, named.json.cluster_id]).toEqual([201, HOTEL_TRAPS]);
    const wrongType = await trapline.call('POST', '/api/v1/devices', {
      body: newTrap('NEW_0002', { cluster_id: HARBOUR_GATEWAYS }),
    });
    expect([wrongType.status, wrongType.json.errors[0].field]).toEqual([422, 'cluster_id']);
  });

  it('creates a gateway with four location layers', async () => {
    const { status, json } = await trapline.call('POST', '/api/v1/devices', {
      body: {
        customer: 'Harbour Foods',
        site: 'Dock Street Mill',
        area: 'Roof',
        erp_reference: 'GW_HF_02',
        device_type: 'gateway',
      },
    });
    expect([status, json.cluster_id, json.device.placement]).toEqual([
      201,
      HARBOUR_GATEWAYS,
      'Infrastructure',
    ]);
    const stored = trapline.microshare.devices().find((device) => device.guid === json.device.guid);
    expect(stored?.meta?.location).toEqual(['Harbour Foods', 'Dock Street Mill', 'Roof', 'GW_HF_02']);
  });

  it('answers a repeated Idempotency-Key with the first answer, and another body with 422', async () => {
    const headers = { 'Idempotency-Key': 'order-4711' };
    const answers = await Promise.all(
      Array.from({ length: 10 }, () =>
        trapline.call('POST', '/api/v1/devices', { body: newTrap('HF_DSM_0100'), headers }),
      ),
    );
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
    expect(trapline.microshare.devices()).toHaveLength(7);
    const other = await trapline.call('POST', '/api/v1/devices', { body: newTrap('HF_DSM_0101'), headers });
    expect([other.status, other.json.errors[0].field]).toEqual([422, 'Idempotency-Key']);
  });

  it.each([
    { operation: 'read', while: 'the cluster is read: they join the first', rounds: 1 },
    { operation: 'write', while: 'it is written: they form the second', rounds: 2 },
  ] as const)(
    'loses none of 50 creates at once; most come while $while round',
    async ({ operation, rounds }) => {
      trapline.microshare.forgetCalls();
      const held = trapline.microshare.holds({ operation });
      const create = (i: number): Promise<Answer> =>
        trapline.call('POST', '/api/v1/devices', { body: newTrap(`HF_NEW_${String(i).padStart(4, '0')}`) });
      const first = create(0);
      await held.reached;
      const others = Array.from({ length: 49 }, (_, i) => create(i + 1));
      const writer = trapline.app.get(ClusterWriter, { strict: false });
      await eventually(() => {
        expect(writer.waiting).toBe(49);
      });
      held.goOn();
      const answers = await Promise.all([first, ...others]);
      expect(answers.filter(({ status }) => status === 201)).toHaveLength(50);
      expect(
        trapline.microshare.devices().filter((device) => device.meta?.location?.[3]?.startsWith('HF_NEW_')),
      ).toHaveLength(50);
      expect([trapline.microshare.count('read'), trapline.microshare.count('write')]).toEqual([
        rounds,
        rounds,
      ]);
    },
  );
});

describe('PUT and PATCH /api/v1/devices/{guid}', () => {
  it.each([
    ['PUT', '/api/v1/devices/trap-1'],
    ['PATCH', '/api/v1/devices/trap-1'],
    ['PUT', '/api/v1/devices/trap-1/update'],
  ])('%s %s changes what is given and says what changed', async (method, path) => {
    const { status, json, headers } = await trapline.call(method, path, {
      body: { area: 'Silo 3', status: 'maintenance', customer: 'Harbour Foods' },
    });
    expect(status).toBe(200);
    expect(json.updated_fields.sort()).toEqual(['area', 'status']);
    expect(json.device).toMatchObject({
      area: 'Silo 3',
      status: 'maintenance',
      erp_reference: 'HF_DSM_0001',
    });
    const shown = await trapline.call('GET', '/api/v1/devices/trap-1');
    expect(shown.headers.get('etag')).toBe(headers.get('etag'));
    const stored = trapline.microshare.devices().find((device) => device.guid === 'trap-1');
    expect(stored).toMatchObject({ vendorExtra: 'kept', state: { battery: 60 } });
  });

  it('writes nothing when nothing changes', async () => {
    trapline.microshare.forgetCalls();
    const { status, json } = await trapline.call('PATCH', '/api/v1/devices/trap-1', {
      body: { area: 'Grain Intake' },
    });
    expect([status, json.updated_fields]).toEqual([200, []]);
    expect(trapline.microshare.count('write')).toBe(0);
  });

  it('refuses with 412 when the device is not the one that If-Match names, even if only upstream knows', async () => {
    const { headers } = await trapline.call('GET', '/api/v1/devices/trap-1');
    const etag = headers.get('etag') ?? '';
    trapline.microshare.editCluster(HARBOUR_TRAPS, (cluster) => ({
      ...cluster,
      data: {
        ...cluster.data,
        devices: devicesOf(cluster).map((device) => ({ ...device, status: 'inactive' })),
      },
    }));
    const refused = await trapline.call('PATCH', '/api/v1/devices/trap-1', {
      body: { area: 'X1' },
      headers: { 'If-Match': etag },
    });
    expect(refused.status).toBe(412);
    expect(refused.json.current_version).not.toBe(refused.json.expected_version);
    const fresh = await trapline.call('GET', '/api/v1/devices/trap-1');
    expect(fresh.json.device.status).toBe('inactive');
    const accepted = await trapline.call('PATCH', '/api/v1/devices/trap-1', {
      body: { area: 'X1' },
      headers: { 'If-Match': fresh.headers.get('etag') ?? '' },
    });
    expect(accepted.status).toBe(200);
  });

  it('refuses an empty body, what cannot change, and a placement for a gateway', async () => {
    expect((await trapline.call('PATCH', '/api/v1/devices/trap-1', { body: {} })).status).toBe(422);
    const moved = await trapline.call('PATCH', '/api/v1/devices/trap-1', {
      body: { cluster_id: HOTEL_TRAPS },
    });
    expect([moved.status, moved.json.errors[0].field]).toEqual([422, 'cluster_id']);
    const gateway = await trapline.call('PATCH', '/api/v1/devices/gateway-1', {
      body: { placement: 'Internal' },
    });
    expect([gateway.status, gateway.json.errors[0].field]).toEqual([422, 'placement']);
    const taken = await trapline.call('PATCH', '/api/v1/devices/trap-2', {
      body: { erp_reference: 'GH_MH_0001' },
    });
    expect([taken.status, taken.json.existing.guid]).toEqual([409, 'trap-4']);
  });
});

describe('DELETE /api/v1/devices/{guid}', () => {
  it.each(['/api/v1/devices/trap-2', '/api/v1/devices/trap-2/delete'])(
    'deletes at %s with one read and one write',
    async (path) => {
      trapline.microshare.forgetCalls();
      const { status, json } = await trapline.call('DELETE', path);
      expect([status, json.device.guid]).toEqual([200, 'trap-2']);
      expect([trapline.microshare.count('read'), trapline.microshare.count('write')]).toEqual([1, 1]);
      expect((await trapline.call('GET', '/api/v1/devices/trap-2')).status).toBe(404);
      expect((await trapline.call('DELETE', path)).status).toBe(404);
    },
  );

  it('answers 404, never success, for a device that only our cache still shows', async () => {
    trapline.microshare.editCluster(HOTEL_TRAPS, (cluster) => ({
      ...cluster,
      data: { ...cluster.data, devices: [] },
    }));
    expect((await trapline.call('DELETE', '/api/v1/devices/trap-4')).status).toBe(404);
    expect((await trapline.call('GET', '/api/v1/devices/trap-4')).status).toBe(404);
  });
});

describe('devices as CSV', () => {
  it('exports what an import accepts unchanged', async () => {
    const { status, text, headers } = await trapline.call(
      'GET',
      '/api/v1/devices/export?customer=Harbour%20Foods',
    );
    expect(status).toBe(200);
    expect(headers.get('content-type')).toContain('text/csv');
    expect(text.split('\n')[0]).toBe(
      'guid,id,customer,site,area,erp_reference,placement,configuration,status,device_type,cluster_id,cluster_name,erp_ready,location_layers,last_modified',
    );
    const { json } = await trapline.call('POST', '/api/v1/devices/import', { body: text });
    expect(json.summary).toEqual({ unchanged: 4 });
  });

  it('says row by row what it would do, and does it when asked', async () => {
    const csv = [
      'guid,customer,site,area,erp_reference,placement,configuration',
      ',Harbour Foods,Dock Street Mill,Attic,HF_DSM_0200,Internal,Glue',
      'trap-1,Harbour Foods,Dock Street Mill,New Area,HF_DSM_0001,Internal,Bait/Lured',
      ',Harbour Foods,Dock Street Mill,Attic,bad ref,Internal,Glue',
      ',Harbour Foods,Dock Street Mill,Attic,HF_DSM_0200,Internal,Glue',
      ',Harbour Foods,Dock Street Mill,Attic,GH_MH_0001,Internal,Glue',
    ].join('\n');
    const dry = await trapline.call('POST', '/api/v1/devices/import', { body: csv });
    expect(dry.json).toMatchObject({
      success: false,
      dry_run: true,
      summary: { create: 1, update: 1, error: 3 },
    });
    expect(dry.json.rows.map((row: { line: number; verdict: string }) => [row.line, row.verdict])).toEqual([
      [2, 'create'],
      [3, 'update'],
      [4, 'error'],
      [5, 'error'],
      [6, 'error'],
    ]);
    expect(dry.json.rows[2].errors[0].field).toBe('erp_reference');
    expect(trapline.microshare.count('write')).toBe(0);
    const real = await trapline.call('POST', '/api/v1/devices/import?dry_run=false', { body: csv });
    expect(real.json.summary).toEqual({ created: 1, updated: 1, error: 3 });
    expect(trapline.microshare.count('write')).toBe(1);
    expect((await trapline.call('GET', '/api/v1/devices/trap-1')).json.device.area).toBe('New Area');
  });

  it('refuses a file without the needed columns, naming them', async () => {
    const { status, json } = await trapline.call('POST', '/api/v1/devices/import', {
      body: 'customer,colour\nA,red\n',
    });
    expect(status).toBe(422);
    expect(json.errors.map((error: { field: string }) => error.field)).toEqual([
      'colour',
      'site',
      'area',
      'erp_reference',
    ]);
  });
});

describe('clusters and cache', () => {
  it('lists clusters with type, count and age, and shows one', async () => {
    const { json } = await trapline.call('GET', '/api/v1/clusters');
    expect(json.total_count).toBe(4);
    expect(json.clusters[0]).toMatchObject({
      id: HARBOUR_TRAPS,
      device_type: 'rodent_sensor',
      device_count: 3,
      rec_type: 'io.microshare.trap.packed',
    });
    const one = await trapline.call('GET', `/api/v1/clusters/${HARBOUR_GATEWAYS}`);
    expect(one.json.devices).toHaveLength(1);
    expect((await trapline.call('GET', '/api/v1/clusters/none')).status).toBe(404);
  });

  it('tells how the cache does', async () => {
    await trapline.call('GET', '/api/v1/devices');
    const { json } = await trapline.call('GET', '/api/v1/devices/cache/status');
    expect(json).toMatchObject({
      driver: 'memory',
      store_reachable: true,
      ready: true,
      devices: 6,
      clusters: 4,
      hit_rate: 1,
    });
    expect(json.last_discovery).toMatch(/^\d{4}-/);
    expect(json.size_bytes).toBeGreaterThan(0);
  });

  it('refreshes and clears for administrators only', async () => {
    expect((await trapline.call('POST', '/api/v1/devices/cache/clear')).status).toBe(403);
    expect((await trapline.call('POST', '/api/v1/devices/cache/refresh')).status).toBe(403);
    trapline.microshare.forgetCalls();
    expect((await trapline.call('POST', '/api/v1/devices/cache/refresh', { key: KEYS.admin })).status).toBe(
      202,
    );
    await trapline.microshare.received('discovery');
    trapline.microshare.hangs({ operation: 'discovery', times: 1 });
    expect((await trapline.call('POST', '/api/v1/devices/cache/clear', { key: KEYS.admin })).status).toBe(
      202,
    );
    const cold = await trapline.call('GET', '/api/v1/devices');
    expect([cold.status, cold.json.upstream]).toEqual([503, { system: 'microshare', retryable: true }]);
    expect(Number(cold.headers.get('retry-after'))).toBeGreaterThan(0);
  });
});

describe('a wide fleet', () => {
  it('finds the cluster by customer and, where several serve him, by site', async () => {
    await trapline.close();
    trapline = await startTrapline({
      microshare: {
        clusters: [
          rawCluster('a1', 'North', [rawTrap('n', ['Acme', 'North', 'A', 'ACME_N_1', 'Internal', 'Glue'])]),
          rawCluster('a2', 'South', [rawTrap('s', ['Acme', 'South', 'A', 'ACME_S_1', 'Internal', 'Glue'])]),
          rawCluster('a3', 'Tagged', [], { tags: ['Bolt', 'trap'] }),
        ],
      },
    });
    const create = (
      more: object,
    ): Promise<{ status: number; json: { cluster_id?: string; candidates?: unknown[] } }> =>
      trapline.call('POST', '/api/v1/devices', { body: newTrap('REF_0001', { ...more }) });
    expect(
      (await create({ customer: 'Acme', site: 'East', erp_reference: 'REF_0003' })).json.candidates,
    ).toHaveLength(2);
    expect((await create({ customer: 'ACME ', site: 'south' })).json.cluster_id).toBe('a2');
    expect((await create({ customer: 'Bolt', erp_reference: 'REF_0002' })).json.cluster_id).toBe('a3');
  });
});
