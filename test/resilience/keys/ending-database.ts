import type { Transaction } from 'kysely';
import type { Database } from '../../../src/database/database';
import { DatabaseUnavailableError } from '../../../src/database/database-errors';
import type { Schema } from '../../../src/database/schema';
import { FaultyDatabase } from '../../contract/audit/audit-world';

/** The real database for so many transactions, and then never again: before the next one, or after it has been committed. */
export class EndingDatabase extends FaultyDatabase {
  private done = 0;
  hasEnded = false;

  constructor(
    real: Database,
    private readonly transactions: number,
    private readonly when: 'before' | 'after',
  ) {
    super(real);
  }

  override async transaction<T>(tenant: string, work: (tx: Transaction<Schema>) => Promise<T>): Promise<T> {
    const last = this.done++ >= this.transactions;
    if (last && (this.hasEnded || this.when === 'before')) return this.end(false);
    const result = await super.transaction(tenant, work);
    return last ? this.end(true) : result;
  }

  private end(committing: boolean): never {
    this.hasEnded = true;
    throw new DatabaseUnavailableError('the database cannot be reached', { committing });
  }
}
