import type { Transaction } from 'kysely';
import type { DatabasePool } from './database-pool';
import type { Schema } from './schema';

export interface DatabaseStatus {
  readonly driver: 'postgresql' | 'embedded';
  /** Whether data outlive the process. */
  readonly durable: boolean;
  /** `not_opened`: nothing has been kept in memory yet, and it opens with the first use. */
  readonly state: 'not_opened' | 'opening' | 'ready' | 'unavailable';
  /** Why it is unavailable. */
  readonly message?: string;
}

/**
 * What has to survive: one schema on PostgreSQL or on the embedded database, with the same statements. Write to the
 * level of PostgreSQL 15.
 */
export abstract class Database {
  /**
   * Runs the work in one transaction that sees, and may write, the rows of this tenant alone; commits when it ends, rolls
   * back when it throws, with the work's error. Never wait for anything but this transaction inside: the embedded
   * database serves one transaction at a time, and everybody else waits.
   *
   * @throws DatabaseUnavailableError when the database cannot be reached, 503 to a caller
   */
  abstract transaction<T>(tenant: string, work: (tx: Transaction<Schema>) => Promise<T>): Promise<T>;

  /**
   * Resolves once the schema is up to date.
   * @throws DatabaseUnavailableError while it is not; trying goes on in the background
   */
  abstract ready(): Promise<void>;

  /** Answers when the database does; opens nothing. @throws DatabaseUnavailableError */
  abstract ping(): Promise<void>;

  abstract status(): DatabaseStatus;

  /** For an engine that brings statements of its own. No tenant is set: rows with one are out of sight. */
  abstract readonly pool: DatabasePool;
}
