import { SyncTriggers } from '../../src/sync/sync-triggers';
import { bothSides, makePlan, PLANNED_PRODUCTS, plannedFleet, planIn, PLANS, post } from '../support/plans';
import type { PlanJson } from '../support/plans';
import { eventually } from '../support/eventually';
import { KEYS, startTrapline, type Trapline } from '../support/trapline';

const SYNC = '/api/v1/erp/sync';
jest.setTimeout(120_000);
let trapline: Trapline;

beforeEach(async () => {
  trapline = await startTrapline({
    microshare: { clusters: plannedFleet() },
    odoo: { products: PLANNED_PRODUCTS.map((product) => ({ ...product, x_status: '', x_synced: '' })) },
    settings: {
      JOB_BACKOFF_MS: '20',
      BREAKER_VOLUME: '1000',
      ODOO_STATUS_FIELD: 'x_status',
      ODOO_LAST_SYNC_FIELD: 'x_synced',
    },
  });
});

afterEach(async () => {
  await trapline.close();
});

const plans = async (): Promise<readonly PlanJson[]> =>
  (await trapline.call('GET', PLANS)).json.plans as readonly PlanJson[];

describe('the schedule', () => {
  it('makes a plan by itself', async () => {
    const { microshare, odoo } = trapline;
    const scheduled = await startTrapline({
      beside: { microshare, odoo },
      settings: { SYNC_CRON: '* * * * * *', JOB_BACKOFF_MS: '20' },
    });
    try {
      await eventually(async () => {
        const { json } = await scheduled.call('GET', PLANS);
        expect(json.plans).toMatchObject([{ trigger: 'schedule', created_by: 'schedule', status: 'draft' }]);
      }, 30_000);
    } finally {
      await scheduled.close();
    }
  });
});

describe('one direction at once', () => {
  it('tells the ERP hardware, status and time, once, and does not hear its own echo', async () => {
    const before = bothSides(trapline);
    const { status, json } = await trapline.call('POST', `${SYNC}/sync_from_microshare`, { body: {} });
    expect([status, json.direction, json.status]).toEqual([202, 'to_erp', 'applying']);
    const done = await planIn(trapline, json.id, 'applied');
    expect(done.summary).toEqual({ write_back: 4 });
    const { json: points } = await trapline.call('GET', '/api/v1/erp/discovery/inspection-points?q=0001');
    expect(points.inspection_points[0].device_eui).toBe('E8-E1-E1-00-01-0A-2C-41');
    const told = done.actions.find(({ erp_reference }) => erp_reference === 'HF_DSM_0001');
    expect(told).toMatchObject({
      before: { hardware_id: '', status: '', last_sync: '' },
      after: { hardware_id: 'E8-E1-E1-00-01-0A-2C-41', status: 'active' },
    });
    const again = await trapline.call('POST', `${SYNC}/sync_from_microshare`, { body: {} });
    expect(again.json.summary).toEqual({});
    expect(await makePlan(trapline, { direction: 'to_erp' })).toMatchObject({ summary: {} });
    const { json: undo } = await post(trapline, done.id, 'undo');
    await post(trapline, undo.id, 'apply');
    expect((await planIn(trapline, undo.id, 'applied')).progress).toEqual({ applied: 4 });
    expect(bothSides(trapline)).toEqual(before);
  });

  it('brings the devices up to date, for what is asked alone', async () => {
    const body = { scope: { references: ['HF_DSM_0050'] } };
    const { status, json } = await trapline.call('POST', `${SYNC}/sync_to_microshare`, { body });
    expect([status, json.summary]).toEqual([202, { create: 1 }]);
    await planIn(trapline, json.id, 'applied');
    expect((await trapline.call('POST', `${SYNC}/sync_to_microshare`, { body })).json.summary).toEqual({});
  });
});

describe('the policy of a tenant', () => {
  it('is read by everybody, and set by administrators', async () => {
    const { json: before } = await trapline.call('GET', `${SYNC}/policy`, { key: KEYS.viewer });
    expect(before).toMatchObject({ on_archive: 'set_inactive', auto_apply: [], updated_at: null });
    const body = { on_archive: 'ignore', owners: { area: 'iot' } };
    expect((await trapline.call('PUT', `${SYNC}/policy`, { body })).status).toBe(403);
    const { json: set } = await trapline.call('PUT', `${SYNC}/policy`, { body, key: KEYS.admin });
    expect(set).toMatchObject({ on_archive: 'ignore', limit_percent: 20, updated_by: 'admin' });
    expect([set.owners.area, set.owners.site]).toEqual(['iot', 'erp']);
    const plan = await makePlan(trapline, { direction: 'to_microshare' });
    expect(Object.keys(plan.summary).sort()).toEqual(['create', 'move', 'rename']);
    const wrong = await trapline.call('PUT', `${SYNC}/policy`, {
      body: { owners: { area: 'nobody' }, limit_percent: 101 },
      key: KEYS.admin,
    });
    expect(wrong.status).toBe(422);
    expect(wrong.json.errors.map(({ field }: { field: string }) => field).sort()).toEqual([
      'limit_percent',
      'owners.area',
    ]);
  });

  it('keeps an unasked plan for somebody to look at, once, unless it allows to apply it', async () => {
    const triggers = trapline.app.get(SyncTriggers, { strict: false });
    await triggers.hint('default');
    await triggers.hint('default');
    const [first] = await eventually(async () => {
      const found = await plans();
      expect(found).toHaveLength(1);
      return found;
    }, 60_000);
    expect(first).toMatchObject({ trigger: 'hint', status: 'draft' });
    expect(first?.note).toMatch(/^It would touch \d+ % of the records, more than the 20 %/);
    const policy = { auto_apply: ['create'], limit_percent: 100 };
    await trapline.call('PUT', `${SYNC}/policy`, { body: policy, key: KEYS.admin });
    await triggers.schedule();
    const [second] = await eventually(async () => {
      const found = await plans();
      expect(found.map(({ status }) => status)).toEqual(['applied', 'cancelled']);
      return found;
    }, 60_000);
    expect(second).toMatchObject({ trigger: 'schedule', progress: { applied: 1 } });
    const { json: audit } = await trapline.call('GET', '/api/v1/audit?limit=1000', { key: KEYS.admin });
    const unasked = audit.records.filter(({ actor_kind: kind }: any) => kind === 'system');
    expect(unasked.map(({ action, actor }: any) => `${action} ${actor}`).reverse()).toEqual([
      'plan.make hint',
      'plan.make schedule',
      'plan.cancel schedule',
      'plan.apply schedule',
      'device.create schedule',
    ]);
    await triggers.schedule();
    await eventually(async () => {
      expect((await plans())[0]).toMatchObject({ trigger: 'schedule', status: 'draft' });
    }, 60_000);
    const made = (await plans()).length;
    // The time of synchronisation, which the plan would tell the ERP, is another one by now.
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    await triggers.schedule();
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    expect(await plans()).toHaveLength(made);
  });
});
