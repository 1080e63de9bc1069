import { CliUser } from '../../support/cli';
import { rawCluster, rawTrap } from '../../support/clusters';
import { KEYS, startTrapline, type Trapline } from '../../support/trapline';

const ESCAPE = '\u001B[';
const MANY = 5_000;

/** Each command is a process of its own. */
jest.setTimeout(120_000);

let trapline: Trapline;
let user: CliUser;

beforeAll(async () => {
  trapline = await startTrapline({
    odoo: { products: [{ name: 'Zoo / Aviary / Perch', default_code: 'ZO_0001' }] },
    microshare: {
      clusters: [
        rawCluster('66f0a1b2c3d4e5f607182911', '東京ホテル | Motion', [
          rawTrap('wide-1', ['東京ホテル', '本館\n\u001B[2J', 'キッチン', 'TH_0001', 'Internal', 'Glue']),
          rawTrap('wide-2', [
            'Zoo 🐀',
            'Aviary',
            'A name that is far too long for any terminal',
            'ZO_0001',
            'Internal',
            'Glue',
          ]),
        ]),
        rawCluster(
          '66f0a1b2c3d4e5f607182912',
          'Bulk | Motion',
          Array.from({ length: MANY }, (_, i) =>
            rawTrap(`bulk-${i}`, [
              'Bulk',
              'Hall',
              'Row',
              `BU${String(i).padStart(5, '0')}`,
              'Internal',
              'Glue',
            ]),
          ),
        ),
      ],
    },
  });
  user = await CliUser.create({ TRAPLINE_URL: trapline.url, TRAPLINE_API_KEY: KEYS.admin });
});
afterAll(async () => {
  await user.leave();
  await trapline.close();
});

describe('what trapline writes', () => {
  it('has colours on a terminal alone, unless NO_COLOR or FORCE_COLOR say otherwise', async () => {
    const list = ['devices', 'list', '--limit', '1'];
    expect((await user.run(list)).stdout).not.toContain(ESCAPE);
    expect((await user.onTerminal(list)).stdout).toContain(ESCAPE);
    expect((await user.onTerminal(list, { environment: { NO_COLOR: '1' } })).stdout).not.toContain(ESCAPE);
    expect((await user.run(list, { environment: { FORCE_COLOR: '1' } })).stdout).toContain(ESCAPE);
    const json = await user.run([...list, '--json'], { environment: { FORCE_COLOR: '1' } });
    expect(json.json().devices).toHaveLength(1);
  });

  it('fits the terminal, with wide characters aligned and nothing that drives it', async () => {
    const { stdout, status } = await user.onTerminal(
      ['devices', 'list', '--search', '_0001', '--columns', 'customer,site,area,erp_reference'],
      { environment: { NO_COLOR: '1' } },
      50,
    );
    expect([status, stdout]).toEqual([0, expect.not.stringContaining('\u001B')]);
    const lines = stdout.split('\r\n').slice(0, 3);
    expect(lines.map(columnsOf).every((columns) => columns <= 50)).toBe(true);
    // The column after the wide text begins at the same place in each line.
    const places = lines.map((line, i) =>
      columnsOf(line.slice(0, line.indexOf(['Site', 'Aviary', '本館'][i] ?? ''))),
    );
    expect(new Set(places).size).toBe(1);
    expect(stdout).toContain('…');
  });

  it('is whole when it is long, and quiet when the reader has had enough', async () => {
    const whole = await user.run(['devices', 'list', '--customer', 'Bulk', '--json']);
    expect([whole.status, whole.json().devices.length]).toEqual([0, MANY]);
    const head = await user.inShell('$trapline devices list --sort -erp_reference | head -n 2');
    expect(head.stderr).toBe('');
    expect(head.stdout.split('\n')[1]).toContain('ZO_0001');
  });

  it('shows a bar on a terminal, and none elsewhere', async () => {
    trapline.odoo.slow(1_500);
    try {
      expect((await user.onTerminal(['gaps', 'run', '--json'])).stdout).toContain('comparing');
      expect((await user.run(['gaps', 'run'])).stderr).toBe('');
    } finally {
      trapline.odoo.recovers();
    }
  });

  it('suggests what was probably meant', async () => {
    const wrong = await user.run(['devcies']);
    expect([wrong.status, wrong.stdout]).toEqual([2, '']);
    expect(wrong.stderr).toContain("unknown command 'devcies'\n(Did you mean devices?)");
    const option = await user.run(['devices', 'list', '--custmer', 'x', '--json']);
    expect(JSON.parse(option.stderr)).toMatchObject({ error: { kind: 'usage', exit_status: 2 } });
    const group = await user.run(['devices']);
    expect([group.status, group.stderr.startsWith('NAME\n    trapline devices - ')]).toEqual([2, true]);
  });

  it('tells an address that nobody answers from one that is none', async () => {
    const nobody = await user.run(['cache', 'status', '--url', 'http://127.0.0.1:9']);
    expect([nobody.status, nobody.stdout]).toEqual([4, '']);
    expect(nobody.stderr).toContain('http://127.0.0.1:9 cannot be reached');
    const none = await user.run(['cache', 'status', '--url', 'trapline.example']);
    expect([none.status, none.stderr.includes('https://trapline.example')]).toEqual([2, true]);
  });

  it('ends at once and cleanly when it is interrupted', async () => {
    trapline.odoo.hangs();
    try {
      let sent = false;
      const run = await user.onTerminal(['gaps', 'run'], {
        onOutput: (text) => {
          if (sent || !text.includes('comparing')) return undefined;
          sent = true;
          return '\u0003';
        },
      });
      expect(run).toMatchObject({ status: 130 });
      // The cursor that the bar hides is shown again.
      expect(run.stdout.lastIndexOf('\u001B[?25h')).toBeGreaterThan(run.stdout.lastIndexOf('\u001B[?25l'));
    } finally {
      trapline.odoo.recovers();
    }
  });
});

/** Columns of a terminal: the wide characters above take two. */
function columnsOf(text: string): number {
  return Array.from(text).reduce(
    (sum, character) => sum + (/[\u3000-\u9FFF\u{1F400}]/u.test(character) ? 2 : 1),
    0,
  );
}
