import { Logger } from '@nestjs/common';
import { Pool, type PoolConfig } from 'pg';

const CONNECT_DEADLINE_MS = 5_000;

/** A pool of `pg` that survives broken connections, and hands out none with somebody else's transaction. */
export function postgresPool(config: PoolConfig): Pool {
  const logger = new Logger('Database');
  const pool = new Pool({ connectionTimeoutMillis: CONNECT_DEADLINE_MS, keepAlive: true, ...config });
  // A broken connection is replaced; whoever uses it hears of it by the statement that fails.
  const broken = ({ message }: Error): void => {
    logger.debug({ reason: message }, 'a connection to the database broke');
  };
  pool.on('error', broken);
  pool.on('connect', (client) => client.on('error', broken));
  pool.on('release', (_, client) => {
    if (client.getTransactionStatus() === 'I') return;
    // The pool throws away what is ending, and the server rolls back.
    client.end().catch(broken);
  });
  return pool;
}
