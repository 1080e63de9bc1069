import type { DatabasePool } from './database-pool';

/** Where the data lie: a PostgreSQL server, or the embedded database. */
export abstract class DatabaseEngine {
  abstract readonly driver: 'postgresql' | 'embedded';
  /** Whether data outlive the process. */
  abstract readonly durable: boolean;
  /** Connections of the role that the application works with. */
  abstract readonly pool: DatabasePool;

  /**
   * Brings the schema up to date and makes sure that row-level security holds; called until it has succeeded.
   * @throws DatabaseUnavailableError, or an error that `speaksOfAbsence`, when it may succeed later
   * @throws DatabaseRefusedError when somebody has to mend something first
   */
  abstract prepare(): Promise<void>;
  /** Lets go of everything. */
  abstract close(): Promise<void>;
}
