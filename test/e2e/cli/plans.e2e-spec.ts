import { CliUser } from '../../support/cli';
import { HARBOUR_TRAPS } from '../../support/clusters';
import { layLine } from '../../support/line';
import {
  bothSides,
  makePlan,
  PLANNED_PRODUCTS,
  plannedFleet,
  planIn,
  PLANS,
  post,
} from '../../support/plans';
import { KEYS, startTrapline, type Trapline } from '../../support/trapline';

const ID = /plan-[\da-f-]{36}/;
const NEW_CUSTOMER = { name: 'New Bakery / Oven Hall / Door', default_code: 'NB_OH_0001' };

/** Each command is a process of its own. */
jest.setTimeout(120_000);

let trapline: Trapline;
let user: CliUser;

beforeEach(async () => {
  trapline = await startTrapline({
    microshare: { clusters: plannedFleet() },
    odoo: { products: [...PLANNED_PRODUCTS, NEW_CUSTOMER] },
    settings: { JOB_BACKOFF_MS: '20', BREAKER_VOLUME: '1000' },
  });
  user = await CliUser.create({ TRAPLINE_URL: trapline.url, TRAPLINE_API_KEY: KEYS.operator });
});
afterEach(async () => {
  await user.leave();
  await trapline.close();
});

const idIn = (text: string): string => ID.exec(text)?.[0] ?? '';
const plans = async (): Promise<readonly { readonly id: string; readonly status: string }[]> =>
  (await trapline.call('GET', PLANS)).json.plans;

describe('trapline plan', () => {
  it('shows a diff, in colour on a terminal, and changes nothing', async () => {
    const sides = bothSides(trapline);
    const made = await user.run(['plan', '--direction', 'both']);
    expect(made.status).toBe(0);
    expect(made.stdout).toMatch(/^#\d+ \+ HF_DSM_0050 erp-device-\S+: create \[low risk, pending\]$/m);
    expect(made.stdout).toContain('  - area: "Cellar"\n  + area: "Cold Cellar"\n');
    expect(made.stdout).toMatch(/^#\d+ ! HF_DSM_0051: skipped create$/m);
    expect(made.stderr).toMatch(/^Nothing was changed; `trapline apply plan-\S+` carries it out\.\n$/);
    const again = await user.onTerminal(['plan', idIn(made.stderr)]);
    expect(again.stdout).toContain('\u001B[32m#');
    expect(again.stdout).toContain('\u001B[31m  - area: "Cellar"');
    const plain = await user.onTerminal(['plan', idIn(made.stderr)], { environment: { NO_COLOR: '1' } });
    expect(plain.stdout).not.toContain('\u001B[');
    expect(bothSides(trapline)).toEqual(sides);
    expect(await plans()).toHaveLength(1);
  });

  it('keeps to direction, scope and filters', async () => {
    const kinds = async (...options: string[]): Promise<unknown> => {
      const { status, ...run } = await user.run(['plan', '--json', ...options]);
      expect(status).toBe(0);
      return run.json().summary;
    };
    expect(await kinds('--direction', 'to_erp')).toEqual({ write_back: 1 });
    expect(await kinds('--reference', 'HF_DSM_0050,HF_DSM_0060')).toEqual({ create: 1, rename: 1 });
    expect(await kinds('--kind', 'create,update', '--customer', 'Harbour Foods')).toEqual({
      create: 1,
      update: 1,
    });
    expect(await kinds('--max-risk', 'low')).toEqual({ create: 1, update: 1 });
    const silent = await user.run(['plan', '--reference', 'NOBODY_1']);
    expect([silent.status, silent.stderr]).toEqual([
      0,
      expect.stringMatching(/^Nothing is to be done about NOBODY_1: .*\nNothing to do\.\n$/),
    ]);
    const wrong = await user.run(['plan', '--kind', 'destroy']);
    expect([wrong.status, wrong.stderr.includes('There are create, update')]).toEqual([2, true]);
    const made = await user.run(['plan', (await plans())[0]?.id ?? '', '--kind', 'create']);
    expect([made.status, made.stderr.includes('is made already')]).toEqual([2, true]);
  });

  it('creates where it is told what no place tells', async () => {
    const nowhere = await user.run(['plan', '--reference', 'NB_OH_0001']);
    expect(nowhere.stdout).toContain('No rodent_sensor cluster holds devices of');
    const there = await user.run([
      'apply',
      '--yes',
      '--reference',
      'NB_OH_0001',
      '--new-devices-in',
      HARBOUR_TRAPS,
    ]);
    expect([there.status, there.stdout]).toEqual([
      0,
      '✔ applied create NB_OH_0001  New Bakery / Oven Hall\n',
    ]);
    const gateway = await user.run(['plan', '--new-devices-in', 'nowhere', '--json']);
    expect([gateway.status, JSON.parse(gateway.stderr).error.errors[0].field]).toEqual([1, 'new_devices_in']);
  });
});

describe('trapline plan list', () => {
  it('finds the plans again, newest first, by status and page by page', async () => {
    const none = await user.run(['plan', 'list']);
    expect([none.status, none.stdout, none.stderr]).toEqual([
      0,
      '',
      'There is no plan yet; `trapline plan` makes one.\n',
    ]);
    const made: string[] = [];
    for (let i = 0; i < 102; i += 1) {
      made.unshift((await makePlan(trapline, { direction: 'to_erp' })).id);
    }
    const [newest = '', second = ''] = made;
    await post(trapline, newest, 'apply');
    await planIn(trapline, newest, 'applied');
    const table = await user.run(['plan', 'list', '--limit', '2']);
    expect(table.stdout.split('\n')).toEqual([
      expect.stringMatching(/^Plan +Status +Done +Created +By +Direction +Actions$/),
      expect.stringMatching(
        new RegExp(`^${newest}  applied +1/1  \\d{4}-\\S+Z  operator  to_erp +1 write back$`),
      ),
      expect.stringMatching(new RegExp(`^${second}  draft +0/1  .* 1 write back$`)),
      '',
    ]);
    expect(table.stderr).toBe('2 plans, and there are older ones\n');

    const ids = async (...options: string[]): Promise<readonly string[]> => {
      const run = await user.run(['plan', 'list', '--json', ...options]);
      expect([run.status, run.stderr]).toEqual([0, '']);
      return (run.json().plans as { id: string }[]).map(({ id }) => id);
    };
    // More than the server has on a page.
    expect(await ids()).toEqual(made);
    expect(await ids('--limit', '101')).toEqual(made.slice(0, 101));
    expect(await ids('--status', 'applied,failed')).toEqual([newest]);
    const filtered = await user.run(['plan', 'list', '--status', 'paused']);
    expect([filtered.status, filtered.stdout, filtered.stderr.includes('Without --status')]).toEqual([
      0,
      '',
      true,
    ]);

    const undo = (await post(trapline, newest, 'undo')).json as { id: string };
    const named = await user.run(['plan', 'list', '--limit', '1']);
    expect(named.stdout).toContain(`undoes ${newest}: 1 write back`);
    expect(await ids('--status', 'draft', '--limit', '1')).toEqual([undo.id]);
  });

  it('refuses a status that there is not, and what is about a plan to be made', async () => {
    const status = await user.run(['plan', 'list', '--status', 'finished']);
    expect([status.status, status.stderr.includes('There are draft, applying')]).toEqual([2, true]);
    for (const misplaced of [
      ['plan', '--max-risk', 'low', 'list'],
      ['plan', 'list', '--max-risk', 'low'],
    ]) {
      const { status: exit, stderr } = await user.run(misplaced);
      expect([exit, stderr.includes('--max-risk restricts a plan that is made')]).toEqual([2, true]);
    }
    expect(await plans()).toEqual([]);
  });
});

describe('trapline apply and undo', () => {
  it('applies a plan with a result for each action, and takes it back', async () => {
    const sides = bothSides(trapline);
    const made = await user.run(['plan', '--direction', 'both', '--json']);
    const { id } = made.json() as { id: string };
    const applied = await user.run(['apply', id, '--yes']);
    expect(applied.status).toBe(0);
    expect(applied.stdout).toMatch(/^✔ applied create HF_DSM_0050 {2}Harbour Foods \/ Dock Street Mill$/m);
    expect(applied.stdout).toMatch(/^- skipped create HF_DSM_0051 .*\n {4}2 inspection points share/m);
    expect(applied.stderr).toMatch(/^\d+ applied, \d+ skipped\. `trapline undo plan-\S+` takes it back\.\n$/);
    const again = await user.run(['apply', id, '--yes', '--json']);
    expect([again.status, again.stderr]).toEqual([0, `Nothing is left to apply in ${id}.\n`]);
    expect(again.json()).toMatchObject({ id, status: 'applied', progress: { applied: 6 } });
    const undone = await user.run(['undo', id, '--yes', '--json']);
    expect([undone.status, undone.json()]).toEqual([
      0,
      expect.objectContaining({ undoes: id, status: 'applied' }),
    ]);
    expect(bothSides(trapline)).toEqual(sides);
    const nothing = await user.run(['undo', id, '--yes']);
    expect([nothing.status, nothing.stdout]).toEqual([1, '']);
  });

  it('asks before it applies, and calls off what nobody wants', async () => {
    const refused = await user.run(['apply', '--reference', 'HF_DSM_0050']);
    expect([refused.status, refused.stderr.includes('--yes'), await plans()]).toEqual([2, true, []]);
    const no = await user.onTerminal(['apply', '--reference', 'HF_DSM_0050'], {
      onOutput: answering('[y/N]', 'n\r'),
    });
    expect([no.status, (await plans())[0]?.status]).toEqual([2, 'cancelled']);
    const yes = await user.onTerminal(['apply', '--reference', 'HF_DSM_0050'], {
      onOutput: answering('Apply 1 of these actions? [y/N]', 'y\r'),
    });
    expect([yes.status, yes.stdout.includes('applying ['), (await plans())[0]?.status]).toEqual([
      0,
      true,
      'applied',
    ]);
  });

  it('fails with the reason when something has changed since the plan was made', async () => {
    const made = await user.run(['plan', '--kind', 'update', '--json']);
    const { id, actions } = made.json() as { id: string; actions: { guid: string }[] };
    await trapline.call('PATCH', `/api/v1/devices/${actions[0]?.guid ?? ''}`, {
      body: { area: 'Elsewhere' },
    });
    const applied = await user.run(['apply', id, '--yes']);
    expect([applied.status, applied.stdout]).toEqual([
      1,
      expect.stringMatching(/^! refused update HF_DSM_0003 .*\n {4}\S/),
    ]);
  });

  it('follows over a lost connection, and says what the plan waits for', async () => {
    const line = await layLine(trapline.url);
    const { id } = (await user.run(['plan', '--direction', 'to_erp', '--json'])).json() as { id: string };
    trapline.odoo.drops();
    const mend = async (): Promise<void> => {
      trapline.odoo.recovers();
      await planIn(trapline, id, 'applied');
      await cut;
      await line.mend();
    };
    let cut: Promise<unknown> | undefined;
    let mended: Promise<unknown> | undefined;
    const run = await user.onTerminal(['apply', id, '--yes'], {
      environment: { TRAPLINE_URL: line.url, NO_COLOR: '1' },
      onOutput: (text) => {
        if (text.includes('Waiting, and tried again')) cut ??= line.cut();
        if (text.includes('waiting for the connection')) mended ??= mend();
        return undefined;
      },
    });
    await mended;
    expect(run.status).toBe(0);
    expect(run.stdout).toContain('✔ applied write back ');
  });

  it('leaves the plan going on when it is interrupted, and follows it when it is called again', async () => {
    const held = trapline.microshare.holds('write');
    let sent = false;
    const run = await user.onTerminal(['apply', '--kind', 'create', '--yes'], {
      onOutput: (text) => {
        if (sent || !text.includes('applying [')) return undefined;
        sent = true;
        return '\u0003';
      },
    });
    expect(run.status).toBe(130);
    expect(run.stdout).toContain('The plan goes on without this command');
    held.goOn();
    const id = idIn(run.stdout);
    const again = await user.run(['apply', id, '--yes']);
    expect([again.status, again.stdout]).toEqual([
      0,
      expect.stringContaining('✔ applied create HF_DSM_0050'),
    ]);
    expect((await plans())[0]).toMatchObject({ id, status: 'applied' });
  });

  it('gives up where nothing is heard for longer than --timeout', async () => {
    const line = await layLine(trapline.url);
    const held = trapline.microshare.holds('write');
    let cut: Promise<unknown> | undefined;
    const run = await user.onTerminal(['--timeout', '2', 'apply', '--kind', 'create', '--yes'], {
      environment: { TRAPLINE_URL: line.url, NO_COLOR: '1' },
      onOutput: (text) => {
        if (text.includes('applying [')) cut ??= line.cut();
        return undefined;
      },
    });
    await cut;
    held.goOn();
    expect([run.status, run.stdout.includes('The plan goes on without this command')]).toEqual([4, true]);
  });
});

/** Types the answer once, when the question has come. */
function answering(question: string, answer: string): (text: string) => string | undefined {
  let answered = false;
  return (text) => {
    if (answered || !text.includes(question)) return undefined;
    answered = true;
    return answer;
  };
}
