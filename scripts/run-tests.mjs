/**
 * `npm test [-- jest arguments]`: finds a Redis and a PostgreSQL, or starts them, a Chromium and shells, runs Jest, and says
 * which of them took part. Exit code: Jest's; 1 in CI (CI=true) where one of them is missing.
 */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findChromium } from './find-chromium.mjs';
import { findPostgres } from './find-postgres.mjs';
import { findRedis } from './find-redis.mjs';
import { findShell } from './find-shell.mjs';

const jest = createRequire(import.meta.url).resolve('jest/bin/jest');

const redis = await findRedis(process.env).catch(giveUp);
const chromium = await Promise.resolve(process.env).then(findChromium).catch(giveUp);
const postgres = await findPostgres(process.env).catch(giveUp);
// The embedded databases of the tests begin with a copy of this one.
spawnSync(process.execPath, ['src/database/embedded/make-seed.cjs'], { stdio: 'inherit' });
const scratch = await mkdtemp(join(tmpdir(), 'trapline-test-'));
let exitCode;
try {
  const report = join(scratch, 'report.json');
  exitCode = await runJest(report);
  const counts = await readCounts(report);
  if (counts !== undefined) console.log(`\n${counts}`);
} finally {
  await rm(scratch, { recursive: true, force: true });
  await redis.stop();
  await postgres.stop();
}
for (const [name, service] of [
  ['Redis', redis],
  ['PostgreSQL', postgres],
  ['Chromium', chromium],
  ['zsh', findShell('zsh')],
  ['fish', findShell('fish')],
]) {
  const missing = service.url === undefined;
  if (missing && process.env.CI === 'true') {
    console.log(`CI must run the ${name} suites: failing.`);
    exitCode = exitCode === 0 ? 1 : exitCode;
  }
  const said = missing ? `no ${name}, its suites were SKIPPED: ` : '';
  console.log(`Real services: ${said}${service.description}`);
}
process.exitCode = exitCode;

function giveUp(error) {
  console.error(error.message);
  process.exit(1);
}

/** Ctrl-C reaches Jest as well; we wait for it, so that what we started is stopped. */
async function runJest(report) {
  const given = process.argv.slice(2);
  const env = { ...process.env };
  for (const [name, { url }] of [
    ['TEST_REDIS_URL', redis],
    ['TEST_POSTGRES_URL', postgres],
    ['CHROMIUM_PATH', chromium],
  ]) {
    if (url === undefined) delete env[name];
    else env[name] = url;
  }
  const child = spawn(
    process.execPath,
    [jest, '--maxWorkers=2', '--json', `--outputFile=${report}`, ...given],
    { env, stdio: 'inherit' },
  );
  const ignore = () => undefined;
  process.on('SIGINT', ignore);
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code) => resolve(code ?? 1));
  });
}

/** `N passed, N failed[, N skipped]`; a suite that could not even be loaded counts as one failed test. */
async function readCounts(report) {
  let summary;
  try {
    summary = JSON.parse(await readFile(report, 'utf8'));
  } catch (error) {
    console.error(`Jest left no report: ${error.message}`);
    return undefined;
  }
  const skipped = summary.numPendingTests + summary.numTodoTests;
  const failed = summary.numFailedTests + summary.numRuntimeErrorTestSuites;
  return `${summary.numPassedTests} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
