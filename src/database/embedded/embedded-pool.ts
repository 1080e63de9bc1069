import { EventEmitter } from 'node:events';
import type { QueryConfig, QueryResult } from 'pg';
import type { DatabaseClient, DatabasePool } from '../database-pool';
import { DatabaseUnavailableError } from '../database-errors';
import { EmbeddedSession } from './embedded-session';
import { resultOfText, textOfValues } from './text-values';
import { TurnQueue } from './turn-queue';

const BUSY_DEADLINE_MS = 30_000;

/**
 * The embedded database behind the shape of `pg.Pool`. It has one session: a transaction keeps everybody else waiting,
 * so never wait for anything but the database inside one. Clients share the session; each has its own transactions and
 * its own LISTEN. It opens with the first use.
 */
export class EmbeddedPool extends EventEmitter implements DatabasePool {
  /** Looked at by those who expect a `pg.Pool`. */
  readonly options = { max: 1, keepAlive: true };
  readonly turns: TurnQueue;
  private readonly listeners_ = new Map<string, Set<EmbeddedClient>>();
  private opening: Promise<EmbeddedSession> | undefined;
  private ended = false;

  constructor(
    private readonly settings: {
      readonly folder?: string;
      readonly seed?: string;
      readonly busyDeadlineMs?: number;
    },
  ) {
    super();
    this.turns = new TurnQueue(settings.busyDeadlineMs ?? BUSY_DEADLINE_MS);
  }

  /** True from the first use on. */
  get isOpen(): boolean {
    return this.opening !== undefined;
  }

  get isEnded(): boolean {
    return this.ended;
  }

  async query(text: string | QueryConfig, values?: unknown[]): Promise<QueryResult> {
    const client = await this.connect();
    try {
      return await client.query(text, values);
    } finally {
      client.release();
    }
  }

  async connect(): Promise<EmbeddedClient> {
    await this.session();
    return new EmbeddedClient(this);
  }

  async end(): Promise<void> {
    this.ended = true;
    await (await this.opening)?.close();
  }

  /** @throws DatabaseUnavailableError when it does not open, or has ended */
  session(): Promise<EmbeddedSession> {
    if (this.ended) return Promise.reject(new DatabaseUnavailableError('the embedded database is closed'));
    this.opening ??= EmbeddedSession.open(this.settings, (channel, payload) => {
      for (const client of this.listeners_.get(channel) ?? []) {
        client.emit('notification', { channel, payload });
      }
    });
    return this.opening;
  }

  /** True where the session must begin to listen. */
  subscribe(channel: string, client: EmbeddedClient): boolean {
    const clients = this.listeners_.get(channel) ?? new Set();
    this.listeners_.set(channel, clients.add(client));
    return clients.size === 1;
  }

  /** The channels that nobody listens to any more. Without a channel: all of the client's. */
  unsubscribe(client: EmbeddedClient, channel?: string): string[] {
    const left: string[] = [];
    for (const [name, clients] of this.listeners_) {
      if ((channel !== undefined && name !== channel) || !clients.delete(client)) continue;
      if (clients.size > 0) continue;
      this.listeners_.delete(name);
      left.push(name);
    }
    return left;
  }
}

/** A client of the shared session. Its statements run one after the other, its transactions alone. */
export class EmbeddedClient extends EventEmitter implements DatabaseClient {
  private hasTurn = false;
  private released = false;
  private last: Promise<unknown> = Promise.resolve();

  constructor(private readonly pool: EmbeddedPool) {
    super();
    this.setMaxListeners(0);
  }

  query(query: string | QueryConfig, values?: unknown[]): Promise<QueryResult> {
    if (this.released) return Promise.reject(new Error('the client was released; it takes no more queries'));
    const { text, parameters } =
      typeof query === 'string'
        ? { text: query, parameters: values }
        : { text: query.text, parameters: (values ?? query.values) as unknown[] | undefined };
    return this.inOrder(() => this.statement(text, parameters));
  }

  /** An open transaction is rolled back before anybody else has a turn. */
  release(): void {
    if (this.released) return;
    this.released = true;
    void this.inOrder(async () => {
      const left = this.pool.unsubscribe(this);
      if (this.hasTurn) await this.run('rollback');
      for (const channel of left) await this.run(`unlisten ${quoted(channel)}`);
    }).catch((error: unknown) => {
      // With the session everything that was to be cleaned up is gone.
      if (!this.pool.isEnded) this.pool.emit('error', error);
    });
  }

  private inOrder<T>(step: () => Promise<T>): Promise<T> {
    const done = this.last.then(step, step);
    this.last = done.catch(() => undefined);
    return done;
  }

  private async statement(text: string, parameters: unknown[] | undefined): Promise<QueryResult> {
    const listening = /^(un)?listen\s+(?:"((?:[^"]|"")+)"|([\w$]+)|(\*))\s*;?\s*$/i.exec(
      withoutComments(text),
    );
    if (listening === null) return this.run(text, parameters);
    const [, un, quotedName, plainName] = listening;
    const channel = quotedName?.replace(/""/g, '"') ?? plainName?.toLowerCase();
    if (un === undefined) {
      if (channel === undefined || !this.pool.subscribe(channel, this)) return nothing('LISTEN');
      return this.run(`listen ${quoted(channel)}`);
    }
    for (const name of this.pool.unsubscribe(this, channel)) await this.run(`unlisten ${quoted(name)}`);
    return nothing('UNLISTEN');
  }

  /** Takes a turn where there is no transaction, and keeps it as long as the database says that there is one. */
  private async run(text: string, parameters?: unknown[]): Promise<QueryResult> {
    const session = await this.pool.session();
    if (!this.hasTurn) await this.pool.turns.take();
    this.hasTurn = true;
    let inTransaction = false;
    try {
      const values =
        parameters === undefined || parameters.length === 0 ? undefined : textOfValues(parameters);
      const answer = await session.run(text, values);
      ({ inTransaction } = answer);
      if ('error' in answer.outcome) throw answer.outcome.error;
      const results = answer.outcome.results.map(resultOfText);
      // Like `pg`: several statements in one text are answered with a list.
      return results.length > 1 ? (results as unknown as QueryResult) : (results[0] ?? nothing(''));
    } finally {
      if (!inTransaction) {
        this.hasTurn = false;
        this.pool.turns.give();
      }
    }
  }
}

/** PostgreSQL skips comments before a statement, and files of SQL begin with some. */
function withoutComments(text: string): string {
  return text.replace(/^(\s+|--[^\n]*(\n|$)|\/\*[\s\S]*?\*\/)+/, '');
}

function quoted(name: string): string {
  return `"${name.replace(/"/g, '""')}"`;
}

function nothing(command: string): QueryResult {
  return { command, rowCount: null, oid: 0, fields: [], rows: [] };
}
