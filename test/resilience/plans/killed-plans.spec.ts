import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  generateWorld,
  type MicroshareSimulator,
  type OdooSimulator,
  startMicroshareSimulator,
  startOdooSimulator,
} from '@libs/simulators';
import { Application } from '../../support/application';
import { bothSides, makePlan, planIn, post } from '../../support/plans';
import { createPostgres, describeWithPostgres } from '../../support/postgres';
import { eventually } from '../../support/eventually';
import { settingsFor } from '../../support/trapline';

jest.setTimeout(300_000);

let microshare: MicroshareSimulator;
let odoo: OdooSimulator;
let running: Application | undefined;

beforeEach(async () => {
  const world = generateWorld({ points: 120 });
  microshare = await startMicroshareSimulator({ clusters: world.clusters });
  // The ERP does not know the hardware of every fourth point, so that there is something to tell it.
  const products = world.products.map(({ barcode, ...product }, i) =>
    i % 4 === 0 || barcode === undefined ? product : { ...product, barcode },
  );
  odoo = await startOdooSimulator({ products });
});

afterEach(async () => {
  await running?.stop();
  await microshare.close();
  await odoo.close();
});

const odooWrites = (): number => odoo.calls().filter(({ method }) => method === 'write').length;

/** Applies a plan with kills in both of its steps, finishes it, and takes it back. */
async function liveThrough(database: Readonly<Record<string, string>>): Promise<void> {
  const settings = settingsFor(microshare, odoo, { ...database, JOB_LEASE_MS: '1000', JOB_BACKOFF_MS: '50' });
  const start = async (): Promise<Application> => (running = await Application.start(settings));
  const before = bothSides({ microshare, odoo });
  let application = await start();
  const plan = await makePlan(application);
  for (const kind of ['create', 'write_back', 'rename']) expect(plan.summary[kind]).toBeGreaterThan(0);
  const planned = Object.values(plan.summary).reduce((sum, count) => sum + count, 0);

  await post(application, plan.id, 'apply');
  await eventually(() => {
    expect(odooWrites()).toBeGreaterThan(4);
    return Promise.resolve();
  });
  await application.kill();

  microshare.takes({ writeMs: 300 });
  const writes = microshare.count('write');
  application = await start();
  await microshare.received('write', writes + 2, 60_000);
  await application.kill();

  application = await start();
  const done = await planIn(application, plan.id, 'applied', 120_000);
  expect(done.progress['applied']).toBe(planned);
  expect(done.progress['pending'] ?? 0).toBe(0);
  const guids = microshare.devices().flatMap(({ guid }) => guid ?? []);
  expect(new Set(guids).size).toBe(guids.length);
  expect((await makePlan(application)).summary).toEqual({});

  const undo = (await post(application, plan.id, 'undo')).json as { id: string };
  await post(application, undo.id, 'apply');
  expect((await planIn(application, undo.id, 'applied', 120_000)).progress).toEqual({ applied: planned });
  expect((await planIn(application, plan.id, 'applied')).progress['undone']).toBe(planned);
  expect(bothSides({ microshare, odoo })).toEqual(before);
}

describe('a plan whose process is killed in each of its steps', () => {
  it('is finished and undone on the embedded database, and both sides are as they were', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'trapline-plans-'));
    try {
      await liveThrough({ DATA_DIR: join(folder, 'data') });
    } finally {
      await running?.stop();
      await rm(folder, { recursive: true, force: true });
    }
  });
});

describeWithPostgres('a plan whose process is killed in each of its steps', (serverUrl) => {
  it('is finished and undone on PostgreSQL, and both sides are as they were', async () => {
    const own = await createPostgres(serverUrl);
    try {
      await liveThrough({ DATABASE_URL: own.url, DATABASE_MIGRATION_URL: own.ownerUrl });
    } finally {
      await running?.stop();
      await own.drop();
    }
  });
});
