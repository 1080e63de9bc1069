/**
 * `npm test [-- jest arguments]`: finds a Redis, or starts one, runs Jest, and says which real services took part.
 * Exit code: Jest's; 1 in CI (CI=true) where there is no Redis.
 */
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findRedis } from './find-redis.mjs';

const jest = createRequire(import.meta.url).resolve('jest/bin/jest');

const redis = await findRedis(process.env).catch((error) => {
  console.error(error.message);
  process.exit(1);
});
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
}
if (redis.url === undefined && process.env.CI === 'true') {
  console.log('CI must run the Redis suites: failing.');
  exitCode = exitCode === 0 ? 1 : exitCode;
}
const skipped = 'none. The Redis suites were SKIPPED: ';
console.log(`Real services: ${redis.url === undefined ? skipped : ''}${redis.description}`);
process.exitCode = exitCode;

/** Ctrl-C reaches Jest as well; we wait for it, so that what we started is stopped. */
async function runJest(report) {
  const given = process.argv.slice(2);
  const env = { ...process.env };
  if (redis.url === undefined) delete env.TEST_REDIS_URL;
  else env.TEST_REDIS_URL = redis.url;
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
