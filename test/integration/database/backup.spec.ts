import { spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KyselyDatabase } from '../../../src/database/kysely-database';
import { PostgresEngine } from '../../../src/database/postgres-engine';
import { migrationsWithNotes } from '../../contract/database/database.contract';
import { createPostgres, describeWithPostgres } from '../../support/postgres';

const hasPgDump = spawnSync('pg_dump', ['--version']).status === 0;

describeWithPostgres('A backup of PostgreSQL', (serverUrl) => {
  const run = (program: string, ...given: string[]): void => {
    const { status, stderr } = spawnSync(program, given, { encoding: 'utf8' });
    if (status !== 0) throw new Error(`${program} failed: ${stderr}`);
  };

  (hasPgDump ? it : it.skip)(
    'made with pg_dump and restored into another database has all rows, still kept apart [needs pg_dump]',
    async () => {
      const folder = mkdtempSync(join(tmpdir(), 'trapline-backup-'));
      const [source, target] = [await createPostgres(serverUrl), await createPostgres(serverUrl)];
      const open = async ({ url, ownerUrl }: typeof source): Promise<KyselyDatabase> => {
        const settings = { url, migrationUrl: ownerUrl, poolSize: 3, strict: true };
        const database = new KyselyDatabase(new PostgresEngine(settings, await migrationsWithNotes()));
        await database.onModuleInit();
        return database;
      };
      try {
        const before = await open(source);
        for (const tenant of ['ann', 'bob']) {
          await before.transaction(tenant, (tx) =>
            tx
              .insertInto('test_notes')
              .values({ tenant, text: `${tenant}'s` })
              .execute(),
          );
        }
        await before.onApplicationShutdown();
        const dump = join(folder, 'trapline.dump');
        run('pg_dump', '--format=custom', `--file=${dump}`, source.adminUrl);
        run(
          'pg_restore',
          '--no-owner',
          '--no-privileges',
          '--exit-on-error',
          '--clean',
          '--if-exists',
          `--role=${new URL(target.ownerUrl).username}`,
          `--dbname=${target.adminUrl}`,
          dump,
        );
        const after = await open(target);
        for (const tenant of ['ann', 'bob']) {
          const rows = await after.transaction(tenant, (tx) =>
            tx.selectFrom('test_notes').select('text').execute(),
          );
          expect(rows).toEqual([{ text: `${tenant}'s` }]);
        }
        await after.onApplicationShutdown();
      } finally {
        await source.drop();
        await target.drop();
        await rm(folder, { recursive: true, force: true });
      }
    },
  );
});
