import { setTimeout as delay } from 'node:timers/promises';
import { Kysely, Migrator, PostgresDialect, type PostgresPool } from 'kysely';
import { DatabaseRefusedError, DatabaseUnavailableError, speaksOfAbsence } from './database-errors';
import type { DatabaseClient, DatabasePool } from './database-pool';
import { type Migrations, providerOf } from './migrations';

/** Any number that nobody else uses for advisory locks in this database. */
const LOCK = '7423110542';
const LOCK_POLL_MS = 100;
const LOCK_DEADLINE_MS = 120_000;

export const MIGRATIONS_TABLE = 'schema_migrations';
export const MIGRATIONS_LOCK_TABLE = 'schema_migrations_lock';

/**
 * Brings the schema up to date and calls `afterwards` under the same lock, so that replicas that start together do this
 * one after the other. The lock is asked for again and again: a statement that waits for it would hold a snapshot, which
 * other statements of a migration may have to wait for.
 *
 * @throws DatabaseUnavailableError when the database goes away, or another replica migrates for two minutes
 * @throws DatabaseRefusedError when a migration fails, or the schema is newer than this program; nothing is changed then
 */
export async function migrate(
  pool: DatabasePool,
  migrations: Migrations,
  afterwards: (client: DatabaseClient) => Promise<void>,
): Promise<void> {
  const client = await pool.connect();
  try {
    await lock(client);
    try {
      await runMigrations(pool, migrations);
      await afterwards(client);
    } finally {
      await client.query(`select pg_advisory_unlock(${LOCK})`);
    }
  } finally {
    client.release();
  }
}

async function lock(client: DatabaseClient): Promise<void> {
  const deadline = Date.now() + LOCK_DEADLINE_MS;
  for (;;) {
    const { rows } = await client.query(`select pg_try_advisory_lock(${LOCK}) as taken`);
    if ((rows as { taken: boolean }[])[0]?.taken === true) return;
    if (Date.now() > deadline) {
      throw new DatabaseUnavailableError('another replica has been migrating the database for two minutes');
    }
    await delay(LOCK_POLL_MS);
  }
}

async function runMigrations(pool: DatabasePool, migrations: Migrations): Promise<void> {
  const migrator = new Migrator({
    // Not destroyed: that would end the pool, which is the caller's.
    db: new Kysely({ dialect: new PostgresDialect({ pool: pool as unknown as PostgresPool }) }),
    provider: providerOf(migrations),
    migrationTableName: MIGRATIONS_TABLE,
    migrationLockTableName: MIGRATIONS_LOCK_TABLE,
    // Two features may each add one; which was written first does not matter.
    allowUnorderedMigrations: true,
  });
  const { error: thrown, results } = await migrator.migrateToLatest();
  if (thrown === undefined) return;
  const error = thrown instanceof Error ? thrown : new Error('no reason given', { cause: thrown });
  if (speaksOfAbsence(error)) throw error;
  const failed = results?.find(({ status }) => status === 'Error')?.migrationName;
  throw new DatabaseRefusedError(
    failed === undefined
      ? `the database's schema does not fit this version of Trapline: ${error.message}`
      : `the migration ${failed} failed, and nothing was changed: ${error.message}`,
    error,
  );
}
