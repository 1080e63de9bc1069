import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CliUser } from '../../support/cli';
import { smallFleet } from '../../support/clusters';
import { KEYS, settingsFor, startTrapline, type Trapline } from '../../support/trapline';

interface Check {
  readonly name: string;
  readonly state: string;
  readonly detail: string;
  readonly remedies: readonly string[];
}

/** Each command is a process of its own. */
jest.setTimeout(120_000);

let trapline: Trapline;
let user: CliUser;

beforeEach(async () => {
  trapline = await startTrapline({
    microshare: { clusters: smallFleet() },
    odoo: { products: [{ name: 'Harbour Foods / Dock Street Mill / Attic', default_code: 'HF_DSM_0050' }] },
  });
  user = await CliUser.create({ TRAPLINE_URL: trapline.url, TRAPLINE_API_KEY: KEYS.admin });
});
afterEach(async () => {
  await user.leave();
  await trapline.close();
});

async function settings(more: Readonly<Record<string, string>> = {}): Promise<string> {
  const file = join(user.home, 'server.env');
  const lines = Object.entries(settingsFor(trapline.microshare, trapline.odoo, more));
  await writeFile(file, lines.map(([name, value]) => `${name}=${value}\n`).join(''));
  return file;
}

const byName = (checks: readonly Check[]): Record<string, Check> =>
  Object.fromEntries(checks.map((check) => [check.name, check]));

describe('trapline doctor', () => {
  it('finds nothing wrong with a server that works', async () => {
    const { status, stdout } = await user.run(['doctor', '--env-file', await settings()]);
    expect(stdout).not.toContain('✖');
    expect(status).toBe(0);
    for (const line of [
      /^✔ settings/m,
      /^✔ clock of trapline/m,
      /^✔ clock of microshare/m,
      /^✔ rights +admin \(API key\) is admin/m,
      /^✔ microshare log-in/m,
      /^✔ odoo log-in/m,
      /^✔ store/m,
      /^! database/m,
    ]) {
      expect(stdout).toMatch(line);
    }
  });

  it('lists wrong settings, and shows no secret', async () => {
    const file = await settings({ SESSION_SECRET: 'hunter2', ODOO_PAGE_SIZE: 'many' });
    const { status, json } = await user.run(['doctor', '--no-server', '--json', '--env-file', file]);
    const report = json() as { healthy: boolean; checks: Check[] };
    expect([status, report.healthy]).toEqual([1, false]);
    expect(report.checks[0]).toMatchObject({ name: 'settings', state: 'failed' });
    expect(report.checks[0]?.remedies.join('\n')).toMatch(
      /SESSION_SECRET.*\n?.*ODOO_PAGE_SIZE|ODOO_PAGE_SIZE.*\n?.*SESSION_SECRET/,
    );
    expect(JSON.stringify(report)).not.toContain('hunter2');
  });

  it('says which of what the settings name cannot be reached', async () => {
    const file = await settings({
      REDIS_URL: 'redis://:hunter2@127.0.0.1:9/0',
      DATABASE_URL: 'postgresql://trapline:hunter2@127.0.0.1:9/trapline',
      ODOO_URL: 'http://127.0.0.1:9',
    });
    const { status, stdout, json } = await user.run(['doctor', '--no-server', '--json', '--env-file', file]);
    const checks = byName((json() as { checks: Check[] }).checks);
    expect(status).toBe(1);
    expect(
      [checks['redis'], checks['database'], checks['odoo']].map((check) => [check?.state, check?.remedies]),
    ).toEqual([
      ['failed', ['Start it, or correct REDIS_URL.']],
      ['failed', ['Start it, or correct DATABASE_URL.']],
      ['failed', ['Start it, or correct ODOO_URL.']],
    ]);
    expect(checks['microshare']?.state).toBe('ok');
    expect(stdout).not.toContain('hunter2');
  });

  it('says what to do when a connected system refuses the log-in', async () => {
    trapline.odoo.answersHtml(502);
    const { status, json } = await user.run(['doctor', '--json']);
    const odoo = byName((json() as { checks: Check[] }).checks)['odoo log-in'];
    expect([status, odoo?.state, odoo?.remedies.length]).toEqual([1, 'failed', 1]);
  });

  it('tells a caller without the rights, or without a log-in, what is known all the same', async () => {
    const viewer = await user.run(['doctor'], { environment: { TRAPLINE_API_KEY: KEYS.viewer } });
    expect(viewer.status).toBe(0);
    expect(viewer.stdout).toMatch(/^✔ microshare +the last calls succeeded/m);
    const nobody = await user.run(['doctor'], { environment: { TRAPLINE_API_KEY: '' } });
    expect(nobody.status).toBe(1);
    expect(nobody.stdout).toMatch(/^✖ rights +you are not logged in\n +→ Log in with/m);
  });

  it('is red where no server answers', async () => {
    const { status, stdout } = await user.run(['doctor', '--url', 'http://127.0.0.1:9']);
    expect(status).toBe(1);
    expect(stdout).toMatch(/^- settings +there are none here/m);
    expect(stdout).toMatch(/^✖ server +http:\/\/127\.0\.0\.1:9 cannot be reached/m);
  });
});
