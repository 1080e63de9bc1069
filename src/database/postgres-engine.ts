import { Logger } from '@nestjs/common';
import type { Pool } from 'pg';
import { DatabaseEngine } from './database-engine';
import { DatabaseRefusedError, speaksOfAbsence } from './database-errors';
import type { DatabaseClient } from './database-pool';
import { migrate } from './migrate';
import type { Migrations } from './migrations';
import { postgresPool } from './postgres-pool';
import { migrateQueue, QUEUE_SCHEMA } from './queue-schema';
import { examineRole, grantRuntimeRole } from './runtime-role';

const STATEMENT_DEADLINE_MS = 30_000;
const IDLE_TRANSACTION_DEADLINE_MS = 60_000;

export interface PostgresSettings {
  readonly url: string;
  /** Whose role owns the tables; the role of `url` does where this is missing. */
  readonly migrationUrl?: string;
  readonly poolSize: number;
  /** Refuse a role to which row-level security does not apply; it is only told of otherwise. */
  readonly strict: boolean;
}

/** A PostgreSQL server, 15 or newer. */
export class PostgresEngine extends DatabaseEngine {
  readonly driver = 'postgresql';
  readonly durable = true;
  readonly pool: Pool;
  private readonly logger = new Logger('Database');

  constructor(
    private readonly settings: PostgresSettings,
    private readonly migrations: Migrations,
  ) {
    super();
    this.pool = postgresPool({
      connectionString: settings.url,
      max: settings.poolSize,
      statement_timeout: STATEMENT_DEADLINE_MS,
      idle_in_transaction_session_timeout: IDLE_TRANSACTION_DEADLINE_MS,
      application_name: 'trapline',
      options: `-c search_path=public,${QUEUE_SCHEMA}`,
    });
  }

  async prepare(): Promise<void> {
    const runtime = await this.withClient((client) => client.query('select current_user as role'));
    const [own] = runtime.rows as { role: string }[];
    await this.migrate(own?.role ?? '');
    const { role, bypasses, owns } = await this.withClient((client) => examineRole(client));
    if (bypasses && this.settings.strict) {
      throw new DatabaseRefusedError(
        `DATABASE_URL: the role "${role}" is a superuser or has BYPASSRLS, so every tenant would see the rows of all ` +
          'others; use a role without either, and DATABASE_MIGRATION_URL for the one that owns the tables',
      );
    }
    if (bypasses) {
      this.logger.warn({ role }, 'row-level security does not apply to the role of DATABASE_URL');
    } else if (owns && this.settings.strict) {
      this.logger.warn({ role }, 'the role of DATABASE_URL owns the tables; see DATABASE_MIGRATION_URL');
    }
  }

  async close(): Promise<void> {
    await this.pool.end();
  }

  private async migrate(runtimeRole: string): Promise<void> {
    const pool = postgresPool({
      connectionString: this.settings.migrationUrl ?? this.settings.url,
      max: 3,
      application_name: 'trapline migration',
    });
    try {
      await migrate(pool, this.migrations, async (client) => {
        const { rows } = await client.query('select current_user as role');
        const [owner] = rows as { role: string }[];
        await migrateQueue(client);
        if (owner?.role !== runtimeRole) {
          await grantRuntimeRole(client, runtimeRole, ['public', QUEUE_SCHEMA]);
        }
      });
    } catch (error) {
      throw refusal(error);
    } finally {
      await pool.end();
    }
  }

  private async withClient<T>(work: (client: DatabaseClient) => Promise<T>): Promise<T> {
    try {
      const client = await this.pool.connect();
      try {
        return await work(client);
      } finally {
        client.release();
      }
    } catch (error) {
      throw refusal(error);
    }
  }
}

/** A wrong password, database or right does not mend itself. The server's message holds no secret. */
function refusal(error: unknown): unknown {
  if (speaksOfAbsence(error) || error instanceof DatabaseRefusedError) return error;
  const reason = error instanceof Error ? error.message : String(error);
  return new DatabaseRefusedError(`the database cannot be used: ${reason}`, error);
}
