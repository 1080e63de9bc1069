import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CliUser } from '../../support/cli';
import { HARBOUR_TRAPS, smallFleet } from '../../support/clusters';
import { KEYS, startTrapline, type Trapline } from '../../support/trapline';

/** Each command is a process of its own. */
jest.setTimeout(120_000);

let trapline: Trapline;
let user: CliUser;

beforeEach(async () => {
  trapline = await startTrapline({ microshare: { clusters: smallFleet() } });
  user = await CliUser.create({ TRAPLINE_URL: trapline.url, TRAPLINE_API_KEY: KEYS.operator });
});
afterEach(async () => {
  await user.leave();
  await trapline.close();
});

const NEW = [
  '--customer',
  'Harbour Foods',
  '--site',
  'Dock Street Mill',
  '--area',
  'Attic',
  '--placement',
  'Internal',
  '--configuration',
  'Glue',
];

describe('trapline devices', () => {
  it('lists with filters, as a table and as JSON', async () => {
    const table = await user.run([
      'devices',
      'list',
      '--customer',
      'harbour foods',
      '--sort',
      'erp_reference',
    ]);
    expect(table.status).toBe(0);
    const [head, ...rows] = table.stdout.trimEnd().split('\n');
    expect(head).toMatch(/^Reference +Customer +Site +Area +Status +Hardware id$/);
    expect(rows.map((row) => row.split(/ {2,}/)[0])).toEqual([
      'GW-HF-DSM-01',
      'HF_DSM_0001',
      'HF_DSM_0002',
      'HF_DSM_0003',
    ]);
    expect(table.stderr).toContain('4 devices');

    const json = await user.run(['devices', 'list', '--customer', 'harbour foods', '--limit', '3', '--json']);
    expect([json.status, json.stderr, json.json().total_count, json.json().devices.length]).toEqual([
      0,
      '',
      4,
      3,
    ]);
  });

  it('shows a device by guid, hardware id and reference', async () => {
    for (const named of ['trap-1', 'E8-E1-E1-00-01-0A-2C-41', 'HF_DSM_0001']) {
      const shown = await user.run(['devices', 'get', named, '--json']);
      expect([named, shown.status, shown.json().guid]).toEqual([named, 0, 'trap-1']);
    }
    const missing = await user.run(['devices', 'get', 'NOBODY_1']);
    expect([missing.status, missing.stdout]).toEqual([1, '']);
    expect(missing.stderr).toContain('no device has "NOBODY_1" as guid, hardware id or reference');
  });

  it('creates, shows what an update changed, and deletes', async () => {
    const created = await user.run(['devices', 'create', ...NEW, '--reference', 'HF_DSM_0100', '--json']);
    expect(created.status).toBe(0);
    const { guid } = created.json();
    const updated = await user.run(['devices', 'update', 'HF_DSM_0100', '--area', 'Cellar']);
    expect([updated.status, updated.stdout]).toEqual([
      0,
      `HF_DSM_0100 ${guid as string}\n- area: Attic\n+ area: Cellar\n`,
    ]);
    const refused = await user.run(['devices', 'delete', 'HF_DSM_0100']);
    expect([refused.status, refused.stderr]).toEqual([
      2,
      'error: deleting needs --yes where nobody can be asked\n',
    ]);
    const deleted = await user.run(['devices', 'delete', 'HF_DSM_0100', '--yes']);
    expect([deleted.status, deleted.stdout]).toEqual([0, `Deleted HF_DSM_0100 ${guid as string}\n`]);
    expect(JSON.stringify(trapline.microshare.cluster(HARBOUR_TRAPS))).not.toContain('HF_DSM_0100');
  });

  it('asks before it deletes on a terminal, and takes no for an answer', async () => {
    let asked = false;
    const kept = await user.onTerminal(['devices', 'delete', 'trap-1'], {
      onOutput: (text) => {
        if (asked || !text.includes('[y/N]')) return undefined;
        asked = true;
        return 'n\r';
      },
    });
    expect([kept.status, kept.stdout.includes('nothing was deleted')]).toEqual([2, true]);
    expect((await user.run(['devices', 'get', 'trap-1'])).status).toBe(0);
  });

  it('names the wrong fields of a refused device, for people and for programs', async () => {
    const args = ['devices', 'create', ...NEW, '--reference', 'not legal!'];
    const refused = await user.run(args);
    expect([refused.status, refused.stdout]).toEqual([1, '']);
    expect(refused.stderr).toMatch(/\n {2}erp_reference .*\(it is "not legal!"\)/);
    expect(refused.stderr).toMatch(/Request id: \S+/);
    const json = await user.run([...args, '--json']);
    expect([json.status, json.stdout]).toEqual([1, '']);
    expect(JSON.parse(json.stderr)).toMatchObject({
      error: { kind: 'unprocessable', status: 422, exit_status: 1, errors: [{ field: 'erp_reference' }] },
    });
  });

  it('may not write with a key that only reads', async () => {
    const refused = await user.run(['devices', 'update', 'trap-1', '--area', 'X'], {
      environment: { TRAPLINE_API_KEY: KEYS.viewer },
    });
    expect(refused.status).toBe(3);
    expect(refused.stderr).toContain('trapline doctor');
  });

  it('exports to a file that is whole or not there, and imports it again', async () => {
    const file = join(user.home, 'devices.csv');
    const exported = await user.run(['devices', 'export', '--output', file, '--customer', 'Harbour Foods']);
    expect([exported.status, exported.stdout]).toEqual([0, '']);
    const csv = await readFile(file, 'utf8');
    expect(csv.split('\n')[0]).toContain('guid,id,customer,site,area,erp_reference');
    expect((await user.run(['devices', 'export', '--customer', 'Harbour Foods'])).stdout).toBe(csv);
    expect((await readdir(user.home)).filter((name) => name.endsWith('.part'))).toEqual([]);

    await writeFile(file, csv.replace('Grain Intake', 'Grain Silo').replace(',pending,', ',nonsense,'));
    const preview = await user.run(['devices', 'import', file, '--json']);
    expect(preview.status).toBe(1);
    expect(preview.json().summary).toEqual({ update: 1, error: 1, unchanged: 2 });
    expect(preview.json().dry_run).toBe(true);
    const done = await user.run(['devices', 'import', file, '--apply', '--problems']);
    expect(done.status).toBe(1);
    expect(done.stdout.trimEnd().split('\n')).toHaveLength(2);
    expect(done.stdout).toContain('status');
    expect(done.stderr).toContain('1 updated');
    expect((await user.run(['devices', 'get', 'trap-1', '--json'])).json().area).toBe('Grain Silo');
  });

  it('imports from standard input, and names a file that is none', async () => {
    const csv =
      'customer,site,area,erp_reference,placement,configuration\nHarbour Foods,Dock Street Mill,Roof,HF_DSM_0200,Internal,Glue\n';
    const done = await user.run(['devices', 'import', '-', '--apply', '--json'], { input: csv });
    expect([done.status, done.json().summary]).toEqual([0, { created: 1 }]);
    const missing = await user.run(['devices', 'import', 'nowhere.csv']);
    expect(missing.status).toBe(2);
    expect(missing.stderr).toContain('nowhere.csv');
    const empty = await user.run(['devices', 'import', '-'], { input: '' });
    expect([empty.status, empty.stderr.includes('is empty')]).toEqual([2, true]);
  });
});
