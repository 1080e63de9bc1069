import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type MicroshareSimulator,
  type OdooSimulator,
  startMicroshareSimulator,
  startOdooSimulator,
} from '@libs/simulators';
import { Application } from '../../support/application';
import { rawCluster, rawTrap } from '../../support/clusters';
import { makePlan, planIn, post } from '../../support/plans';
import { settingsFor } from '../../support/trapline';

jest.setTimeout(300_000);
const CUSTOMERS = 25;
/** Per customer: traps, some of which the ERP does not know the hardware of, and points without one. */
const [TRAPS, UNKNOWN, BARE] = [360, 40, 40];
const PLANNED = { update: 8_000, create: 1_000, write_back: 1_000 };
/** Carried out all at once, the actions of this plan take 75 MB; in steps, with what is kept of writes in doubt, 15. */
const MOST_GROWTH = 40_000_000;

const count = (length: number): readonly number[] => Array.from({ length }, (_, i) => i);
const reference = (customer: number, trap: number): string => `C${customer}_TRAP_${1_000 + trap}`;
const hardware = (customer: number, trap: number): string =>
  `E8-E1-E1-00-00-00-${10 + customer}-${10 + trap}`;

function clusters() {
  return count(CUSTOMERS).map((c) =>
    rawCluster(
      `66f0a1b2c3d4e5f60710${1_000 + c}`,
      `Customer ${c} | Motion`,
      count(TRAPS).map((i) => {
        const location = [`Customer ${c}`, `Site ${c}`, 'Cellar', reference(c, i), 'Internal', 'Glue'];
        return rawTrap(`trap-${c}-${i}`, location, i < UNKNOWN ? { id: hardware(c, i) } : {});
      }),
    ),
  );
}

function products() {
  return count(CUSTOMERS).flatMap((c) =>
    count(TRAPS + BARE).map((i) => ({
      name: `Customer ${c} / Site ${c} / ${i < UNKNOWN ? 'Cellar' : 'Cold Cellar'}`,
      default_code: reference(c, i),
    })),
  );
}

let microshare: MicroshareSimulator;
let odoo: OdooSimulator;
let folder: string;
let application: Application;

beforeAll(async () => {
  microshare = await startMicroshareSimulator({ clusters: clusters() });
  odoo = await startOdooSimulator({ products: products() });
  folder = await mkdtemp(join(tmpdir(), 'trapline-large-plan-'));
  application = await Application.start(
    settingsFor(microshare, odoo, {
      DATA_DIR: join(folder, 'data'),
      LIVE_HEAP_FILE: join(folder, 'heap'),
      NODE_OPTIONS: `--require ${join(__dirname, '../../support/live-heap.cjs')}`,
    }),
  );
});

afterAll(async () => {
  await application.stop();
  await Promise.all([microshare.close(), odoo.close()]);
  await rm(folder, { recursive: true, force: true });
});

/** Bytes alive, sample by sample, from one sample on. */
function aliveSince(sample: number): readonly number[] {
  return readFileSync(join(folder, 'heap'), 'utf8').trimEnd().split('\n').slice(sample).map(Number);
}

describe('a plan of 10,000 actions', () => {
  it('is applied without being in memory as a whole', async () => {
    const plan = await makePlan(application);
    expect(plan.summary).toEqual(PLANNED);
    const made = aliveSince(0);
    await post(application, plan.id, 'apply');
    const { progress } = await planIn(application, plan.id, 'applied', 240_000);
    expect(progress).toEqual({ applied: 10_000 });
    const applying = aliveSince(made.length);
    const before = made.at(-1) ?? 0;
    expect(applying.length).toBeGreaterThan(3);
    expect(Math.max(...applying) - before).toBeLessThan(MOST_GROWTH);
    // Every cluster is written as a whole: not once for each of its actions, but once for each step that touches it.
    expect(microshare.count('write')).toBeLessThan(3 * CUSTOMERS);
    const { json } = await application.call('GET', '/api/v1/devices?limit=1');
    expect(json.total_count).toBe(10_000);
    expect((await makePlan(application)).summary).toEqual({});
  });
});
