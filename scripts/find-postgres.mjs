import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chown, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { foundService, hostOf, noService } from './found-service.mjs';
import { freePort } from './free-port.mjs';

const PROBE_DEADLINE_MS = 1500;
const START_DEADLINE_MS = 30_000;
const DEBIAN = '/usr/lib/postgresql';
const NOTHING_FOUND =
  'no DATABASE_TEST_URL, nothing at 127.0.0.1:5432 without a password, no postgres installed';

/**
 * A PostgreSQL for the tests, by a role that may create databases and roles: `DATABASE_TEST_URL`, else one on
 * 127.0.0.1:5432 that asks for no password, else a server of the run's own from an installed `postgres`. `url` is
 * undefined where there is none, and `description` then says what was tried. A `DATABASE_TEST_URL` that does not answer
 * is an error: somebody meant it. The tests make databases of their own there and remove them.
 *
 * @returns {Promise<{ url?: string, description: string, stop: () => Promise<void> }>}
 */
export async function findPostgres(env) {
  if (env.DATABASE_TEST_URL) {
    const version = await versionOf(env.DATABASE_TEST_URL);
    if (version === undefined)
      throw new Error(`no PostgreSQL answers at DATABASE_TEST_URL (${hostOf(env.DATABASE_TEST_URL)})`);
    return foundService('PostgreSQL', env.DATABASE_TEST_URL, version, 'DATABASE_TEST_URL');
  }
  for (const user of new Set([userInfo().username, 'postgres'])) {
    const local = `postgresql://${encodeURIComponent(user)}@127.0.0.1:5432/postgres`;
    const version = await versionOf(local);
    if (version !== undefined) return foundService('PostgreSQL', local, version, 'already running');
  }
  return (await startOwn()) ?? noService(NOTHING_FOUND);
}

async function versionOf(url) {
  const { default: pg } = await import('pg');
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: PROBE_DEADLINE_MS });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query('show server_version');
    return rows[0].server_version.split(' ')[0];
  } catch {
    return undefined;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Folders that may hold initdb and postgres: the PATH, and where Debian puts them, the newest first. */
async function binaries() {
  const versions = await readdir(DEBIAN).catch(() => []);
  const debian = versions
    .sort((a, b) => Number(b) - Number(a))
    .map((version) => join(DEBIAN, version, 'bin'));
  return ['', ...debian].find((folder) => spawnSync(join(folder, 'initdb'), ['--version']).status === 0);
}

async function startOwn() {
  const folder = await binaries();
  if (folder === undefined) return undefined;
  const data = await mkdtemp(join(tmpdir(), 'trapline-postgres-'));
  const remove = () => rm(data, { recursive: true, force: true });
  const user = await serverUser(data);
  const initdb = ['-D', data, '-A', 'trust', '-U', 'postgres', '-E', 'UTF8', '--no-sync'];
  const made = spawnSync(join(folder, 'initdb'), initdb, user);
  if (made.status !== 0) {
    console.warn(`initdb failed: ${made.stderr ?? made.error}`);
    await remove();
    return undefined;
  }
  const port = await freePort();
  const options = ['-D', data, '-p', `${port}`, '-h', '127.0.0.1', '-k', data, '-F'];
  const child = spawn(join(folder, 'postgres'), options, { ...user, stdio: 'ignore' });
  const gone = once(child, 'exit').catch(() => undefined);
  const stop = async () => {
    child.kill('SIGINT');
    await gone;
    await remove();
  };
  // The run may be ended before it comes to stop().
  process.once('exit', () => child.kill('SIGINT'));
  const url = `postgresql://postgres@127.0.0.1:${port}/postgres`;
  const deadline = Date.now() + START_DEADLINE_MS;
  while (Date.now() < deadline && child.exitCode === null) {
    const version = await versionOf(url);
    if (version !== undefined) return foundService('PostgreSQL', url, version, 'started for this run', stop);
    await sleep(100);
  }
  await stop();
  return undefined;
}

/** PostgreSQL refuses to run as root; its own user, which comes with it, then owns the folder. */
async function serverUser(data) {
  if (process.getuid?.() !== 0) return {};
  const id = (flag) => Number(spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' }).stdout);
  const user = { uid: id('-u'), gid: id('-g') };
  await chown(data, user.uid, user.gid);
  return user;
}
