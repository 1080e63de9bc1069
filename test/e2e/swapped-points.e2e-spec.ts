import { HARBOUR_TRAPS, rawCluster, rawTrap } from '../support/clusters';
import { makePlan, planIn, post } from '../support/plans';
import { startTrapline, type Trapline } from '../support/trapline';

jest.setTimeout(60_000);
let trapline: Trapline;

const PLACES = ['Attic', 'Bakery', 'Cellar'];
const euiOf = (i: number): string => `E8-E1-E1-00-00-00-00-0${i}`;
const own = PLACES.map((_, i) => `MILL_000${i}`);
const ring = ['MILL_0001', 'MILL_0002', 'MILL_0000'];

/** Three traps, and their points with the references of one another. */
async function start(hardwareOf: (i: number) => string): Promise<void> {
  const devices = PLACES.map((area, i) =>
    rawTrap(`trap-${i}`, ['Harbour Foods', 'Mill', area, own[i] ?? '', 'Internal', 'Glue'], {
      id: euiOf(i),
      status: 'active',
    }),
  );
  const products = PLACES.map((area, i) => {
    const barcode = hardwareOf(i);
    const product = { name: `Harbour Foods / Mill / ${area}`, default_code: ring[i] ?? '' };
    return barcode === '' ? product : { ...product, barcode };
  });
  trapline = await startTrapline({
    microshare: { clusters: [rawCluster(HARBOUR_TRAPS, 'Harbour Foods | Motion', devices)] },
    odoo: { products },
    settings: { JOB_BACKOFF_MS: '20' },
  });
}

const held = (): unknown[] =>
  (trapline.microshare.cluster(HARBOUR_TRAPS)?.data?.devices ?? []).map(({ id, meta }) => {
    return [id, meta?.location?.[2], meta?.location?.[3]];
  });

async function applied(id: string): Promise<void> {
  await post(trapline, id, 'apply');
  const { progress } = await planIn(trapline, id, 'applied');
  expect(Object.keys(progress)).toEqual(['applied']);
}

afterEach(async () => {
  await trapline.close();
});

describe('inspection points that have exchanged their references', () => {
  it('hand them to the traps that stand there, in one write, and that is undone in one', async () => {
    await start(euiOf);
    const before = held();
    const plan = await makePlan(trapline);
    expect(plan.summary).toEqual({ rename: 3 });
    trapline.microshare.forgetCalls();
    await applied(plan.id);
    expect(held()).toEqual(PLACES.map((area, i) => [euiOf(i), area, ring[i]]));
    expect(trapline.microshare.count('write')).toBe(1);
    expect((await makePlan(trapline)).summary).toEqual({});
    const { json: undo } = await post(trapline, plan.id, 'undo');
    await applied(undo.id);
    expect(held()).toEqual(before);
  });

  it('leave them with the traps that have them where the ERP knows no hardware', async () => {
    await start(() => '');
    const plan = await makePlan(trapline);
    expect(plan.summary).toEqual({ update: 3, write_back: 3 });
    await applied(plan.id);
    expect(held()).toEqual([
      [euiOf(0), 'Cellar', 'MILL_0000'],
      [euiOf(1), 'Attic', 'MILL_0001'],
      [euiOf(2), 'Bakery', 'MILL_0002'],
    ]);
    expect((await makePlan(trapline)).summary).toEqual({});
  });
});
