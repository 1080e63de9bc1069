import { Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { Kysely, PostgresDialect, type PostgresPool, sql, type Transaction } from 'kysely';
import { Database, type DatabaseStatus } from './database';
import type { DatabaseEngine } from './database-engine';
import { DatabaseRefusedError, DatabaseUnavailableError, speaksOfAbsence } from './database-errors';
import type { DatabasePool } from './database-pool';
import type { Schema } from './schema';

const RETRY_MS = 2_000;
const PING_DEADLINE_MS = 1_500;

type State =
  | { readonly is: 'not_opened' }
  | { readonly is: 'opening'; readonly attempt: Promise<void> }
  | { readonly is: 'ready' }
  | { readonly is: 'unavailable'; readonly error: DatabaseUnavailableError }
  | { readonly is: 'closed' };

/** {@link Database} on either engine. An engine whose data outlive the process opens at start, another when needed. */
export class KyselyDatabase extends Database implements OnModuleInit, OnApplicationShutdown {
  readonly pool: DatabasePool;
  private readonly logger = new Logger('Database');
  private readonly kysely: Kysely<Schema>;
  private state: State = { is: 'not_opened' };
  private retry: NodeJS.Timeout | undefined;
  private lost = false;

  constructor(private readonly engine: DatabaseEngine) {
    super();
    this.pool = engine.pool;
    const pool = engine.pool as unknown as PostgresPool;
    this.kysely = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) });
  }

  /** @throws DatabaseRefusedError when this database must not be used; one that is away is tried again and again */
  async onModuleInit(): Promise<void> {
    if (!this.engine.durable) {
      this.logger.warn('DATABASE_URL and DATA_DIR are not set: what should last is kept in memory');
      return;
    }
    try {
      await this.open();
    } catch (error) {
      if (error instanceof DatabaseRefusedError) throw error;
    }
  }

  /** Global modules go last, so what others still write at shutdown is written. */
  async onApplicationShutdown(): Promise<void> {
    const { state } = this;
    this.state = { is: 'closed' };
    clearTimeout(this.retry);
    if (state.is === 'opening') await state.attempt.catch(() => undefined);
    await this.engine.close();
  }

  async transaction<T>(tenant: string, work: (tx: Transaction<Schema>) => Promise<T>): Promise<T> {
    await this.ready();
    let worked = false;
    try {
      const result = await this.kysely.transaction().execute(async (tx) => {
        await sql`select set_config('trapline.tenant', ${tenant}, true)`.execute(tx);
        const done = await work(tx);
        worked = true;
        return done;
      });
      this.found();
      return result;
    } catch (error) {
      throw this.translated(error, worked);
    }
  }

  async ready(): Promise<void> {
    const { state } = this;
    switch (state.is) {
      case 'ready':
        return;
      case 'not_opened':
        return this.open();
      case 'opening':
        return state.attempt;
      case 'unavailable':
        throw state.error;
      case 'closed':
        throw new DatabaseUnavailableError('the database is closed');
    }
  }

  async ping(): Promise<void> {
    if (this.state.is === 'not_opened') return;
    if (this.state.is === 'unavailable') throw this.state.error;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        reject(new DatabaseUnavailableError(`the database did not answer within ${PING_DEADLINE_MS} ms`));
      }, PING_DEADLINE_MS);
    });
    try {
      await Promise.race([this.ready().then(() => this.pool.query('select 1')), late]);
      this.found();
    } catch (error) {
      throw this.translated(error, false);
    } finally {
      clearTimeout(timer);
    }
  }

  status(): DatabaseStatus {
    const { driver, durable } = this.engine;
    const { state } = this;
    if (state.is === 'closed') return { driver, durable, state: 'unavailable', message: 'closed' };
    if (state.is !== 'unavailable') return { driver, durable, state: state.is };
    return { driver, durable, state: 'unavailable', message: state.error.message };
  }

  private open(): Promise<void> {
    const attempt = this.prepare();
    this.state = { is: 'opening', attempt };
    // Whoever needs it hears of the failure.
    attempt.catch(() => undefined);
    return attempt;
  }

  private async prepare(): Promise<void> {
    try {
      await this.engine.prepare();
      if (this.state.is === 'closed') return;
      this.state = { is: 'ready' };
      this.found();
    } catch (error) {
      const known = this.translated(error, false);
      const unavailable =
        known instanceof DatabaseUnavailableError
          ? known
          : new DatabaseUnavailableError(messageOf(known), { cause: known });
      if (this.state.is === 'closed') throw unavailable;
      this.state = { is: 'unavailable', error: unavailable };
      if (known instanceof DatabaseRefusedError) {
        this.logger.error({ reason: known.message }, 'the database must not be used as it is');
        throw known;
      }
      this.retry = setTimeout(() => void this.open(), RETRY_MS).unref();
      throw unavailable;
    }
  }

  /** Errors of absence become one kind, told once; those of statements and of the work stay what they are. */
  private translated(error: unknown, committing: boolean): unknown {
    if (!speaksOfAbsence(error)) return error;
    if (!this.lost) {
      this.lost = true;
      this.logger.warn({ reason: messageOf(error) }, 'the database is lost');
    }
    if (error instanceof DatabaseUnavailableError) return error;
    return new DatabaseUnavailableError('the database cannot be reached', { cause: error, committing });
  }

  private found(): void {
    if (!this.lost) return;
    this.lost = false;
    this.logger.log('the database is back');
  }
}

/** Node gathers one refusal per address in an error without a message of its own. */
function messageOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(messageOf).join('; ');
  return error instanceof Error ? error.message : String(error);
}
