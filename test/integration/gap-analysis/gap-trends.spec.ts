import { sql } from 'kysely';
import { deviceOf, plannedDeviceOf, pointOf } from '../../../libs/domain/compare/records.fixture';
import type { GapReportDto } from '../../../src/gap-analysis/gap-report.dto';
import type { GapTrendDto, ResolvedGapListDto } from '../../../src/gap-analysis/gap-trends.dto';
import { GapApp } from './support/gap-app';
import { gapDatabase } from './support/gap-database';
import { configurationWith, Replica, replicaWith } from './support/gap-world';
import { OTHER_ACCOUNT } from './support/scripted-catalogue';

/** Makes everything recorded so far look so many days older. */
async function daysPass(days: number): Promise<void> {
  await gapDatabase.transaction('default', async (tx) => {
    const by = sql.raw(`interval '${days} days'`);
    await sql`update gap_trend set at = at - ${by}`.execute(tx);
    await sql`update gap_coverage set at = at - ${by}`.execute(tx);
    await sql`update gap_findings set first_seen_at = first_seen_at - ${by}, resolved_at = resolved_at - ${by}`.execute(
      tx,
    );
  });
}

describe('gaps over time', () => {
  let app: GapApp;

  beforeEach(async () => {
    app = await GapApp.start();
  });
  afterEach(async () => {
    await app.stop();
  });

  const trends = (query = ''): Promise<GapTrendDto> => app.json(`/trends?${query}`, 'viewer');
  const resolved = (query = ''): Promise<ResolvedGapListDto> => app.json(`/resolved?${query}`, 'viewer');

  it('says since when each gap is open, over runs and from the first of them', async () => {
    app.erp.points = [pointOf()];
    const first = await app.run();
    const started = (await app.json<GapReportDto>(`/runs/${first}`)).started_at;
    expect((await app.json<GapReportDto>('/latest')).findings).toMatchObject([
      { first_seen_at: started, age_days: 0 },
    ]);

    await daysPass(10);
    app.erp.points = [pointOf(), pointOf({ erpId: '2', reference: 'HF_0002' })];
    await app.run();

    const { findings } = await app.json<GapReportDto>('/latest');
    const tenDaysBefore = new Date(Date.parse(started) - 10 * 86_400_000).toISOString();
    expect(findings).toMatchObject([
      { reference: 'HF_0001', first_seen_at: tenDaysBefore, age_days: 10 },
      { reference: 'HF_0002', age_days: 0 },
    ]);
    // A report is what its run saw: it ages no further.
    expect((await app.json<GapReportDto>(`/runs/${first}`)).findings).toMatchObject([{ age_days: 0 }]);
  });

  it('filters findings by age, in pages and as CSV', async () => {
    app.erp.points = [pointOf(), pointOf({ erpId: '2', reference: 'HF_0002' })];
    await app.run();
    await daysPass(30);
    app.erp.points = [...app.erp.points, pointOf({ erpId: '3', reference: 'HF_0003' })];
    await app.run();

    const references = async (query: string): Promise<string[]> =>
      ((await app.json<GapReportDto>(`/latest?${query}`)).findings ?? []).map((each) => each.reference);
    expect(await references('min_age_days=30')).toEqual(['HF_0001', 'HF_0002']);
    expect(await references('min_age_days=31')).toEqual([]);
    expect(await references('max_age_days=29')).toEqual(['HF_0003']);
    const page = await app.json<GapReportDto>('/latest?min_age_days=30&limit=1');
    expect(page.total_count).toBe(2);
    expect(await references(`min_age_days=30&limit=1&cursor=${page.next_cursor ?? ''}`)).toEqual(['HF_0002']);
    const csv = await app.request('GET', '/latest?min_age_days=30', { accept: 'text/csv' });
    expect(
      csv.text
        .trim()
        .split('\r\n')
        .slice(1)
        .map((line) => line.split(',').at(-1)),
    ).toEqual(['30', '30']);
  });

  it('tells what had changed of a gap that is gone', async () => {
    app.erp.points = [
      pointOf(),
      pointOf({ erpId: '2', reference: 'HF_0002' }),
      pointOf({ erpId: '3', reference: 'HF_0003' }),
      pointOf({ erpId: '4', reference: 'HF_0004' }),
    ];
    app.catalogue.devices = [deviceOf({ guid: 'd4', erpReference: 'HF_0004', site: 'East Mill' })];
    const first = await app.run();
    await daysPass(3);
    app.erp.points = [
      pointOf(),
      pointOf({ erpId: '3', reference: 'HF_0003', archived: true }),
      pointOf({ erpId: '4', reference: 'HF_0004' }),
    ];
    app.catalogue.devices = [deviceOf({ guid: 'd1' }), deviceOf({ guid: 'd4', erpReference: 'HF_0004' })];
    const second = await app.run();

    const { gaps, next_cursor } = await resolved();

    expect(next_cursor).toBeNull();
    expect(new Set(gaps.map((gap) => gap.resolved_run_id))).toEqual(new Set([second]));
    expect(new Set(gaps.map((gap) => gap.first_run_id))).toEqual(new Set([first]));
    expect(
      gaps.map(({ reference, kind, open_days, changes }) => ({ reference, kind, open_days, changes })),
    ).toEqual(
      expect.arrayContaining([
        {
          reference: 'HF_0001',
          kind: 'point_without_device',
          open_days: 3,
          changes: [{ change: 'device_added', record: 'd1' }],
        },
        {
          reference: 'HF_0002',
          kind: 'point_without_device',
          open_days: 3,
          changes: [{ change: 'point_removed', record: '2' }],
        },
        {
          reference: 'HF_0003',
          kind: 'point_without_device',
          open_days: 3,
          changes: [{ change: 'point_archived', record: '3' }],
        },
        {
          reference: 'HF_0004',
          kind: 'site_differs',
          open_days: 3,
          changes: [{ change: 'device_changed', record: 'd4' }],
        },
      ]),
    );
    expect(gaps).toHaveLength(4);
  });

  it('says that the run alone finds a gap gone where no record has changed', async () => {
    const strict = replicaWith({ GAP_PLANNED_MAX_DAYS: '0' });
    strict.erp.points = [pointOf()];
    strict.catalogue.devices = [plannedDeviceOf()];
    await strict.runWell();
    await gapDatabase.transaction('default', (tx) =>
      sql`update gap_planned set since = ${JSON.stringify({ [plannedDeviceOf().guid]: '2026-01-01T00:00:00.000Z' })}`.execute(
        tx,
      ),
    );
    expect((await strict.runWell()).counts.planned_too_long).toBe(1);
    const patient = new Replica(
      strict.erp,
      strict.catalogue,
      strict.store,
      configurationWith({ GAP_PLANNED_MAX_DAYS: '3650' }),
    );
    await patient.runWell();
    expect((await resolved()).gaps).toMatchObject([
      {
        kind: 'planned_too_long',
        changes: [],
        resolved_by: [{ how: 'run', actor: null, plan_id: null, at: null }],
      },
    ]);
  });

  it('gives a gap that comes back a new life', async () => {
    app.erp.points = [pointOf()];
    await app.run();
    await daysPass(5);
    app.catalogue.devices = [deviceOf()];
    await app.run();
    await daysPass(5);
    app.catalogue.devices = [];
    await app.run();

    expect((await app.json<GapReportDto>('/latest')).findings).toMatchObject([{ age_days: 0 }]);
    expect((await resolved()).gaps).toMatchObject([{ reference: 'HF_0001', open_days: 5 }]);
  });

  it('pages and filters what is resolved', async () => {
    app.erp.points = [1, 2, 3, 4, 5].map((n) =>
      pointOf({ erpId: String(n), reference: `HF_000${n}`, ...(n === 5 && { customer: 'Alder Hotels' }) }),
    );
    await app.run();
    app.erp.points = [pointOf({ erpId: '1', reference: 'HF_0001' })];
    await app.run();
    const seen: string[] = [];
    let cursor = '';
    do {
      const page = await resolved(`limit=2${cursor}`);
      seen.push(...page.gaps.map((gap) => gap.reference));
      cursor = page.next_cursor === null ? '' : `&cursor=${page.next_cursor}`;
    } while (cursor !== '');
    expect([...seen].sort()).toEqual(['HF_0002', 'HF_0003', 'HF_0004', 'HF_0005']);
    expect((await resolved('customer=alder%20hotels')).gaps).toMatchObject([{ reference: 'HF_0005' }]);
    expect((await resolved('kind=near_match')).gaps).toEqual([]);
    expect((await resolved(`since=${new Date(Date.now() + 60_000).toISOString()}`)).gaps).toEqual([]);
  });

  it('lists all that is resolved as CSV, however many there are', async () => {
    app.erp.points = Array.from({ length: 1_203 }, (_, i) =>
      pointOf({ erpId: String(i), reference: `HF_${1_000 + i}` }),
    );
    await app.run();
    app.erp.points = [pointOf({ erpId: '0', reference: 'HF_1000' })];
    await app.run();
    const csv = await app.request('GET', '/resolved?limit=1', { accept: 'text/csv' });
    expect(csv.headers.get('content-disposition')).toBe('attachment; filename="resolved-gaps.csv"');
    const [header, ...rows] = csv.text.trimEnd().split('\r\n');
    expect(header).toBe(
      'finding_id,kind,reference,customer,site,first_seen_at,resolved_at,open_days,changes,resolved_by,actors,plan_ids,first_run_id,resolved_run_id',
    );
    expect(new Set(rows.map((row) => row.split(',')[2])).size).toBe(1_202);
    const one = await app.request('GET', '/resolved?kind=near_match', { accept: 'text/csv' });
    expect(one.text.trimEnd()).toBe(header);
    expect((await app.request('GET', '/resolved', { accept: 'image/png' })).status).toBe(406);
  });

  it('shows coverage and gaps over time, one value a day', async () => {
    app.erp.points = [pointOf(), pointOf({ erpId: '2', reference: 'HF_0002' })];
    await app.run();
    await daysPass(2);
    app.catalogue.devices = [deviceOf()];
    await app.run();
    app.catalogue.devices = [
      deviceOf(),
      deviceOf({ guid: 'd2', id: 'E8-E1-E1-00-01-0A-2C-42', erpReference: 'HF_0002' }),
    ];
    const last = await app.run();

    const { totals, series } = await trends();

    expect(series).toEqual([]);
    expect(totals).toMatchObject([
      {
        runs: 1,
        active_points: 2,
        covered_points: 0,
        coverage_percent: 0,
        findings: 2,
        opened: 2,
        closed: 0,
      },
      {
        runs: 2,
        active_points: 2,
        covered_points: 2,
        coverage_percent: 100,
        findings: 0,
        opened: 0,
        closed: 2,
      },
    ]);
    expect(totals.at(-1)?.run_id).toBe(last);
    expect((await trends('interval=run')).totals.map((each) => each.coverage_percent)).toEqual([0, 50, 100]);
    expect((await trends('limit=1')).totals).toMatchObject([{ coverage_percent: 100 }]);
    const yesterday = new Date(Date.now() - 86_400_000).toISOString();
    expect((await trends(`to=${yesterday}`)).totals).toMatchObject([{ coverage_percent: 0 }]);
    expect((await trends(`from=${yesterday}`)).totals).toMatchObject([{ coverage_percent: 100 }]);
  });

  it('shows the coverage of each customer, and of each site of one', async () => {
    app.erp.points = [
      pointOf(),
      pointOf({ erpId: '2', reference: 'HF_0002', site: 'East Mill' }),
      pointOf({ erpId: '3', reference: 'AH_0001', customer: 'Alder Hotels', site: 'Lobby' }),
    ];
    app.catalogue.devices = [deviceOf()];
    await app.run();
    await daysPass(1);
    app.catalogue.devices = [];
    await app.run();

    const byCustomer = await trends('group_by=customer');
    expect(
      byCustomer.series.map(({ customer, site, values }) => [
        customer,
        site,
        values.map(({ percent }) => percent),
      ]),
    ).toEqual([
      ['Alder Hotels', null, [0, 0]],
      ['Harbour Foods', null, [50, 0]],
    ]);
    const bySite = await trends('group_by=site&customer=harbour%20foods');
    expect(
      bySite.series.map(({ customer, site, values }) => [
        customer,
        site,
        values.map(({ percent }) => percent),
      ]),
    ).toEqual([
      ['Harbour Foods', 'Dock Street Mill', [100, 0]],
      ['Harbour Foods', 'East Mill', [0, 0]],
    ]);
    const one = await trends('group_by=site&customer=Harbour%20Foods&site=east%20mill');
    expect(one.series).toMatchObject([{ site: 'East Mill' }]);
  });

  it('shows a caller nothing of what another account sees', async () => {
    app.erp.points = [pointOf()];
    await app.run();
    app.erp.points = [pointOf({ erpId: '9', reference: 'OLD_0001', archived: true })];
    await app.run();
    expect(await app.json<GapTrendDto>('/trends?group_by=customer', 'stranger')).toMatchObject({
      totals: [],
      series: [],
    });
    expect((await app.json<ResolvedGapListDto>('/resolved', 'stranger')).gaps).toEqual([]);
    expect((await resolved()).gaps).toHaveLength(1);
    await app.run(OTHER_ACCOUNT);
    expect((await trends('interval=run')).totals).toHaveLength(2);
  });

  it('is forgotten after GAP_TREND_DAYS, but for gaps that are open', async () => {
    app.erp.points = [pointOf(), pointOf({ erpId: '2', reference: 'HF_0002' })];
    await app.run();
    app.erp.points = [pointOf()];
    await app.run();
    await daysPass(731);
    await app.run();
    expect((await trends('from=2000-01-01&interval=run')).totals).toHaveLength(1);
    expect((await resolved()).gaps).toEqual([]);
    expect((await app.json<GapReportDto>('/latest')).findings).toMatchObject([{ age_days: 731 }]);
  });

  it('keeps runs over text that PostgreSQL cannot hold, and knows its gaps again', async () => {
    app.erp.points = [pointOf({ reference: 'HF\u0000_1', customer: 'Mill \ud800 Ltd' })];
    await app.run();
    await daysPass(4);
    await app.run();
    const { findings, status } = await app.json<GapReportDto>('/latest?kind=point_without_device');
    expect([status, findings?.map((each) => each.age_days)]).toEqual(['succeeded', [4]]);
  });

  it.each([
    ['/trends?group_by=site', 422],
    ['/trends?group_by=area', 422],
    ['/trends?interval=hour', 422],
    ['/trends?from=yesterday', 422],
    ['/trends?limit=401', 422],
    ['/resolved?cursor=nonsense', 400],
    ['/resolved?cursor=WyJ4IiwieSJd', 400],
    ['/resolved?since=soon', 422],
    ['/resolved?min_age_days=2', 422],
    ['/latest?min_age_days=-1', 422],
  ])('answers %s with the problem %i', async (path, status) => {
    const answer = await app.request('GET', path);
    expect([path, answer.status]).toEqual([path, status]);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
  });
});
