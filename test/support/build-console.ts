import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '../..');
const SOURCES = ['console', 'clients/typescript/src'];
const BUILT = 'dist/src/console/files/index.html';

/** Jest's global set-up: builds the console where it has changed since, so that every suite serves what the sources say. */
export default function buildConsole(): void {
  const built = join(ROOT, BUILT);
  if (existsSync(built) && statSync(built).mtimeMs > lastChange()) return;
  const vite = join(ROOT, 'node_modules/vite/bin/vite.js');
  const options = ['--configLoader', 'runner', '--logLevel', 'warn'];
  execFileSync(process.execPath, [vite, 'build', 'console', ...options], { cwd: ROOT, stdio: 'inherit' });
}

function lastChange(): number {
  const files = SOURCES.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((name) =>
      join(ROOT, folder, name),
    ),
  );
  return Math.max(...files.map((file) => statSync(file).mtimeMs));
}
