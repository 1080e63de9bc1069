import type { DatabaseClient } from './database-pool';

/** Where the job queue keeps its tables. They hold ids alone, so they have no tenant. */
export const QUEUE_SCHEMA = 'bullmq';

/** All our jobs are in one of its queues. */
export const QUEUE = 'trapline';

/** Brings the tables of the job queue up to date; it does so in a transaction of its own. Run by the owner. */
export async function migrateQueue(client: DatabaseClient): Promise<void> {
  const { runMigrations } = await import('bullmq');
  // It asks for the rows of each statement in a shape of its own, which nobody can check.
  await runMigrations(client, QUEUE_SCHEMA);
  // It would make a sequence for the queue when it first meets it, which the application's role may not do.
  await client.query(`select ${QUEUE_SCHEMA}.next_job_id($1)`, [QUEUE]);
}
