import type { Pool } from 'pg';
import { DatabaseEngine } from './database-engine';
import { postgresPool } from './postgres-pool';

/** A PostgreSQL whose schema is there already: for programs that only look at what the application keeps in it. */
export class PreparedPostgres extends DatabaseEngine {
  readonly driver = 'postgresql';
  readonly durable = true;
  readonly pool: Pool;

  constructor(url: string) {
    super();
    this.pool = postgresPool({ connectionString: url, max: 2, application_name: 'trapline verification' });
  }

  prepare(): Promise<void> {
    return Promise.resolve();
  }

  async close(): Promise<void> {
    await this.pool.end();
  }
}
