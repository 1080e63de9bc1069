import type { Transaction } from 'kysely';
import type { Database, DatabaseStatus } from '../../../src/database/database';
import { DatabaseUnavailableError } from '../../../src/database/database-errors';
import type { DatabasePool } from '../../../src/database/database-pool';
import type { Schema } from '../../../src/database/schema';

/** The real database for so many transactions, and then never again: before the next one, or after it has been committed. */
export class EndingDatabase implements Database {
  private done = 0;
  hasEnded = false;

  constructor(
    private readonly real: Database,
    private readonly transactions: number,
    private readonly when: 'before' | 'after',
  ) {}

  async transaction<T>(tenant: string, work: (tx: Transaction<Schema>) => Promise<T>): Promise<T> {
    const last = this.done++ >= this.transactions;
    if (last && (this.hasEnded || this.when === 'before')) return this.end(false);
    const result = await this.real.transaction(tenant, work);
    return last ? this.end(true) : result;
  }

  ready(): Promise<void> {
    return this.real.ready();
  }

  ping(): Promise<void> {
    return this.real.ping();
  }

  status(): DatabaseStatus {
    return this.real.status();
  }

  get pool(): DatabasePool {
    return this.real.pool;
  }

  private end(committing: boolean): never {
    this.hasEnded = true;
    throw new DatabaseUnavailableError('the database cannot be reached', { committing });
  }
}
