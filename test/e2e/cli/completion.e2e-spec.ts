import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { CliUser } from '../../support/cli';
import { describeInShell } from '../../support/shells';

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

/** What shells of all kinds have to offer for a line, in any order. */
const OFFERED: readonly (readonly [line: string, words: readonly string[]])[] = [
  ['trapline de', ['devices']],
  ['trapline devices ', ['list', 'get', 'export', 'create', 'update', 'delete', 'import']],
  ['trapline devices list --c', ['--customer', '--cluster', '--columns']],
  ['trapline devices create --configuration K', ['Kill/Trap']],
  ['trapline gaps --url http://localhost:3000 ex', ['export']],
  ['trapline --url devices ga', ['gaps']],
  ['trapline devices list --customer gaps --erp', ['--erp-ready']],
  ['trapline plan ', ['list']],
  ['trapline plan list --st', ['--status']],
  ['trapline completion ', ['bash', 'zsh', 'fish']],
];

describe('completion in bash', () => {
  it('offers commands, subcommands, options and their values', async () => {
    for (const [line, words] of OFFERED) {
      expect([line, (await offered(line.split(' ').slice(1))).sort()]).toEqual([line, [...words].sort()]);
    }
  });

  it('leaves a value that is anything to names of files', async () => {
    expect(await offered(['devices', 'list', '--customer', ''])).toEqual([]);
    expect(await offered(['devices', 'import', 'comp'])).toEqual([]);
  });
});

/** The script for a shell, in a file. */
async function scriptFor(shell: string, path = join(user.home, `completion.${shell}`)): Promise<string> {
  const { stdout, status } = await user.run(['completion', shell]);
  expect(status).toBe(0);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, stdout);
  return path;
}

async function wordsFrom(program: string, args: readonly string[]): Promise<string[]> {
  const { stdout, stderr, status } = await user.call(program, args);
  expect([status, stderr]).toEqual([0, '']);
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.split('\t')[0] ?? '');
}

describeInShell('fish', 'completion in fish', () => {
  const offeredFor = (line: string, script: string): Promise<string[]> =>
    wordsFrom('fish', ['-N', '-c', `source '${script}'; complete -C '${line}'`]);

  it('offers commands, subcommands, options and their values', async () => {
    const script = await scriptFor('fish');
    for (const [line, words] of OFFERED) {
      expect([line, (await offeredFor(line, script)).sort()]).toEqual([line, [...words].sort()]);
    }
  });

  it('offers files where a value is anything', async () => {
    const script = await scriptFor('fish');
    expect(await offeredFor('trapline devices import comp', script)).toContain('completion.fish');
    expect(await offeredFor('trapline devices list --customer ', script)).not.toContain('gaps');
  });
});

describeInShell('zsh', 'completion in zsh', () => {
  const capture = join(__dirname, '../../support/zsh-completions.zsh');
  const offeredFor = async (line: string, script: string): Promise<string[]> =>
    wordsFrom('zsh', ['-f', capture, script, line]);

  it('offers commands, subcommands, options and their values', async () => {
    const script = await scriptFor('zsh');
    for (const [line, words] of OFFERED) {
      expect([line, (await offeredFor(line, script)).sort()]).toEqual([line, [...words].sort()]);
    }
  });

  it('offers files where a value is anything', async () => {
    const script = await scriptFor('zsh');
    expect(await offeredFor('trapline devices import comp', script)).toContain('completion.zsh');
    expect(await offeredFor('trapline devices list --customer ', script)).not.toContain('gaps');
  });

  it('works as a file on the fpath, too', async () => {
    const folder = join(user.home, 'functions');
    await scriptFor('zsh', join(folder, '_trapline'));
    const start = join(user.home, 'start.zsh');
    await writeFile(start, `fpath=('${folder}' $fpath)\ncompinit -u -D\n`);
    expect(await offeredFor('trapline de', start)).toEqual(['devices']);
    expect(await offeredFor('trapline devices cr', start)).toEqual(['create']);
  });
});

describe('completion in another shell', () => {
  it('is refused', async () => {
    const { stderr, status } = await user.run(['completion', 'tcsh']);
    expect([status, stderr.includes('Allowed choices are bash, zsh, fish')]).toEqual([2, true]);
  });
});
