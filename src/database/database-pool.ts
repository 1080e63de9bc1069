import type { QueryConfig, QueryResult } from 'pg';

/** One connection, as `pg` shapes it. Released in mid-transaction, it is rolled back or thrown away. */
export interface DatabaseClient {
  query(text: string | QueryConfig, values?: unknown[]): Promise<QueryResult>;
  /** With an error, or true, the connection is not used again. */
  release(broken?: Error | boolean): void;
}

/** What Trapline and its job queue need of `pg.Pool`; the embedded database offers the same. */
export interface DatabasePool {
  query(text: string | QueryConfig, values?: unknown[]): Promise<QueryResult>;
  connect(): Promise<DatabaseClient>;
  end(): Promise<void>;
}
