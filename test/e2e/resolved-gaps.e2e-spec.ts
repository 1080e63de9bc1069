import { DEFAULT_ACCOUNT } from '@libs/simulators';
import { HARBOUR_TRAPS, newTrap, smallFleet } from '../support/clusters';
import { eventually } from '../support/eventually';
import { makePlan, planIn, post } from '../support/plans';
import { startTrapline, type Trapline } from '../support/trapline';

const GAPS = '/api/v1/erp/gap-analysis';
const OTHER = { username: 'planner@northbank-pest.example', password: 'other' };
const at = (area: string): string => `Harbour Foods / Dock Street Mill / ${area}`;
jest.setTimeout(60_000);
let trapline: Trapline;

beforeAll(async () => {
  trapline = await startTrapline({
    microshare: { clusters: smallFleet(), accounts: [DEFAULT_ACCOUNT, OTHER] },
    odoo: {
      products: [
        { name: at('Attic'), default_code: 'HF_DSM_0050' },
        { name: at('Cold Store'), default_code: 'HF_DSM_0060' },
        { name: at('Ramp'), default_code: 'HF_DSM_0070' },
        { name: at('Dry Store'), default_code: 'HF_DSM_0080' },
        { name: at('Yard'), default_code: 'HF_DSM_0002' },
      ],
    },
    // What was changed on the platform is seen by the next run.
    settings: { JOB_BACKOFF_MS: '20', CACHE_DEVICE_TTL_S: '1', CACHE_CLUSTER_TTL_S: '1' },
  });
});
afterAll(() => trapline.close());

async function run(): Promise<void> {
  const { json } = await trapline.call('POST', `${GAPS}/runs`);
  await eventually(async () => {
    const { json: report } = await trapline.call('GET', `${GAPS}/runs/${json.id}?limit=1`);
    expect(report.status).toBe('succeeded');
  }, 30_000);
}

async function resolvedBy(reference: string): Promise<any> {
  const { json } = await trapline.call('GET', `${GAPS}/resolved?limit=1000`);
  const found = json.gaps.filter((gap: any) => gap.reference === reference);
  expect(found).toHaveLength(1);
  return found[0].resolved_by;
}

describe('gaps that are gone', () => {
  let planId: string;

  beforeAll(async () => {
    await run();
    const plan = await makePlan(trapline, {
      direction: 'to_microshare',
      scope: { references: ['HF_DSM_0050'] },
    });
    planId = plan.id;
    await post(trapline, planId, 'apply');
    await planIn(trapline, planId, 'applied');
    const made = await trapline.call('POST', '/api/v1/devices', {
      body: newTrap('HF_DSM_0060', { area: 'Cold Store' }),
    });
    expect(made.status).toBe(201);
    const { json: login } = await trapline.call('POST', '/api/v1/auth/login', { body: OTHER, key: null });
    const as = { key: null, headers: { authorization: `Bearer ${login.session_token}` } };
    await eventually(async () => {
      const other = await trapline.call('POST', '/api/v1/devices', {
        ...as,
        body: newTrap('HF_DSM_0080', { area: 'Dry Store' }),
      });
      expect(other.status).toBe(201);
    });
    trapline.odoo.products.archive(trapline.odoo.products.withCode('HF_DSM_0070')[0]?.id ?? 0);
    trapline.microshare.editCluster(HARBOUR_TRAPS, (cluster) => ({
      ...cluster,
      data: {
        ...cluster.data,
        devices: (cluster.data?.devices ?? []).map((device) => {
          if (device.guid !== 'trap-2') return device;
          const location = ['Harbour Foods', 'Dock Street Mill', 'Yard', 'HF_DSM_0002', 'external', 'Glue'];
          return { ...device, meta: { ...device.meta, location } };
        }),
      },
    }));
    await eventually(async () => {
      await run();
      await resolvedBy('HF_DSM_0002');
    }, 20_000);
  });

  it('name the plan that resolved them, and who had it applied', async () => {
    expect(await resolvedBy('HF_DSM_0050')).toEqual([
      { how: 'plan', actor: 'operator', plan_id: planId, at: expect.any(String) as string },
    ]);
  });

  it('name it in a table as well', async () => {
    const { text } = await trapline.call('GET', `${GAPS}/resolved`, { headers: { Accept: 'text/csv' } });
    const [row] = text.split('\r\n').filter((line) => line.includes(',HF_DSM_0050,'));
    expect(row).toMatch(new RegExp(`,plan,operator,${planId},gap-`));
  });

  it('name who resolved them by a call, unless it was somebody of another account', async () => {
    const call = { how: 'api', plan_id: null, at: expect.any(String) as string };
    expect(await resolvedBy('HF_DSM_0060')).toEqual([{ ...call, actor: 'operator' }]);
    expect(await resolvedBy('HF_DSM_0080')).toEqual([{ ...call, actor: null }]);
  });

  it('say on which side they were resolved past Trapline', async () => {
    const unknown = { actor: null, plan_id: null, at: null };
    expect(await resolvedBy('HF_DSM_0070')).toEqual([{ how: 'in_erp', ...unknown }]);
    expect(await resolvedBy('HF_DSM_0002')).toEqual([{ how: 'in_microshare', ...unknown }]);
  });
});
