import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CliUser } from '../../support/cli';
import { smallFleet } from '../../support/clusters';
import { KEYS, startTrapline, type Trapline } from '../../support/trapline';

const PRODUCTS = [
  { name: 'Harbour Foods / Dock Street Mill / Grain Intake', default_code: 'HF_DSM_0001' },
  { name: 'Harbour Foods / Dock Street Mill / Attic', default_code: 'HF_DSM_0050' },
  { name: 'New Bakery / Oven Hall / Door', default_code: 'NB_OH_0001' },
];

/** Each command is a process of its own. */
jest.setTimeout(120_000);

let trapline: Trapline;
let user: CliUser;

beforeAll(async () => {
  trapline = await startTrapline({ microshare: { clusters: smallFleet() }, odoo: { products: PRODUCTS } });
  user = await CliUser.create({ TRAPLINE_URL: trapline.url, TRAPLINE_API_KEY: KEYS.admin });
});
afterAll(async () => {
  await user.leave();
  await trapline.close();
});

describe('trapline gaps', () => {
  it('compares, waits for the end and sums up', async () => {
    const run = await user.run(['gaps', 'run']);
    expect([run.status, run.stderr]).toEqual([0, '']);
    expect(run.stdout).toContain('33.3 % of 3 inspection points are covered');
    expect(run.stdout).toMatch(/point without device +2/);
    const json = await user.run(['gaps', 'run', '--json']);
    expect(json.json()).toMatchObject({ status: 'succeeded', totals: { covered_points: 1 } });
  });

  it('lists and exports findings of a kind', async () => {
    const list = await user.run(['gaps', 'list', '--kind', 'point_without_device', '--json']);
    expect(
      list
        .json()
        .findings.map(({ reference }: { reference: string }) => reference)
        .sort(),
    ).toEqual(['HF_DSM_0050', 'NB_OH_0001']);
    const table = await user.run(['gaps', 'list', '--customer', 'New Bakery']);
    expect(table.stdout).toMatch(/^Kind .*\npoint without device +NB_OH_0001 +New Bakery/);
    const file = join(user.home, 'gaps.csv');
    const exported = await user.run(['gaps', 'export', '--kind', 'point_without_device', '--output', file]);
    expect(exported.status).toBe(0);
    expect((await readFile(file, 'utf8')).trimEnd().split('\r\n')).toHaveLength(3);
    const json = await user.run(['gaps', 'export', '--format', 'json', '--customer', 'New Bakery']);
    expect(json.json()).toHaveLength(1);
  });

  it('refuses a kind that there is not, and a run that there is not', async () => {
    const kind = await user.run(['gaps', 'list', '--kind', 'nonsense']);
    expect([kind.status, kind.stderr.includes('There are point_without_device')]).toEqual([2, true]);
    const run = await user.run(['gaps', 'list', '--run', 'gap-00000000-0000-4000-8000-000000000000']);
    expect([run.status, run.stdout]).toEqual([1, '']);
  });

  it('fails with the reason when a side cannot be read', async () => {
    trapline.odoo.answersHtml();
    try {
      const run = await user.run(['gaps', 'run']);
      expect([run.status, run.stdout]).toEqual([1, '']);
      expect(run.stderr).toContain('could not be read completely from the ERP');
    } finally {
      trapline.odoo.recovers();
    }
  });
});

describe('trapline cache', () => {
  it('shows how fresh the devices are', async () => {
    const status = await user.run(['cache', 'status']);
    expect(status.stdout).toMatch(/^Devices +6 in 4 clusters, ready\n/);
    expect((await user.run(['cache', 'status', '--json'])).json().devices).toBe(6);
  });

  it('reads everything anew and waits for it; only administrators may', async () => {
    const before = (await user.run(['cache', 'status', '--json'])).json().last_discovery;
    const refreshed = await user.run(['cache', 'refresh', '--wait', '--json']);
    expect([refreshed.status, refreshed.json().last_discovery > before]).toEqual([0, true]);
    const refused = await user.run(['cache', 'refresh'], {
      environment: { TRAPLINE_API_KEY: KEYS.operator },
    });
    expect(refused.status).toBe(3);
  });
});
