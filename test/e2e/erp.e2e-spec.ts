import { HARBOUR_TRAPS, smallFleet } from '../support/clusters';
import { eventually } from '../support/eventually';
import { startTrapline, type Trapline } from '../support/trapline';

const PRODUCTS = [
  {
    name: 'Harbour Foods / Dock Street Mill / Grain Intake',
    default_code: 'HF_DSM_0001',
    barcode: 'E8E1E100010A2C41',
  },
  { name: 'Harbour Foods / Dock Street Mill / Loading Bay', default_code: 'HF_DSM_0002' },
  { name: 'Harbour Foods / Dock Street Mill / Attic', default_code: 'HF_DSM_0050' },
  { name: 'Harbour Foods / Dock Street Mill / Ramp', default_code: 'HF_DSM_0051' },
  { name: 'Harbour Foods / Dock Street Mill / Ramp', default_code: 'HF_DSM_0051' },
  { name: 'New Bakery / Oven Hall / Door', default_code: 'NB_OH_0001' },
  { name: 'Harbour Foods / Dock Street Mill / No code' },
  { name: 'Harbour Foods / Dock Street Mill / Old Dock', default_code: 'HF_DSM_0099', active: false },
];

let trapline: Trapline;

beforeEach(async () => {
  trapline = await startTrapline({ microshare: { clusters: smallFleet() }, odoo: { products: PRODUCTS } });
});

afterEach(async () => {
  await trapline.close();
});

describe('GET /api/v1/erp/discovery', () => {
  it('lists inspection points, archived ones marked', async () => {
    const { status, json } = await trapline.call('GET', '/api/v1/erp/discovery/inspection-points');
    expect([status, json.total_count]).toEqual([200, 8]);
    expect(json.inspection_points[0]).toMatchObject({
      reference: 'HF_DSM_0001',
      customer: 'Harbour Foods',
      site: 'Dock Street Mill',
      area: 'Grain Intake',
      device_eui: 'E8E1E100010A2C41',
      archived: false,
      status: 'active',
    });
    const archived = await trapline.call('GET', '/api/v1/erp/discovery/inspection-points?archived=true');
    expect(archived.json.inspection_points.map((point: { reference: string }) => point.reference)).toEqual([
      'HF_DSM_0099',
    ]);
  });

  it('pages by cursor and filters', async () => {
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const next: string = cursor === null ? '' : `&cursor=${cursor}`;
      const { json } = await trapline.call(
        'GET',
        `/api/v1/erp/discovery/inspection-points?limit=3&customer=harbour%20foods${next}`,
      );
      seen.push(...json.inspection_points.map((point: { erp_id: string }) => point.erp_id));
      cursor = json.next_cursor;
    } while (cursor !== null);
    expect(seen).toHaveLength(7);
    expect(new Set(seen).size).toBe(7);
  });

  it('lists the active points that no device has', async () => {
    const { json } = await trapline.call('GET', '/api/v1/erp/discovery/unmapped');
    expect(json.inspection_points.map((point: { reference: string }) => point.reference)).toEqual([
      'HF_DSM_0050',
      'HF_DSM_0051',
      'HF_DSM_0051',
      'NB_OH_0001',
      '',
    ]);
  });

  it('keeps answering from memory, with its age, while the ERP is away, and never with an empty list', async () => {
    await trapline.call('GET', '/api/v1/erp/discovery/inspection-points');
    trapline.odoo.drops();
    const kept = await trapline.call('GET', '/api/v1/erp/discovery/inspection-points');
    expect([kept.status, kept.json.total_count]).toEqual([200, 8]);
    const other = await startTrapline({ beside: trapline });
    const never = await other.call('GET', '/api/v1/erp/discovery/inspection-points');
    await other.close();
    expect(never.status).toBeGreaterThanOrEqual(502);
    expect(never.json.upstream.system).toBe('odoo');
  });
});

describe('POST /api/v1/erp/sync/create-devices', () => {
  const outcomes = (json: { results: { reference: string; outcome: string }[] }): string[][] =>
    json.results.map(({ reference, outcome }) => [reference, outcome]);

  it('says by default what it would do for all unmapped points, and does nothing', async () => {
    trapline.microshare.forgetCalls();
    const { status, json } = await trapline.call('POST', '/api/v1/erp/sync/create-devices', { body: {} });
    expect([status, json.dry_run, json.success]).toEqual([200, true, false]);
    expect(outcomes(json)).toEqual([
      ['HF_DSM_0050', 'would_create'],
      ['HF_DSM_0051', 'refused'],
      ['HF_DSM_0051', 'refused'],
      ['NB_OH_0001', 'refused'],
      ['', 'refused'],
    ]);
    expect(json.results[3].candidates).toHaveLength(2);
    expect(trapline.microshare.count('write')).toBe(0);
  });

  it('creates the devices of named points in one round and says of each what became of it', async () => {
    trapline.microshare.forgetCalls();
    const { json } = await trapline.call('POST', '/api/v1/erp/sync/create-devices', {
      body: {
        dry_run: false,
        references: ['HF_DSM_0050', 'HF_DSM_0001', 'HF_DSM_0099', 'NOBODY_01'],
        configuration: 'Glue',
      },
    });
    expect(outcomes(json).sort()).toEqual([
      ['HF_DSM_0001', 'exists'],
      ['HF_DSM_0050', 'created'],
      ['HF_DSM_0099', 'refused'],
      ['NOBODY_01', 'not_found'],
    ]);
    const created = json.results.find((result: { outcome: string }) => result.outcome === 'created');
    expect(created).toMatchObject({
      cluster_id: HARBOUR_TRAPS,
      device: { area: 'Attic', configuration: 'Glue', status: 'pending' },
    });
    expect(trapline.microshare.count('write')).toBe(1);
    const { json: left } = await trapline.call('GET', '/api/v1/erp/discovery/unmapped?q=attic');
    expect(left.total_count).toBe(0);
  });

  it('creates nothing when the ERP cannot be read', async () => {
    trapline.odoo.answersHtml();
    const { status, json } = await trapline.call('POST', '/api/v1/erp/sync/create-devices', {
      body: { dry_run: false },
    });
    expect([status, json.upstream.system]).toEqual([502, 'odoo']);
    expect(json.detail).not.toMatch(/<|html/i);
    expect(trapline.microshare.count('write')).toBe(0);
  });
});

describe('gap analysis over HTTP', () => {
  async function run(): Promise<string> {
    const started = await trapline.call('POST', '/api/v1/erp/gap-analysis/runs');
    expect(started.status).toBe(202);
    await eventually(async () => {
      const { json } = await trapline.call('GET', `/api/v1/erp/gap-analysis/runs/${started.json.id}`);
      expect(json.status).not.toBe('running');
    });
    return started.json.id;
  }

  it('runs, reports both records and the remedy, and lists its runs', async () => {
    expect((await trapline.call('GET', '/api/v1/erp/gap-analysis/latest')).status).toBe(404);
    const id = await run();
    const { status, json } = await trapline.call('GET', '/api/v1/erp/gap-analysis/latest');
    expect([status, json.id, json.status]).toEqual([200, id, 'succeeded']);
    expect(json.counts).toMatchObject({
      point_without_device: 4,
      reference_on_several_points: 1,
      point_without_reference: 1,
      device_without_point: 2,
    });
    const finding = json.findings.find((one: { reference: string }) => one.reference === 'HF_DSM_0050');
    expect(finding).toMatchObject({ kind: 'point_without_device', customer: 'Harbour Foods' });
    expect(finding.reason.length).toBeGreaterThan(10);
    expect(finding.remedy.length).toBeGreaterThan(10);
    const runs = await trapline.call('GET', '/api/v1/erp/gap-analysis/runs');
    expect(runs.json.runs).toHaveLength(1);
  });

  it('gives CSV when asked and the difference to the run before', async () => {
    await run();
    const csv = await trapline.call('GET', '/api/v1/erp/gap-analysis/latest', {
      headers: { Accept: 'text/csv' },
    });
    expect(csv.headers.get('content-type')).toContain('text/csv');
    expect(csv.text.split('\n').length).toBeGreaterThan(5);
    await trapline.call('POST', '/api/v1/erp/sync/create-devices', {
      body: { dry_run: false, references: ['HF_DSM_0050'] },
    });
    const second = await run();
    const { json } = await trapline.call('GET', `/api/v1/erp/gap-analysis/runs/${second}`);
    expect(json.difference.closed.some((id: string) => id.includes('HF_DSM_0050'))).toBe(true);
    expect(json.difference.opened.every((id: string) => !id.startsWith('point_without_device'))).toBe(true);
  });

  it('fails when one side cannot be read, says which, and leaves the last good report in place', async () => {
    const good = await run();
    trapline.odoo.answers(503);
    const failed = await run();
    const { json } = await trapline.call('GET', `/api/v1/erp/gap-analysis/runs/${failed}`);
    expect([json.status, json.failed_side]).toEqual(['failed', 'erp']);
    const latest = await trapline.call('GET', '/api/v1/erp/gap-analysis/latest');
    expect(latest.json.id).toBe(good);
  });
});

describe('an ERP that shows no inspection point', () => {
  it('is asked why, and never taken for a company without any', async () => {
    await trapline.close();
    trapline = await startTrapline({
      microshare: { clusters: smallFleet() },
      odoo: { products: PRODUCTS },
      settings: { ODOO_CATEGORY_ID: '4711' },
    });
    const points = await trapline.call('GET', '/api/v1/erp/discovery/inspection-points');
    expect([points.status, points.json.upstream]).toEqual([502, { system: 'odoo', retryable: false }]);
    expect(points.json.detail).toContain('4711');
    const started = await trapline.call('POST', '/api/v1/erp/gap-analysis/runs');
    await eventually(async () => {
      const { json } = await trapline.call('GET', `/api/v1/erp/gap-analysis/runs/${started.json.id}`);
      expect([json.status, json.failed_side]).toEqual(['failed', 'erp']);
    });
    const ready = await trapline.call('GET', '/health/ready');
    expect([ready.status, ready.json.affected]).toEqual([200, ['erp']]);
  });
});
