import {
  createTrapline,
  followPlan,
  type PlanHeadDto,
  planHasEnded,
  TraplineProblem,
} from '../../clients/typescript/src/index.ts';
import { eventually } from '../support/eventually';
import { layLine } from '../support/line';
import { makePlan, PLANNED_PRODUCTS, plannedFleet, planIn, post } from '../support/plans';
import { KEYS, startTrapline, type Trapline } from '../support/trapline';

jest.setTimeout(60_000);

describe('following a plan with the TypeScript client', () => {
  let trapline: Trapline;

  beforeAll(async () => {
    trapline = await startTrapline({
      microshare: { clusters: plannedFleet() },
      odoo: { products: PLANNED_PRODUCTS },
      settings: { JOB_BACKOFF_MS: '20', BREAKER_VOLUME: '1000' },
    });
  });
  afterAll(() => trapline.close());

  const heads = (url = trapline.url): AsyncGenerator<PlanHeadDto, void, undefined> =>
    followPlan(createTrapline({ baseUrl: url, apiKey: KEYS.viewer }), plan.id, {
      onPlace: (id) => places.push(id),
      signal: unfollowed.signal,
    });
  let unfollowed: AbortController;
  beforeEach(() => {
    unfollowed = new AbortController();
  });
  afterEach(() => {
    unfollowed.abort();
  });

  let plan: { readonly id: string };
  const places: string[] = [];

  it('tells what it is, what it waits for, and how it has ended, also over a lost connection', async () => {
    plan = await makePlan(trapline);
    const line = await layLine(trapline.url);
    const stream = heads(line.url);
    expect((await stream.next()).value).toMatchObject({ status: 'draft', progress: { pending: 6 } });
    trapline.odoo.drops();
    await post(trapline, plan.id, 'apply');
    for await (const { note } of { [Symbol.asyncIterator]: () => ({ next: () => stream.next() }) }) {
      if (/^Waiting.*odoo/.test(note)) break;
    }
    await line.cut();
    trapline.odoo.recovers();
    await planIn(trapline, plan.id, 'applied');
    const next = stream.next();
    await line.mend();
    const last = (await next).value as PlanHeadDto;
    expect([last.status, planHasEnded(last), (await stream.next()).done]).toEqual(['applied', true, true]);
    expect(places.at(-1)).toMatch(/^\d+-\d+$/);
  });

  it('tells at once what has ended already', async () => {
    const told: string[] = [];
    for await (const { status } of heads()) told.push(status);
    expect(told).toEqual(['applied']);
    // Its stream is not left behind.
    await eventually(async () => {
      expect((await trapline.call('GET', '/metrics')).text).toMatch(/event_streams\{[^}]*\} 0/);
    });
  });

  it('throws what the server says of a plan that there is not', async () => {
    plan = { id: 'plan-nobody' };
    await expect(heads().next()).rejects.toBeInstanceOf(TraplineProblem);
  });
});
