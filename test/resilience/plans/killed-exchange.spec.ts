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
import { type PlanJson, planIn, post } from '../../support/plans';
import { eventually } from '../../support/eventually';
import { settingsFor } from '../../support/trapline';

jest.setTimeout(300_000);
const CLUSTER = '66f0a1b2c3d4e5f607191001';
/** More than a plan carries out at a time. */
const TRAPS = 700;

const traps = Array.from({ length: TRAPS }, (_, i) => i);
const own = (trap: number): string => `MILL_${1_000 + trap}`;
/** Each has the reference of the next one. */
const rotated = traps.map((trap) => own((trap + 1) % TRAPS));

let microshare: MicroshareSimulator;
let odoo: OdooSimulator;
let folder: string;
let application: Application;

const start = async (): Promise<void> => {
  const lasting = { DATA_DIR: join(folder, 'data'), JOB_LEASE_MS: '1000', JOB_BACKOFF_MS: '50' };
  application = await Application.start(settingsFor(microshare, odoo, lasting));
};
const references = (): unknown[] => microshare.devices().map(({ meta }) => meta?.location?.[3]);

async function renameAll(to: (trap: number) => string): Promise<void> {
  const items = traps.map((trap) => ({ op: 'update', guid: `trap-${trap}`, erp_reference: to(trap) }));
  const headers = { Accept: 'application/json' };
  const { status, json } = await application.call('POST', '/api/v1/devices/batch', {
    body: { items },
    headers,
  });
  expect([status, json.summary.succeeded]).toEqual([200, TRAPS]);
}

/** Applies the plan, kills the process while the write is on its way, and lets another one finish it. */
async function applyWithKill({ id }: PlanJson): Promise<PlanJson> {
  microshare.takes({ writeMs: 500 });
  const writes = microshare.count('write');
  await post(application, id, 'apply');
  await microshare.received('write', writes + 1, 60_000);
  await application.kill();
  // All of them or none, whenever one looks.
  expect([rotated, traps.map(own)]).toContainEqual(references());
  microshare.takes({ writeMs: 0 });
  await start();
  return planIn(application, id, 'applied', 120_000);
}

beforeEach(async () => {
  const devices = traps.map((trap) => {
    return rawTrap(`trap-${trap}`, ['Harbour Foods', 'Mill', 'Cellar', own(trap), 'Internal', 'Glue']);
  });
  microshare = await startMicroshareSimulator({ clusters: [rawCluster(CLUSTER, 'Mill | Motion', devices)] });
  odoo = await startOdooSimulator({ products: [] });
  folder = await mkdtemp(join(tmpdir(), 'trapline-exchange-'));
  await start();
});

afterEach(async () => {
  await application.stop();
  await microshare.close();
  await odoo.close();
  await rm(folder, { recursive: true, force: true });
});

describe('a plan in which hundreds of devices exchange their references', () => {
  it('is finished and undone after kills on the way, and no two ever have the same one', async () => {
    await renameAll((trap) => `SPARE_${trap}`);
    await renameAll((trap) => rotated[trap] ?? '');
    expect(references()).toEqual(rotated);
    const history = `/api/v1/clusters/${CLUSTER}/history`;
    const plan = await eventually(async () => {
      const { status, json } = await application.call('POST', `${history}/1/restore`);
      expect([status, json.summary]).toEqual([201, { rename: TRAPS }]);
      return json as PlanJson;
    });
    expect((await applyWithKill(plan)).progress).toEqual({ applied: TRAPS });
    expect(references()).toEqual(traps.map(own));
    const { json: undo } = await post(application, plan.id, 'undo');
    expect((await applyWithKill(undo as PlanJson)).progress).toEqual({ applied: TRAPS });
    expect(references()).toEqual(rotated);
  });
});
