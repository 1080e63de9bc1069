import 'reflect-metadata';
import { KyselyDatabase } from '../../../src/database/kysely-database';
import { ownMigrations } from '../../../src/database/migrations';
import { PostgresEngine } from '../../../src/database/postgres-engine';
import { BullmqJobQueue } from '../../../src/jobs/bullmq-job-queue';

/** A process that begins a job and never ends it; it says so on its standard output. */
async function main(): Promise<void> {
  const url = process.env['CHILD_DATABASE_URL'] ?? '';
  const engine = new PostgresEngine({ url, poolSize: 4, strict: true }, await ownMigrations());
  const queue = new BullmqJobQueue(new KyselyDatabase(engine), {
    work: true,
    concurrency: 1,
    leaseMs: 1_000,
    attempts: 1,
    backoffMs: 10,
    credentialsWaitMs: 20,
    closeDeadlineMs: 1_000,
  });
  queue.handle('endless', {
    run: async ({ id }) => {
      process.stdout.write(`begun ${id}\n`);
      await new Promise((resolve) => setTimeout(resolve, 600_000));
    },
  });
  queue.onApplicationBootstrap();
}

main().catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exit(1);
});
