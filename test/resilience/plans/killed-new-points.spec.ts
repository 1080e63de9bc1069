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
import { HARBOUR_TRAPS, rawCluster, rawTrap } from '../../support/clusters';
import { eventually } from '../../support/eventually';
import { makePlan, planIn, post } from '../../support/plans';
import { KEYS, settingsFor } from '../../support/trapline';

jest.setTimeout(300_000);

/** Two loads' worth of traps. */
const REFERENCES = Array.from({ length: 150 }, (_, nth) => `HF_DSM_${1000 + nth}`);

describe('a plan that makes inspection points', () => {
  let microshare: MicroshareSimulator;
  let odoo: OdooSimulator;
  let folder: string;
  let running: Application | undefined;

  beforeEach(async () => {
    const traps = REFERENCES.map((reference, nth) =>
      rawTrap(`trap-${nth}`, ['Harbour Foods', 'Dock Street Mill', 'Ramp', reference, 'Internal', 'Glue']),
    );
    microshare = await startMicroshareSimulator({ clusters: [rawCluster(HARBOUR_TRAPS, 'Harbour', traps)] });
    odoo = await startOdooSimulator({ products: [{ name: 'Old', default_code: 'OLD_0001', active: false }] });
    folder = await mkdtemp(join(tmpdir(), 'trapline-new-points-'));
  });

  afterEach(async () => {
    await running?.stop();
    await microshare.close();
    await odoo.close();
    await rm(folder, { recursive: true, force: true });
  });

  it.each([
    ['before Odoo has made them', 0],
    ['after Odoo has made the first of them', 1],
  ])('makes each once, with a kill %s', async (_, finished) => {
    const settings = settingsFor(microshare, odoo, {
      DATA_DIR: join(folder, 'data'),
      JOB_LEASE_MS: '1000',
      JOB_BACKOFF_MS: '50',
    });
    const start = async (): Promise<Application> => (running = await Application.start(settings));
    let application = await start();
    await application.call('PUT', '/api/v1/erp/sync/policy', {
      body: { create_points: true },
      key: KEYS.admin,
    });
    const plan = await makePlan(application, { direction: 'to_erp' });
    expect(plan.summary).toEqual({ create_point: REFERENCES.length });

    // Odoo does the work although the caller has gone by then.
    odoo.from('load').slow(500);
    await post(application, plan.id, 'apply');
    const loads = (): number => odoo.calls().filter(({ method }) => method === 'load').length;
    await eventually(() => {
      expect(loads()).toBeGreaterThan(finished);
    }, 60_000);
    await application.kill();
    odoo.recovers();

    application = await start();
    const done = await planIn(application, plan.id, 'applied', 120_000);
    expect(done.progress).toEqual({ applied: REFERENCES.length });
    const codes = odoo.products.all().map(({ default_code: code }) => code);
    expect([...codes].sort()).toEqual([...REFERENCES, 'OLD_0001'].sort());
    expect((await makePlan(application, { direction: 'both' })).summary).toEqual({});

    const undo = (await post(application, plan.id, 'undo')).json as { id: string };
    await post(application, undo.id, 'apply');
    expect((await planIn(application, undo.id, 'applied', 120_000)).progress).toEqual({
      applied: REFERENCES.length,
    });
    expect(odoo.products.all().filter(({ active }) => active)).toEqual([]);
  });
});
