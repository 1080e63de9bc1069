import { sql } from 'kysely';
import type { DatabaseEngine } from '../../../src/database/database-engine';
import { DatabaseUnavailableError } from '../../../src/database/database-errors';
import { KyselyDatabase } from '../../../src/database/kysely-database';
import { type Migrations, ownMigrations } from '../../../src/database/migrations';
import { notesMigration } from './notes.migration';

/** Ours, and a table as a feature would add it. */
export async function migrationsWithNotes(): Promise<Migrations> {
  return { ...(await ownMigrations()), '9000-notes': notesMigration };
}

/** What every database promises. `open` answers an engine over the same data as before. */
export function databaseContract(open: (migrations: Migrations) => Promise<DatabaseEngine>): void {
  let database: KyselyDatabase;

  beforeAll(async () => {
    database = new KyselyDatabase(await open(await migrationsWithNotes()));
    await database.onModuleInit();
    await database.ready();
  }, 60_000);

  afterAll(async () => {
    await database.onApplicationShutdown();
  });

  const write = (tenant: string, text: string): Promise<unknown> =>
    database.transaction(tenant, (tx) => tx.insertInto('test_notes').values({ tenant, text }).execute());
  const texts = (tenant: string): Promise<string[]> =>
    database.transaction(tenant, async (tx) =>
      (await tx.selectFrom('test_notes').select('text').orderBy('id').execute()).map(({ text }) => text),
    );

  it('is ready once its migrations have run', () => {
    expect(database.status()).toMatchObject({ state: 'ready' });
  });

  it('keeps what a transaction wrote', async () => {
    await write('keeps', 'one');
    await write('keeps', 'two');
    expect(await texts('keeps')).toEqual(['one', 'two']);
  });

  it('undoes a transaction whose work throws, and throws its error', async () => {
    const reason = new Error('changed my mind');
    const work = database.transaction('undone', async (tx) => {
      await tx.insertInto('test_notes').values({ tenant: 'undone', text: 'never' }).execute();
      throw reason;
    });
    await expect(work).rejects.toBe(reason);
    expect(await texts('undone')).toEqual([]);
  });

  it('shows, changes and deletes rows of the own tenant alone', async () => {
    await write('ann', "ann's");
    await write('bob', "bob's");
    expect(await texts('ann')).toEqual(["ann's"]);
    await database.transaction('ann', async (tx) => {
      await tx.updateTable('test_notes').set({ text: 'taken' }).where('tenant', '=', 'bob').execute();
      await tx.deleteFrom('test_notes').where('tenant', '=', 'bob').execute();
    });
    expect(await texts('bob')).toEqual(["bob's"]);
  });

  it('refuses to write a row for another tenant', async () => {
    const work = database.transaction('ann', (tx) =>
      tx.insertInto('test_notes').values({ tenant: 'bob', text: 'forged' }).execute(),
    );
    await expect(work).rejects.toMatchObject({ code: '42501' });
  });

  it('shows no row without a tenant, even after transactions with one', async () => {
    await write('ann', 'not for everybody');
    const { rows } = await database.pool.query('select * from test_notes');
    expect(rows).toEqual([]);
  });

  it('lets the application change no schema', async () => {
    const change = database.pool.query('alter table test_notes disable row level security');
    await expect(change).rejects.toMatchObject({ code: '42501' });
  });

  it('gives values the types that pg gives them', async () => {
    const { rows } = await database.pool.query(
      `select 9007199254740993::int8 as big, 1.50::numeric as exact, 7::int4 as small, true as yes, null as nothing,
              '{"a":[1]}'::jsonb as json, '{1,NULL,3}'::int8[] as bigs, '{"x,y","z"}'::text[] as words,
              '\\x00ff'::bytea as bytes, timestamptz '2026-03-01T12:00:00Z' as at`,
    );
    expect(rows).toEqual([
      {
        big: '9007199254740993',
        exact: '1.50',
        small: 7,
        yes: true,
        nothing: null,
        json: { a: [1] },
        bigs: ['1', null, '3'],
        words: ['x,y', 'z'],
        bytes: Buffer.from([0, 255]),
        at: new Date('2026-03-01T12:00:00Z'),
      },
    ]);
  });

  it('takes parameters of every type as pg does', async () => {
    const at = new Date('2026-03-01T12:00:00.123Z');
    const { rows } = await database.pool.query(
      `select $1::int8 as big, $2::jsonb as json, $3::text[] as words, $4::bytea as bytes, $5::timestamptz as at,
              $6::bool as no, $7::float8 as half, $8::text as nothing`,
      ['9007199254740993', { a: "it's" }, ['a,b', '"c"', null], Buffer.from([1, 0]), at, false, 0.5, null],
    );
    expect(rows).toEqual([
      {
        big: '9007199254740993',
        json: { a: "it's" },
        words: ['a,b', '"c"', null],
        bytes: Buffer.from([1, 0]),
        at,
        no: false,
        half: 0.5,
        nothing: null,
      },
    ]);
  });

  it('names the constraint that a statement breaks', async () => {
    await write('ann', 'unique');
    await expect(write('ann', 'unique')).rejects.toMatchObject({
      code: '23505',
      constraint: 'test_notes_text_key',
    });
  });

  it('answers several statements in one text with a result each, and counts changed rows', async () => {
    const results = (await database.pool.query('select 1 as a; select 2 as b')) as unknown as unknown[];
    expect(results).toMatchObject([{ rows: [{ a: 1 }] }, { rows: [{ b: 2 }] }]);
    await expect(database.pool.query('select generate_series(1, 3)')).resolves.toMatchObject({ rowCount: 3 });
  });

  it('keeps transactions of several clients apart', async () => {
    const add = async (): Promise<void> => {
      await database.transaction('counts', async (tx) => {
        await sql`select pg_advisory_xact_lock(4711)`.execute(tx);
        const { n } = await tx
          .selectFrom('test_notes')
          .select((eb) => eb.fn.countAll<string>().as('n'))
          .executeTakeFirstOrThrow();
        await tx
          .insertInto('test_notes')
          .values({ tenant: 'counts', text: `counted ${n}` })
          .execute();
      });
    };
    await Promise.all(Array.from({ length: 20 }, add));
    expect(await texts('counts')).toEqual(Array.from({ length: 20 }, (_, i) => `counted ${i}`));
  });

  it('goes on after a statement that failed, and after a BEGIN that did', async () => {
    const client = await database.pool.connect();
    await expect(client.query('begin transaction isolation level nonsense')).rejects.toMatchObject({
      code: '42601',
    });
    await expect(client.query('select 1 / 0')).rejects.toMatchObject({ code: '22012' });
    await expect(client.query('select 1 as one')).resolves.toMatchObject({ rows: [{ one: 1 }] });
    client.release();
    expect(await texts('nobody')).toEqual([]);
  });

  it('undoes what a client released in mid-transaction did, and keeps nobody waiting', async () => {
    const client = await database.pool.connect();
    await client.query('begin');
    await client.query(`select set_config('trapline.tenant', 'left', true)`);
    await client.query(`insert into test_notes (tenant, text) values ('left', 'half')`);
    client.release();
    expect(await texts('left')).toEqual([]);
  });

  it('keeps a transaction open after ROLLBACK TO SAVEPOINT', async () => {
    await database.transaction('savepoints', async (tx) => {
      await tx.insertInto('test_notes').values({ tenant: 'savepoints', text: 'kept' }).execute();
      await sql`savepoint here`.execute(tx);
      await expect(sql`select 1 / 0`.execute(tx)).rejects.toMatchObject({ code: '22012' });
      await sql`rollback to savepoint here`.execute(tx);
    });
    expect(await texts('savepoints')).toEqual(['kept']);
  });

  it('tells a listener of what others notify after their commit', async () => {
    const client = (await database.pool.connect()) as Awaited<ReturnType<typeof database.pool.connect>> & {
      on(event: 'notification', listener: (heard: { payload?: string }) => void): void;
    };
    try {
      const heard: (string | undefined)[] = [];
      let tell!: () => void;
      const told = new Promise<void>((resolve) => (tell = resolve));
      client.on('notification', ({ payload }) => {
        heard.push(payload);
        if (payload === 'last') tell();
      });
      await client.query('-- a comment before it\nLISTEN "Some.Channel"');
      await database.pool.query(`notify "Some.Channel", 'first'`);
      await database.pool.query(`begin; notify "Some.Channel", 'never'; rollback`);
      await database.pool.query(`select pg_notify('Some.Channel', 'last')`);
      await told;
      expect(heard).toEqual(['first', 'last']);
      await client.query('UNLISTEN *');
    } finally {
      client.release();
    }
  });

  it('opens again with its data, and migrates nothing twice', async () => {
    await write('again', 'before');
    await database.onApplicationShutdown();
    await expect(database.ready()).rejects.toThrow(DatabaseUnavailableError);
    database = new KyselyDatabase(await open(await migrationsWithNotes()));
    await database.onModuleInit();
    expect(await texts('again')).toEqual(['before']);
  }, 60_000);
}
