import { CliUser } from '../../support/cli';

/** Each command is a process of its own. */
jest.setTimeout(120_000);

let user: CliUser;

beforeAll(async () => {
  user = await CliUser.create({});
});
afterAll(async () => {
  await user.leave();
});

/** What a bash offers after these words. */
async function offered(words: readonly string[]): Promise<string[]> {
  const list = words.map((word) => `'${word}'`).join(' ');
  const { stdout, stderr, status } = await user.inShell(
    `eval "$($trapline completion bash)"; COMP_WORDS=(trapline ${list}); COMP_CWORD=${words.length}; ` +
      `complete -p trapline >/dev/null && _trapline && printf '%s\\n' "\${COMPREPLY[@]}"`,
  );
  expect([status, stderr]).toEqual([0, '']);
  return stdout.split('\n').filter((line) => line !== '');
}

describe('completion in bash', () => {
  it('offers commands, subcommands, options and their values', async () => {
    expect(await offered(['de'])).toEqual(['devices']);
    expect(await offered(['devices', ''])).toEqual([
      'list',
      'get',
      'export',
      'create',
      'update',
      'delete',
      'import',
    ]);
    expect(await offered(['devices', 'list', '--c'])).toEqual(['--customer', '--cluster', '--columns']);
    expect(await offered(['devices', 'create', '--configuration', 'K'])).toEqual(['Kill/Trap']);
  });

  it('takes no value for a command', async () => {
    expect(await offered(['--url', 'devices', 'ga'])).toEqual(['gaps']);
    expect(await offered(['devices', 'list', '--customer', 'gaps', '--erp'])).toEqual(['--erp-ready']);
    expect(await offered(['devices', 'list', '--customer', ''])).toEqual([]);
  });
});

describe('scripts for other shells', () => {
  it.each(['zsh', 'fish'])('hold every command for %s', async (shell) => {
    const { stdout, status } = await user.run(['completion', shell]);
    expect(status).toBe(0);
    for (const path of ['devices list', 'gaps export', 'cache refresh']) expect(stdout).toContain(path);
  });

  it('are refused for a shell that is not known', async () => {
    const { stderr, status } = await user.run(['completion', 'tcsh']);
    expect([status, stderr.includes('Allowed choices are bash, zsh, fish')]).toEqual([2, true]);
  });
});
