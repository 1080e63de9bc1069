import type { Transaction } from 'kysely';
import { Database, type DatabaseStatus } from '../../../../src/database/database';
import { DatabaseUnavailableError } from '../../../../src/database/database-errors';
import type { DatabasePool } from '../../../../src/database/database-pool';
import { EmbeddedEngine } from '../../../../src/database/embedded/embedded-engine';
import { KyselyDatabase } from '../../../../src/database/kysely-database';
import { ownMigrations } from '../../../../src/database/migrations';
import type { Schema } from '../../../../src/database/schema';

const TENANT = 'default';
const TABLES = [
  'gap_runs',
  'gap_reports',
  'gap_report_parts',
  'gap_planned',
  'gap_trend',
  'gap_coverage',
  'gap_findings',
] as const;

/** One embedded database for all tests of a file, empty before each; a test may let its transactions wait. */
export class GapDatabase extends Database {
  /** False: every transaction fails. */
  reachable = true;
  private opened: Promise<KyselyDatabase> | undefined;
  private inner: KyselyDatabase | undefined;
  private hold: (() => Promise<void>) | undefined;

  /** Called before each transaction from now on. */
  waitsFor(hold: (() => Promise<void>) | undefined): void {
    this.hold = hold;
  }

  async transaction<T>(tenant: string, work: (tx: Transaction<Schema>) => Promise<T>): Promise<T> {
    await this.hold?.();
    if (!this.reachable) throw new DatabaseUnavailableError('the database cannot be reached');
    return (await this.open()).transaction(tenant, work);
  }

  async ready(): Promise<void> {
    await (await this.open()).ready();
  }

  async ping(): Promise<void> {
    await (await this.open()).ping();
  }

  status(): DatabaseStatus {
    return this.inner?.status() ?? { driver: 'embedded', durable: false, state: 'not_opened' };
  }

  get pool(): DatabasePool {
    if (this.inner === undefined) throw new Error('the database has not been opened');
    return this.inner.pool;
  }

  async clear(): Promise<void> {
    this.hold = undefined;
    this.reachable = true;
    if (this.opened === undefined) return;
    await this.transaction(TENANT, async (tx) => {
      for (const table of TABLES) await tx.deleteFrom(table).execute();
    });
  }

  async close(): Promise<void> {
    await (await this.opened)?.onApplicationShutdown();
  }

  private open(): Promise<KyselyDatabase> {
    this.opened ??= (async () => {
      this.inner = new KyselyDatabase(new EmbeddedEngine(undefined, await ownMigrations()));
      await this.inner.ready();
      return this.inner;
    })();
    return this.opened;
  }
}

/** The database of the test file that imports this. */
export const gapDatabase = new GapDatabase();

beforeAll(() => gapDatabase.ready(), 30_000);
afterEach(() => gapDatabase.clear());
afterAll(() => gapDatabase.close());
