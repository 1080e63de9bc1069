import { smallFleet } from '../support/clusters';
import { eventually } from '../support/eventually';
import { makePlan, planIn, PLANS, post } from '../support/plans';
import { KEYS, startTrapline, type Trapline } from '../support/trapline';

jest.setTimeout(120_000);
let trapline: Trapline;

/** Of the fleet's four traps the ERP knows one. */
const KNOWN = { name: 'Grand Hotel / Main House / Kitchen', default_code: 'GH_MH_0001', x_status: '' };
const NEW = ['HF_DSM_0001', 'HF_DSM_0002', 'HF_DSM_0003'];

beforeEach(async () => {
  trapline = await startTrapline({
    microshare: { clusters: smallFleet() },
    odoo: { products: [KNOWN] },
    settings: {
      JOB_BACKOFF_MS: '20',
      BREAKER_VOLUME: '1000',
      ODOO_STATUS_FIELD: 'x_status',
    },
  });
});

afterEach(async () => {
  await trapline.close();
});

const allow = async (): Promise<void> => {
  const body = { create_points: true };
  const { status, json } = await trapline.call('PUT', '/api/v1/erp/sync/policy', { body, key: KEYS.admin });
  expect([status, json.create_points]).toEqual([200, true]);
};
const loads = (): number => trapline.odoo.calls().filter(({ method }) => method === 'load').length;
const products = (): unknown[] =>
  trapline.odoo.products.all().map(({ default_code: code, barcode, active }) => [code, barcode, active]);

describe('traps without an inspection point', () => {
  it('are left alone unless the policy asks for points', async () => {
    const plan = await makePlan(trapline, { direction: 'both' });
    expect(Object.keys(plan.summary)).not.toContain('create_point');
    const { json } = await trapline.call('GET', '/api/v1/erp/sync/policy', { key: KEYS.viewer });
    expect(json.create_points).toBe(false);
  });

  it('get one each, which undoing archives and undoing that restores', async () => {
    await allow();
    expect((await makePlan(trapline, { direction: 'to_microshare' })).summary).toEqual({});
    const plan = await makePlan(trapline, { direction: 'to_erp' });
    expect(plan.summary).toEqual({ create_point: 3, write_back: 1 });
    const text = await trapline.call('GET', `${PLANS}/${plan.id}`, { headers: { accept: 'text/plain' } });
    expect(text.text).toMatch(/ \+ HF_DSM_0001 trap-1: create_point \[low risk, pending\]$/m);
    await post(trapline, plan.id, 'apply');
    const done = await planIn(trapline, plan.id, 'applied');
    expect(done.progress).toEqual({ applied: 4 });
    expect(done.actions.map(({ erp_reference, erp_id }) => [erp_reference, erp_id])).toEqual([
      ['GH_MH_0001', '1'],
      ['HF_DSM_0001', '2'],
      ['HF_DSM_0002', '3'],
      ['HF_DSM_0003', '4'],
    ]);
    const made = [
      ['GH_MH_0001', false, true],
      ['HF_DSM_0001', 'E8-E1-E1-00-01-0A-2C-41', true],
      ['HF_DSM_0002', false, true],
      ['HF_DSM_0003', false, true],
    ];
    expect([products(), loads()]).toEqual([made, 1]);
    const { json: points } = await trapline.call('GET', '/api/v1/erp/discovery/inspection-points?q=DSM_0002');
    expect(points.inspection_points).toMatchObject([
      { customer: 'Harbour Foods', site: 'Dock Street Mill', area: 'Loading Bay' },
    ]);
    expect((await makePlan(trapline)).summary).toEqual({});

    const undo = (await post(trapline, plan.id, 'undo')).json as { id: string };
    await post(trapline, undo.id, 'apply');
    expect((await planIn(trapline, undo.id, 'applied')).summary).toEqual({ archive_point: 3, write_back: 1 });
    expect(products()).toEqual(made.map(([code, barcode]) => [code, barcode, code === 'GH_MH_0001']));
    expect((await planIn(trapline, plan.id, 'applied')).progress).toEqual({ undone: 4 });

    const again = (await post(trapline, undo.id, 'undo')).json as { id: string };
    await post(trapline, again.id, 'apply');
    expect((await planIn(trapline, again.id, 'applied')).summary).toEqual({
      restore_point: 3,
      write_back: 1,
    });
    expect([products(), loads()]).toEqual([made, 1]);

    const { json: trail } = await trapline.call('GET', '/api/v1/audit?action=point.*', { key: KEYS.admin });
    const acts = (trail.records as { action: string; reference: string | null }[])
      .filter(({ reference }) => reference === 'HF_DSM_0001')
      .map(({ action }) => action);
    expect(acts.sort()).toEqual(['point.archive', 'point.create', 'point.restore']);
  });

  it('get one each where every answer of the ERP is lost for a while', async () => {
    await allow();
    const plan = await makePlan(trapline, { direction: 'to_erp', filters: { kinds: ['create_point'] } });
    trapline.odoo.from('load').dropsAnswers();
    await post(trapline, plan.id, 'apply');
    await eventually(async () => {
      expect((await planIn(trapline, plan.id, 'applying')).note).toMatch(/^Waiting/);
    });
    expect((await planIn(trapline, plan.id, 'applying')).progress).toEqual({ pending: 3 });
    trapline.odoo.recovers();
    expect((await planIn(trapline, plan.id, 'applied')).progress).toEqual({ applied: 3 });
    expect(trapline.odoo.products.all().map(({ default_code: code }) => code)).toEqual([
      'GH_MH_0001',
      ...NEW,
    ]);
    const undo = (await post(trapline, plan.id, 'undo')).json as { id: string };
    await post(trapline, undo.id, 'apply');
    expect((await planIn(trapline, undo.id, 'applied')).progress).toEqual({ applied: 3 });
  });

  it('get none where somebody has made one since the plan was made, or has changed the trap', async () => {
    await allow();
    const plan = await makePlan(trapline, { direction: 'to_erp', filters: { kinds: ['create_point'] } });
    trapline.odoo.products.add({ name: 'By hand', default_code: 'HF_DSM_0001' });
    await trapline.call('PATCH', '/api/v1/devices/trap-2', { body: { area: 'Ramp' } });
    await post(trapline, plan.id, 'apply');
    const { actions } = await planIn(trapline, plan.id, 'applied');
    expect(actions.map(({ status, result }) => [status, result])).toEqual([
      ['refused', 'An inspection point has got this reference since the plan was made.'],
      ['refused', 'The device has been changed since the plan was made.'],
      ['applied', ''],
    ]);
    expect(products()).toHaveLength(3);
  });

  it('get none that Odoo refuses, and are told why', async () => {
    trapline.odoo.products.add({
      name: 'Elsewhere',
      default_code: 'X',
      categ_id: 1,
      barcode: 'E8-E1-E1-00-01-0A-2C-41',
    });
    await allow();
    const plan = await makePlan(trapline, { direction: 'to_erp', filters: { kinds: ['create_point'] } });
    await post(trapline, plan.id, 'apply');
    const { actions } = await planIn(trapline, plan.id, 'failed');
    expect(actions.map(({ status }) => status)).toEqual(['failed', 'applied', 'applied']);
    expect(actions[0]?.result).toMatch(/already assigned/);
  });
});
