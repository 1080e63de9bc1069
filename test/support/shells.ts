import { spawnSync } from 'node:child_process';

/** Runs the suite where this shell is installed, and reports it as skipped where it is not. */
export function describeInShell(shell: 'zsh' | 'fish', title: string, suite: () => void): void {
  if (spawnSync(shell, ['--version']).status === 0) describe(title, suite);
  else describe.skip(`${title} [no ${shell}: install it]`, suite);
}
