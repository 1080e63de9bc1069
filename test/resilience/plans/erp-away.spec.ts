import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Database } from '../../../src/database/database';
import { PlanRunner } from '../../../src/sync/plan-runner';
import { HARBOUR_TRAPS, rawCluster, rawTrap } from '../../support/clusters';
import { eventually } from '../../support/eventually';
import { makePlan, planIn, PLANS, post } from '../../support/plans';
import { KEYS, startTrapline, type Trapline, type TraplineOptions } from '../../support/trapline';

jest.setTimeout(180_000);
const [POINTS, HALF] = [30, 20];
/** At the default settings a plan that waits tries every half a minute. */
const TRIES = 200;
const AREA = ['Harbour Foods', 'Dock Street Mill', 'Cellar'] as const;

const numbers = Array.from({ length: POINTS }, (_, i) => i);
const reference = (i: number): string => `HF_DSM_${1_000 + i}`;
const hardware = (i: number): string => `E8-E1-E1-00-00-00-00-${10 + i}`;

/** Each trap's hardware stands at the point before its own in the ERP: each has to give up what the next one gets. */
const shifted: Pick<TraplineOptions, 'microshare' | 'odoo'> = {
  microshare: {
    clusters: [
      rawCluster(
        HARBOUR_TRAPS,
        'Harbour Foods | Motion',
        numbers.map((i) =>
          rawTrap(`trap-${i}`, [...AREA, reference(i), 'Internal', 'Glue'], { id: hardware(i) }),
        ),
      ),
    ],
  },
  odoo: {
    version: '19.0',
    users: [{ login: 'admin', password: 'admin', apiKeys: ['old-key'] }],
    products: numbers.map((i) => ({
      name: AREA.join(' / '),
      default_code: reference(i),
      ...(i + 1 < POINTS && i !== HALF - 1 && { barcode: hardware(i + 1) }),
    })),
  },
};

let folder: string;
let trapline: Trapline;

const start = async (more: TraplineOptions): Promise<Trapline> => {
  const settings = {
    DATA_DIR: join(folder, 'data'),
    ODOO_PASSWORD: 'old-key',
    JOB_BACKOFF_MS: '1',
    JOB_CREDENTIALS_WAIT_S: '1',
    JOB_ATTEMPTS: '3',
    BREAKER_RESET_MS: '100',
    ...more.settings,
  };
  return startTrapline({ ...more, settings });
};

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trapline-erp-away-'));
  trapline = await start(shifted);
});

afterEach(async () => {
  await trapline.close();
  await rm(folder, { recursive: true, force: true });
});

/** Resolves when the plan has been tried so often in vain. */
function tried(id: string, times: number): Promise<void> {
  let left = times;
  return new Promise((resolve) => {
    const stop = trapline.app.get(PlanRunner, { strict: false }).onNews(({ kind, plan }) => {
      if (kind !== 'progressed' || plan.id !== id) return;
      left -= 1;
      if (left > 0) return;
      stop();
      resolve();
    });
  });
}

async function jobsKept(): Promise<number> {
  const { pool } = trapline.app.get(Database, { strict: false });
  const { rows } = await pool.query('select count(*)::int as count from bullmq.job');
  return (rows[0] as { count: number }).count;
}

const audited = async (): Promise<number> =>
  (await trapline.call('GET', '/api/v1/audit?limit=1000', { key: KEYS.admin })).json.records.length;

/** Ids of the products that Odoo was asked to change, in the order in which it was. */
const written = (): readonly number[] =>
  trapline.odoo
    .calls()
    .filter(({ method, model }) => method === 'write' && model === 'product.product')
    .map(({ args }) => (args[0] as number[])[0] ?? 0);

const barcodes = (): readonly unknown[] => trapline.odoo.products.all().map(({ barcode }) => barcode);

describe('an ERP that is down for two days while plans are applied', () => {
  it('gets everything once and in order when it is back, but for what has changed meanwhile', async () => {
    const part = (from: number, to: number) => ({
      direction: 'to_erp',
      scope: { references: numbers.slice(from, to).map(reference) },
    });
    const first = await makePlan(trapline, part(0, HALF));
    const second = await makePlan(trapline, part(HALF, POINTS));
    expect([first.summary, second.summary]).toEqual([{ write_back: HALF }, { write_back: POINTS - HALF }]);
    trapline.odoo.drops();
    const enough = Promise.all([tried(first.id, TRIES), tried(second.id, TRIES)]);
    await post(trapline, first.id, 'apply');
    await post(trapline, second.id, 'apply');
    await eventually(async () => {
      expect((await trapline.call('GET', `${PLANS}/${second.id}`)).json.note).toMatch(/^Waiting.*odoo/);
    });
    const recorded = await audited();
    await enough;
    // Nothing has piled up, and nothing is given up.
    expect(await jobsKept()).toBeLessThanOrEqual(4);
    expect(await audited()).toBe(recorded);
    const dead = await trapline.call('GET', '/api/v1/jobs/dead', { key: KEYS.admin });
    expect(dead.json.jobs).toEqual([]);
    for (const { id, summary } of [first, second]) {
      const { json } = await trapline.call('GET', `${PLANS}/${id}`);
      expect([json.status, json.progress]).toEqual(['applying', { pending: summary['write_back'] }]);
    }
    // The last one, whose hardware nobody else waits for.
    const changed = await trapline.call('PATCH', `/api/v1/devices/trap-${POINTS - 1}`, {
      body: { id: 'E8-E1-E1-00-00-00-00-99' },
    });
    expect(changed.status).toBe(200);

    const calls = trapline.odoo.calls().length;
    trapline.odoo.recovers();
    expect((await planIn(trapline, first.id, 'applied')).progress).toEqual({ applied: HALF });
    const done = await planIn(trapline, second.id, 'applied');
    expect(done.progress).toEqual({ applied: POINTS - HALF - 1, refused: 1 });
    expect(written()).toHaveLength(POINTS - 1);
    const { id: firstId } = trapline.odoo.products.all()[0] ?? { id: 0 };
    const ofFirst = written().filter((id) => id < firstId + HALF);
    expect(ofFirst).toEqual([...ofFirst].sort((a, b) => a - b));
    expect(trapline.odoo.calls().length - calls).toBeLessThan(4 * POINTS);
    const next = await makePlan(trapline, { direction: 'to_erp' });
    expect(next.summary).toEqual({ write_back: 1 });
    await post(trapline, next.id, 'apply');
    await planIn(trapline, next.id, 'applied');
    expect(barcodes()).toEqual([...numbers.slice(0, -1).map(hardware), 'E8-E1-E1-00-00-00-00-99']);
  });
});

describe('an API key of the ERP that has ended while a plan is applied', () => {
  it('keeps the plan waiting, and it goes on by itself with the next key', async () => {
    const plan = await makePlan(trapline, { direction: 'to_erp' });
    trapline.odoo.replacesKeys('admin', ['new-key']);
    const enough = tried(plan.id, 5);
    await post(trapline, plan.id, 'apply');
    await enough;
    const { json: waiting } = await trapline.call('GET', `${PLANS}/${plan.id}`);
    expect(waiting.note).toMatch(/^Waiting, and tried again every 1 s: odoo .*not accepted/);
    expect([waiting.status, waiting.progress]).toEqual(['applying', { pending: POINTS }]);
    expect(await jobsKept()).toBeLessThanOrEqual(2);
    expect(written()).toEqual([]);
    const { microshare, odoo } = trapline;
    await trapline.app.close();
    trapline = {
      ...(await start({ beside: { microshare, odoo }, settings: { ODOO_PASSWORD: 'new-key' } })),
      close: async () => {
        await trapline.app.close();
        await Promise.all([microshare.close(), odoo.close()]);
      },
    };
    expect((await planIn(trapline, plan.id, 'applied')).progress).toEqual({ applied: POINTS });
    expect(barcodes()).toEqual(numbers.map(hardware));
  });
});
