import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cp, mkdir, rm } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { once } from 'node:events';
import { DatabaseRefusedError, DatabaseUnavailableError } from '../../../src/database/database-errors';
import { EmbeddedEngine } from '../../../src/database/embedded/embedded-engine';
import { EmbeddedPool } from '../../../src/database/embedded/embedded-pool';
import { FolderLock } from '../../../src/database/embedded/folder-lock';
import { KyselyDatabase } from '../../../src/database/kysely-database';
import { migrationsWithNotes } from '../../contract/database/database.contract';

describe('The folder of the embedded database', () => {
  let dataDir: string;
  let lockPath: string;
  const open: KyselyDatabase[] = [];

  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'trapline-folder-'));
    lockPath = join(dataDir, 'database.lock');
  });
  afterEach(async () => {
    for (const database of open.splice(0)) await database.onApplicationShutdown();
    await rm(dataDir, { recursive: true, force: true });
  });

  const start = async (folder = dataDir): Promise<KyselyDatabase> => {
    const database = new KyselyDatabase(new EmbeddedEngine(folder, await migrationsWithNotes()));
    open.push(database);
    await database.onModuleInit();
    return database;
  };
  const stop = async (database: KyselyDatabase): Promise<void> => {
    open.splice(open.indexOf(database), 1);
    await database.onApplicationShutdown();
  };
  const note = (database: KyselyDatabase, text: string): Promise<unknown> =>
    database.transaction('ann', (tx) =>
      tx.insertInto('test_notes').values({ tenant: 'ann', text }).execute(),
    );
  const notes = (database: KyselyDatabase): Promise<string[]> =>
    database.transaction('ann', async (tx) =>
      (await tx.selectFrom('test_notes').select('text').orderBy('id').execute()).map(({ text }) => text),
    );
  const holder = (more: object): string => JSON.stringify({ host: hostname(), started: null, ...more });

  it('refuses a second start while the first runs, and names its process', async () => {
    await start();
    await expect(start()).rejects.toThrow(`in use by process ${process.pid} on host ${hostname()}`);
  });

  it('lets go of its lock when it closes', async () => {
    const first = await start();
    await note(first, 'kept');
    await stop(first);
    expect(existsSync(lockPath)).toBe(false);
    expect(await notes(await start())).toEqual(['kept']);
  });

  it('takes over the lock of a process that has died', async () => {
    const child = spawn(process.execPath, ['-e', '']);
    await once(child, 'exit');
    writeFileSync(lockPath, holder({ pid: child.pid }));
    const lock = await FolderLock.take(lockPath);
    expect(JSON.parse(readFileSync(lockPath, 'utf8'))).toMatchObject({ pid: process.pid });
    await lock.release();
  });

  it('takes over the lock of a process whose number another one has now', async () => {
    writeFileSync(lockPath, holder({ pid: process.pid, started: 'another boot 12345' }));
    await (await FolderLock.take(lockPath)).release();
  });

  it.each([
    ['a process that lives, whatever its age', () => holder({ pid: process.ppid })],
    ['a process of another host', () => holder({ pid: 1, host: 'another-host' })],
    ['nobody can tell whom', () => 'not json'],
  ])('leaves the lock of %s alone', async (_, text) => {
    writeFileSync(lockPath, text());
    await expect(FolderLock.take(lockPath)).rejects.toBeInstanceOf(DatabaseRefusedError);
    expect(readFileSync(lockPath, 'utf8')).toBe(text());
  });

  it('gives a dead lock to one of many that want it, every time', async () => {
    const child = spawn(process.execPath, ['-e', '']);
    await once(child, 'exit');
    for (let turn = 0; turn < 100; turn += 1) {
      writeFileSync(lockPath, holder({ pid: child.pid, token: `dead ${turn}` }));
      const takers = await Promise.allSettled(Array.from({ length: 20 }, () => FolderLock.take(lockPath)));
      const taken = takers.flatMap((taker) => (taker.status === 'fulfilled' ? [taker.value] : []));
      expect([turn, taken.length]).toEqual([turn, 1]);
      await taken[0]?.release();
    }
    expect(readdirSync(dirname(lockPath)).filter((name) => name.startsWith(basename(lockPath)))).toEqual([]);
  });

  it('takes over a dead lock whose successor died before it was one', async () => {
    const child = spawn(process.execPath, ['-e', '']);
    await once(child, 'exit');
    const dead = holder({ pid: child.pid });
    writeFileSync(lockPath, dead);
    const claim = `${lockPath}.after-${createHash('sha256').update(dead).digest('hex').slice(0, 16)}`;
    writeFileSync(claim, holder({ pid: child.pid, token: 'died as well' }));
    await (await FolderLock.take(lockPath)).release();
    expect(existsSync(claim)).toBe(false);
  });

  it('begins anew where a first start was cut short', async () => {
    await mkdir(join(dataDir, 'database.new'));
    writeFileSync(join(dataDir, 'database.new', 'PG_VERSION'), '18\n');
    await note(await start(), 'works');
    expect(existsSync(join(dataDir, 'database.new'))).toBe(false);
  });

  it('comes back from a copy that was made while it was closed', async () => {
    const first = await start();
    await note(first, 'saved');
    await stop(first);
    const copy = mkdtempSync(join(tmpdir(), 'trapline-copy-'));
    await cp(join(dataDir, 'database'), join(copy, 'database'), { recursive: true });
    try {
      const restored = await start(copy);
      expect(await notes(restored)).toEqual(['saved']);
      await stop(restored);
    } finally {
      await rm(copy, { recursive: true, force: true });
    }
  });

  it('refuses a folder that cannot be made', async () => {
    writeFileSync(join(dataDir, 'a-file'), '');
    await expect(start(join(dataDir, 'a-file', 'below'))).rejects.toThrow(/DATA_DIR cannot be used/);
  });
});

describe('The embedded database in memory', () => {
  it('opens with the first use, and not before', async () => {
    const database = new KyselyDatabase(new EmbeddedEngine(undefined, await migrationsWithNotes()));
    await database.onModuleInit();
    await database.ping();
    expect(database.status()).toEqual({ driver: 'embedded', durable: false, state: 'not_opened' });
    await database.transaction('ann', () => Promise.resolve());
    expect(database.status()).toMatchObject({ state: 'ready' });
    await database.onApplicationShutdown();
  });

  it('tells those who wait too long behind a transaction', async () => {
    const pool = new EmbeddedPool({ busyDeadlineMs: 50 });
    const client = await pool.connect();
    await client.query('begin');
    await expect(pool.query('select 1')).rejects.toThrow(DatabaseUnavailableError);
    await client.query('commit');
    await expect(pool.query('select 1 as one')).resolves.toMatchObject({ rows: [{ one: 1 }] });
    client.release();
    await pool.end();
  });
});
