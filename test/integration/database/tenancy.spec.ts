import { DatabaseRefusedError } from '../../../src/database/database-errors';
import { ownMigrations, type Migrations } from '../../../src/database/migrations';
import { PostgresEngine } from '../../../src/database/postgres-engine';
import { createPostgres, describeWithPostgres, type OwnPostgres } from '../../support/postgres';
import { migrationsWithNotes } from '../../contract/database/database.contract';

describeWithPostgres('The roles of the database', (serverUrl) => {
  let own: OwnPostgres;
  const engines: PostgresEngine[] = [];

  beforeEach(async () => {
    own = await createPostgres(serverUrl);
  });
  afterEach(async () => {
    await Promise.all(engines.splice(0).map((engine) => engine.close()));
    await own.drop();
  });

  const engine = (
    urls: { url: string; migrationUrl?: string },
    migrations: Migrations,
    strict = true,
  ): PostgresEngine => {
    const made = new PostgresEngine({ ...urls, poolSize: 3, strict }, migrations);
    engines.push(made);
    return made;
  };

  it('refuses a superuser in production, and names the setting that mends it', async () => {
    const start = engine({ url: own.adminUrl }, await ownMigrations()).prepare();
    await expect(start).rejects.toThrow(/superuser.*DATABASE_MIGRATION_URL/);
    await expect(start).rejects.toBeInstanceOf(DatabaseRefusedError);
  });

  it('refuses a role with BYPASSRLS in production', async () => {
    const [role] = await own.query(`select current_database() || '_app' as name`);
    await own.query(`alter role ${String(role?.['name'])} bypassrls`);
    const start = engine({ url: own.url, migrationUrl: own.ownerUrl }, await ownMigrations()).prepare();
    await expect(start).rejects.toThrow(/BYPASSRLS/);
  });

  it('starts with a superuser elsewhere', async () => {
    await engine({ url: own.adminUrl }, await ownMigrations(), false).prepare();
  });

  it('starts with one role that owns the tables, to which row-level security applies too', async () => {
    const both = engine({ url: own.ownerUrl }, await migrationsWithNotes());
    await both.prepare();
    await own.query(`insert into test_notes (tenant, text) values ('ann', 'hers')`);
    const { rows } = await both.pool.query('select * from test_notes');
    expect(rows).toEqual([]);
  });

  it('refuses tables with a tenant that are not protected, and names them', async () => {
    await engine({ url: own.url, migrationUrl: own.ownerUrl }, await ownMigrations()).prepare();
    await own.query('create table forgotten (tenant text not null)');
    const [owner] = await own.query(`select current_database() || '_owner' as name`);
    await own.query(`alter table forgotten owner to ${String(owner?.['name'])}`);
    const start = engine({ url: own.url, migrationUrl: own.ownerUrl }, await ownMigrations()).prepare();
    await expect(start).rejects.toThrow(/does not hold for forgotten/);
  });

  it('refuses an owner whose tables are not forced', async () => {
    await engine({ url: own.ownerUrl }, await migrationsWithNotes()).prepare();
    await own.query('alter table test_notes no force row level security');
    const start = engine({ url: own.ownerUrl }, await migrationsWithNotes()).prepare();
    await expect(start).rejects.toThrow(/does not hold for test_notes/);
  });

  it('refuses a schema that is newer than the program', async () => {
    await engine({ url: own.ownerUrl }, await migrationsWithNotes()).prepare();
    const start = engine({ url: own.ownerUrl }, await ownMigrations()).prepare();
    await expect(start).rejects.toThrow(/does not fit this version.*9000-notes/);
  });

  it('changes nothing when a migration fails', async () => {
    const up = (): Promise<void> => Promise.reject(new Error('no way'));
    const failing = { ...(await migrationsWithNotes()), '9999-fails': { up } };
    await expect(engine({ url: own.ownerUrl }, failing).prepare()).rejects.toThrow(
      /9999-fails failed.*nothing was changed: no way/,
    );
    const tables = await own.query(`select to_regclass('test_notes') as name`);
    expect(tables).toEqual([{ name: null }]);
  });

  it('migrates once when several replicas start together', async () => {
    const migrations = await migrationsWithNotes();
    const replicas = Array.from({ length: 5 }, () =>
      engine({ url: own.url, migrationUrl: own.ownerUrl }, migrations),
    );
    await Promise.all(replicas.map((replica) => replica.prepare()));
    const done = await own.query('select name from schema_migrations order by name');
    expect(done.map(({ name }) => name)).toEqual(Object.keys(migrations).sort());
  });

  it('refuses a server without the database, instead of waiting for it', async () => {
    const url = new URL(own.adminUrl);
    url.pathname = '/no-such-database';
    const start = engine({ url: url.href }, await ownMigrations()).prepare();
    await expect(start).rejects.toThrow(/the database cannot be used: .*no-such-database/);
    await expect(start).rejects.toBeInstanceOf(DatabaseRefusedError);
  });
});
