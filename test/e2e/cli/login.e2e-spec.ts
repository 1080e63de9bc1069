import { chmod, readFile, stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CliUser } from '../../support/cli';
import { smallFleet } from '../../support/clusters';
import { KEYS, startTrapline, type Trapline } from '../../support/trapline';

/** Each command is a process of its own. */
jest.setTimeout(120_000);

let trapline: Trapline;
let user: CliUser;

beforeAll(async () => {
  trapline = await startTrapline({ microshare: { clusters: smallFleet() } });
});
afterAll(async () => {
  await trapline.close();
});
beforeEach(async () => {
  user = await CliUser.create({});
});
afterEach(async () => {
  await user.leave();
});

const account = (): { username: string; password: string } => {
  const [first] = trapline.microshare.accounts;
  if (first === undefined) throw new Error('the simulator has no account');
  return first;
};

describe('trapline login', () => {
  it('keeps a session in a file of its owner alone, and later commands use it', async () => {
    const { username, password } = account();
    const login = await user.run(
      ['login', '--url', trapline.url, '--username', username, '--secret-stdin', '--json'],
      { input: `${password}\n` },
    );
    expect([login.status, login.stderr]).toEqual([0, '']);
    expect(login.json()).toMatchObject({
      url: trapline.url,
      kind: 'session',
      name: username,
      role: 'operator',
    });
    expect((await stat(user.credentials)).mode & 0o777).toBe(0o600);
    expect(await readFile(user.credentials, 'utf8')).not.toContain(password);

    const list = await user.run(['devices', 'list', '--json']);
    expect([list.status, list.json().total_count]).toEqual([0, 6]);
  });

  it('asks on a terminal and shows no secret', async () => {
    const { username, password } = account();
    const answers: [string, string][] = [
      ['password:', password],
      ['user name', username],
    ];
    const login = await user.onTerminal(['login', '--url', trapline.url], {
      onOutput: (text) => {
        const [question, answer] = answers.at(-1) ?? [];
        if (question === undefined || !text.includes(question)) return undefined;
        answers.pop();
        return `${answer ?? ''}\r`;
      },
    });
    expect(login.stdout).toContain('Logged in at');
    expect(login.stdout).toContain(username);
    expect(login.stdout).not.toContain(password);
    expect(login.status).toBe(0);
  });

  it('leaves nothing behind when it is interrupted at the question', async () => {
    let asked = false;
    const login = await user.onTerminal(['login', '--url', trapline.url], {
      onOutput: (text) => {
        if (asked || !text.includes('user name')) return undefined;
        asked = true;
        return '\u0003';
      },
    });
    expect(login.status).toBe(130);
    await expect(stat(user.credentials)).rejects.toThrow('ENOENT');
  });

  it('takes an API key, and refuses one that the server does not know', async () => {
    const url = ['--url', trapline.url];
    const wrong = await user.run(['login', '--api-key', '--secret-stdin', ...url], { input: 'nonsense' });
    expect(wrong.status).toBe(3);
    expect(wrong.stderr).toContain('trapline login');
    await expect(stat(user.credentials)).rejects.toThrow('ENOENT');

    const right = await user.run(['login', '--api-key', '--secret-stdin', ...url], { input: KEYS.viewer });
    expect([right.status, right.stderr]).toEqual([0, '']);
    expect(right.stdout).toContain('viewer');
  });

  it('refuses wrong credentials with the correlation id', async () => {
    const login = await user.run(
      ['login', '--url', trapline.url, '--username', account().username, '--secret-stdin'],
      { input: 'wrong' },
    );
    expect(login.status).toBe(3);
    expect(login.stderr).toMatch(/Request id: \S+/);
  });

  it('says how to answer where there is no terminal to ask on', async () => {
    const login = await user.run(['login', '--url', trapline.url]);
    expect([login.status, login.stdout]).toEqual([2, '']);
    expect(login.stderr).toContain('there is no terminal to ask on');
  });

  it('refuses a file that others can read', async () => {
    await user.run(['login', '--api-key', '--secret-stdin', '--url', trapline.url], { input: KEYS.viewer });
    await chmod(user.credentials, 0o644);
    const list = await user.run(['devices', 'list']);
    expect(list.status).toBe(2);
    expect(list.stderr).toContain(`chmod 600 '${user.credentials}'`);
  });

  it('gives a log-in to no other server', async () => {
    await user.run(['login', '--api-key', '--secret-stdin', '--url', trapline.url], { input: KEYS.viewer });
    const seen: unknown[] = [];
    const other = createServer((request, response) => {
      seen.push(request.headers['x-api-key'], request.headers.authorization);
      response.end('{}');
    });
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    try {
      const list = await user.run(['devices', 'list', '--url', `http://127.0.0.1:${port}`]);
      expect(list.status).toBe(3);
      expect(list.stderr).toContain('you are not logged in');
      const doctor = await user.run(['doctor', '--url', `http://127.0.0.1:${port}`]);
      expect(doctor.status).toBe(1);
      expect(seen.length).toBeGreaterThan(0);
      expect(seen.filter((each) => each !== undefined)).toEqual([]);
    } finally {
      other.close();
    }
  });
});

describe('trapline logout', () => {
  it('ends the session at the server and forgets it', async () => {
    const { username, password } = account();
    await user.run(['login', '--url', trapline.url, '--username', username, '--secret-stdin'], {
      input: password,
    });
    const { servers } = JSON.parse(await readFile(user.credentials, 'utf8')) as {
      servers: Record<string, { secret: string }>;
    };
    const secret = servers[trapline.url]?.secret ?? '';
    const logout = await user.run(['logout', '--json']);
    expect([logout.status, logout.json()]).toEqual([0, { url: trapline.url, was_logged_in: true }]);
    await expect(stat(user.credentials)).rejects.toThrow('ENOENT');
    const answer = await trapline.call('GET', '/api/v1/auth/status', {
      headers: { authorization: `Bearer ${secret}` },
    });
    expect(answer.status).toBe(401);
  });
});
