import { spawnSync } from 'node:child_process';

/**
 * A shell on the PATH for the tests of completion; `url` is its name, undefined where there is none.
 *
 * @returns {{ url?: string, description: string }}
 */
export function findShell(name) {
  const { status, stdout } = spawnSync(name, ['--version'], { encoding: 'utf8' });
  if (status !== 0) return { description: `no ${name} on the PATH` };
  const version = /\d+(\.\d+)+/.exec(stdout)?.[0] ?? 'of unknown version';
  return { url: name, description: `${name} ${version}` };
}
