import { parse } from 'csv-parse/sync';
import { UpstreamUnavailableError } from '@libs/upstream';
import { deviceOf, pointOf } from '../../../libs/domain/compare/records.fixture';
import type { GapReportDto } from '../../../src/gap-analysis/gap-report.dto';
import type { GapRunDto, GapRunListDto } from '../../../src/gap-analysis/gap-run.dto';
import { eventually } from '../../support/eventually';
import { GapApp } from './support/gap-app';
import { Gate } from './support/gate';

const PATH = '/api/v1/erp/gap-analysis';

const odooDown = new UpstreamUnavailableError('odoo is unreachable: ECONNREFUSED', 'not_sent', {
  system: 'odoo',
  operation: 'read',
});

describe('the gap analysis API', () => {
  let app: GapApp;

  beforeEach(async () => {
    app = await GapApp.start();
  });
  afterEach(async () => {
    await app.stop();
  });

  it('starts a run, says where it is, and shows its report when it is done', async () => {
    app.erp.points = [pointOf()];
    app.catalogue.devices = [deviceOf({ site: 'East Mill' })];
    const gate = new Gate();
    app.erp.waitsAt(gate);

    const started = await app.request('POST', '/runs');
    expect(started.status).toBe(202);
    const run = JSON.parse(started.text) as GapRunDto;
    expect(run).toMatchObject({ status: 'running', trigger: 'request', started_by: 'the operator' });
    expect(started.headers.get('location')).toBe(`${PATH}/runs/${run.id}`);
    expect(await app.json(`${PATH}/runs/${run.id}`)).toMatchObject({ status: 'running', findings: null });

    const again = await app.request('POST', '/runs');
    expect(again.status).toBe(200);
    expect(again.headers.get('location')).toBe(`${PATH}/runs/${run.id}`);
    gate.open();
    await eventually(async () => {
      const done = await app.json<GapReportDto>(`/runs/${run.id}`);
      expect(done.status).toBe('succeeded');
      expect(done.findings).toMatchObject([{ kind: 'site_differs' }]);
    });
  });

  it('shows a report with both records, counts, coverage, difference and ages', async () => {
    app.erp.points = [pointOf()];
    app.catalogue.devices = [deviceOf({ site: 'East Mill' })];
    const id = await app.run();

    const report = await app.json<GapReportDto>('/latest', 'viewer');

    expect(report).toMatchObject({
      id,
      status: 'succeeded',
      devices_as_of: '2026-11-21T04:58:00.000Z',
      points_as_of: expect.stringMatching(/^\d{4}-.*Z$/) as unknown,
      totals: { active_points: 1, covered_points: 1, coverage_percent: 100, findings: 1 },
      coverage: [
        { customer: 'Harbour Foods', site: 'Dock Street Mill', points: 1, covered: 1, percent: 100 },
      ],
      difference: { previous_run_id: null, opened: ['site_differs:HF_0001:101:guid-1'], closed: [] },
      total_count: 1,
      next_cursor: null,
    });
    expect(report.counts).toMatchObject({ site_differs: 1, near_match: 0 });
    expect(report.findings).toEqual([
      {
        id: 'site_differs:HF_0001:101:guid-1',
        kind: 'site_differs',
        reference: 'HF_0001',
        customer: 'Harbour Foods',
        site: 'Dock Street Mill',
        points: [
          {
            erp_id: '101',
            reference: 'HF_0001',
            name: 'Bait box 1',
            customer: 'Harbour Foods',
            site: 'Dock Street Mill',
            area: 'Grain Intake',
            device_eui: '',
            archived: false,
            status: 'active',
            updated_at: '2026-11-01T08:00:00.000Z',
          },
        ],
        devices: [expect.objectContaining({ guid: 'guid-1', erp_reference: 'HF_0001', site: 'East Mill' })],
        reason: expect.stringContaining('East Mill') as unknown,
        remedy: expect.stringContaining('Microshare') as unknown,
        first_seen_at: report.started_at,
        age_days: 0,
      },
    ]);
    expect(await app.json(`/runs/${id}`)).toEqual(report);
  });

  it('has no latest report before a run has succeeded', async () => {
    app.erp.failsWith(odooDown);
    await app.run();
    const answer = await app.request('GET', '/latest');
    expect(answer.status).toBe(404);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(JSON.parse(answer.text)).toMatchObject({ detail: 'no gap analysis has succeeded yet' });
  });

  it('keeps the latest report when a later run fails, and shows why that one did', async () => {
    app.erp.points = [pointOf()];
    const good = await app.run();
    app.erp.failsWith(odooDown);
    const failed = await app.run();

    expect(await app.json('/latest')).toMatchObject({ id: good, total_count: 1 });
    expect(await app.json(`/runs/${failed}`)).toMatchObject({
      status: 'failed',
      failed_side: 'erp',
      error: expect.stringContaining('odoo is unreachable') as unknown,
      counts: null,
      findings: null,
      coverage: null,
    });
  });

  it('pages through all findings without a repeat, also while a newer report arrives', async () => {
    app.erp.points = Array.from({ length: 25 }, (_, n) =>
      pointOf({ erpId: String(n), reference: `REF_${n}` }),
    );
    const first = await app.run();
    const seen: string[] = [];
    let path: string | undefined = '/latest?limit=10';
    while (path !== undefined) {
      const page: GapReportDto = await app.json(path);
      expect(page).toMatchObject({ id: first, total_count: 25 });
      seen.push(...(page.findings ?? []).map((finding) => finding.id));
      path = page.next_cursor === null ? undefined : `/latest?limit=10&cursor=${page.next_cursor}`;
      app.erp.points = [pointOf({ erpId: '999', reference: 'OLD_0001', archived: true })];
      await app.run();
    }
    expect(seen).toHaveLength(25);
    expect(new Set(seen).size).toBe(25);
    expect((await app.json<GapReportDto>('/latest')).total_count).toBe(0);
  });

  it('reads reports of several thousand findings from any place', async () => {
    app.erp.points = Array.from({ length: 2500 }, (_, n) =>
      pointOf({ erpId: String(n), reference: `REF_${String(n).padStart(5, '0')}` }),
    );
    await app.run();
    const seen: string[] = [];
    let cursor = '';
    do {
      const page: GapReportDto = await app.json(`/latest?limit=900${cursor}`);
      seen.push(...(page.findings ?? []).map((finding) => finding.reference));
      cursor = page.next_cursor === null ? '' : `&cursor=${page.next_cursor}`;
    } while (cursor !== '');
    expect(seen).toEqual(app.erp.points.map((point) => point.reference));
  });

  it('filters by kind, customer and site, pages included', async () => {
    app.erp.points = [
      ...[1, 2, 3].map((n) => pointOf({ erpId: `a${n}`, reference: `REF_${n}`, customer: 'Alder Hotels' })),
      pointOf({ erpId: 'b', reference: 'REF_9' }),
      pointOf({ erpId: 'c', reference: '', customer: 'Alder Hotels', site: 'Harbour' }),
    ];
    await app.run();
    const count = async (query: string): Promise<number | null> =>
      (await app.json<GapReportDto>(`/latest?${query}`)).total_count;

    expect(await count('kind=point_without_device')).toBe(4);
    expect(await count('kind=point_without_device,point_without_reference')).toBe(5);
    expect(await count('kind=point_without_device&kind=near_match')).toBe(4);
    expect(await count('customer=%20alder%20HOTELS')).toBe(4);
    expect(await count('customer=Alder%20Hotels&site=harbour')).toBe(1);
    expect(await count('customer=Nobody')).toBe(0);

    const filter = 'customer=Alder%20Hotels&kind=point_without_device&limit=1';
    const seen: string[] = [];
    let path: string | undefined = `/latest?${filter}`;
    while (path !== undefined) {
      const page: GapReportDto = await app.json(path);
      seen.push(...(page.findings ?? []).map(({ reference }) => reference));
      path = page.next_cursor === null ? undefined : `/latest?${filter}&cursor=${page.next_cursor}`;
    }
    expect(seen).toEqual(['REF_1', 'REF_2', 'REF_3']);
  });

  it('gives CSV by Accept: one row per finding, filtered, harmless in a spreadsheet', async () => {
    app.erp.points = [
      pointOf({ name: '=HYPERLINK("http://bad.example")', customer: 'Food, "fresh"\nLtd' }),
      pointOf({ erpId: '2', reference: '' }),
    ];
    app.catalogue.devices = [deviceOf({ guid: 'a', site: 'East Mill' }), deviceOf({ guid: 'b' })];
    const id = await app.run();

    const answer = await app.request('GET', '/latest?limit=1', { accept: 'text/csv' });

    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8; header=present');
    expect(answer.headers.get('content-disposition')).toBe(`attachment; filename="${id}.csv"`);
    const rows = parse(answer.text, { columns: true });
    expect(rows).toMatchObject([
      { kind: 'point_without_reference', erp_ids: '2' },
      {
        kind: 'reference_on_several_devices',
        customer: 'Food, "fresh"\nLtd',
        point_names: '\'=HYPERLINK("http://bad.example")',
        device_guids: 'a; b',
        cluster_names: 'Mill traps',
      },
    ]);
    const filtered = await app.request('GET', `/runs/${id}?kind=point_without_reference`, {
      accept: 'text/csv',
    });
    expect(parse(filtered.text, { columns: true })).toHaveLength(1);
  });

  it('gives a CSV of the header alone where there are no findings', async () => {
    await app.run();
    const answer = await app.request('GET', '/latest', { accept: 'text/csv' });
    expect(answer.text).toMatch(/^id,kind,reference,.*\r\n$/);
  });

  it('refuses CSV of a run without report, and other formats', async () => {
    app.erp.failsWith(odooDown);
    const id = await app.run();
    expect((await app.request('GET', `/runs/${id}`, { accept: 'text/csv' })).status).toBe(409);
    expect((await app.request('GET', `/runs/${id}`, { accept: 'application/pdf' })).status).toBe(406);
  });

  it('lists runs newest first, in pages', async () => {
    const ids: string[] = [];
    for (let n = 0; n < 5; n += 1) ids.unshift(await app.run());
    const seen: string[] = [];
    let path = '/runs?limit=2';
    for (;;) {
      const page: GapRunListDto = await app.json(path, 'viewer');
      expect(page.total_count).toBe(5);
      seen.push(...page.runs.map((run) => run.id));
      if (page.next_cursor === null) break;
      path = `/runs?limit=2&cursor=${page.next_cursor}`;
    }
    expect(seen).toEqual(ids);
  });

  it.each([
    ['/runs/unknown', 404],
    ['/latest?limit=0', 422],
    ['/latest?limit=1001', 422],
    ['/latest?kind=nonsense', 422],
    ['/latest?colour=red', 422],
    ['/latest?cursor=nonsense', 400],
    ['/runs?cursor=WzFd', 400],
    ['/runs?limit=many', 422],
  ])('answers %s with the problem %i', async (path, status) => {
    await app.run();
    const answer = await app.request('GET', path);
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
  });

  it('refuses the cursor of another report', async () => {
    app.erp.points = [pointOf(), pointOf({ erpId: '2', reference: 'HF_0002' })];
    const one = await app.run();
    const two = await app.run();
    const { next_cursor: cursor } = await app.json<GapReportDto>(`/runs/${one}?limit=1`);
    const answer = await app.request('GET', `/runs/${two}?limit=1&cursor=${cursor ?? ''}`);
    expect(answer.status).toBe(400);
  });

  it('asks for the operator role to start, and for credentials to read', async () => {
    expect((await app.request('POST', '/runs', { as: 'viewer' })).status).toBe(403);
    expect((await app.request('GET', '/runs', { as: 'nobody' })).status).toBe(401);
  });

  it('shows a caller nothing of what another account sees', async () => {
    app.erp.points = [pointOf()];
    const id = await app.run();
    expect((await app.request('GET', `/runs/${id}`, { as: 'stranger' })).status).toBe(404);
    expect((await app.request('GET', '/latest', { as: 'stranger' })).status).toBe(404);
    expect(await app.json('/runs', 'stranger')).toMatchObject({ runs: [], total_count: 0 });
  });

  it('documents its routes with every answer', async () => {
    const { paths } = await app.json<{ paths: Record<string, Record<string, { responses: object }>> }>(
      '/docs-json',
    );
    const statuses = (path: string, method: string): string[] =>
      Object.keys(paths[`${PATH}${path}`]?.[method]?.responses ?? {});
    expect(statuses('/runs', 'post')).toEqual(expect.arrayContaining(['200', '202', '401', '403', '503']));
    expect(statuses('/runs', 'get')).toEqual(expect.arrayContaining(['200', '400', '422']));
    expect(statuses('/runs/{id}', 'get')).toEqual(expect.arrayContaining(['200', '404', '406', '409']));
    expect(statuses('/latest', 'get')).toEqual(expect.arrayContaining(['200', '404', '406']));
  });
});
