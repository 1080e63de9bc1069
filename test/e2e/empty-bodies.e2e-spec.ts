import { makePlan, PLANNED_PRODUCTS, plannedFleet, planIn, PLANS } from '../support/plans';
import { type Answer, KEYS, startTrapline, type Trapline } from '../support/trapline';

jest.setTimeout(60_000);
let trapline: Trapline;

beforeAll(async () => {
  trapline = await startTrapline({
    microshare: { clusters: plannedFleet() },
    odoo: { products: PLANNED_PRODUCTS },
  });
});

afterAll(async () => {
  await trapline.close();
});

describe('calls that name the type of a body and send none', () => {
  const call = (method: string, path: string, key: string = KEYS.operator): Promise<Answer> =>
    trapline.call(method, path, { key, headers: { 'Content-Type': 'application/json' } });

  it('are answered where none is needed', async () => {
    const plan = await makePlan(trapline);
    expect((await call('POST', `${PLANS}/${plan.id}/apply`)).status).toBe(202);
    await planIn(trapline, plan.id, 'applied');
    for (const [method, path, status] of [
      ['POST', `${PLANS}/${plan.id}/undo`, 201],
      ['POST', '/api/v1/erp/gap-analysis/runs', 202],
      ['POST', '/api/v1/erp/sync/create-devices', 200],
      ['DELETE', '/api/v1/devices/trap-2', 200],
    ] as const) {
      const answer = await call(method, path);
      expect([path, answer.status]).toEqual([path, status]);
    }
    const refresh = await call('POST', '/api/v1/devices/cache/refresh', KEYS.admin);
    expect(refresh.status).toBe(202);
  });

  it.each([
    ['/api/v1/devices', 'erp_reference'],
    ['/api/v1/devices/batch', 'items'],
    ['/api/v1/erp/sync/plans', 'direction'],
    ['/api/v1/auth/login', 'username'],
  ])('are refused by %s, which needs one, and told what to send', async (path, field) => {
    const typed = await call('POST', path);
    const bare = await trapline.call('POST', path);
    for (const { status, json } of [typed, bare]) {
      expect([status, json.detail]).toEqual([
        400,
        expect.stringMatching(/^this call needs a body, and none came; send JSON with /),
      ]);
      expect(json.errors.map((error: { field: string }) => error.field)).toContain(field);
    }
  });
});
