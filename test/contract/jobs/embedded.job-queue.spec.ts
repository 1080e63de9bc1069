import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EmbeddedEngine } from '../../../src/database/embedded/embedded-engine';
import { KyselyDatabase } from '../../../src/database/kysely-database';
import { ownMigrations } from '../../../src/database/migrations';
import { BullmqJobQueue } from '../../../src/jobs/bullmq-job-queue';
import { JOB_SETTINGS, jobQueueContract } from './job-queue.contract';

describe('The job queue on the embedded database', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'trapline-jobs-'));
  afterAll(() => rm(dataDir, { recursive: true, force: true }));
  jobQueueContract(async () => new EmbeddedEngine(dataDir, await ownMigrations()));
});

describe('The job queue in memory', () => {
  it('opens the database with the first job, and not before', async () => {
    const database = new KyselyDatabase(new EmbeddedEngine(undefined, await ownMigrations()));
    const queue = new BullmqJobQueue(database, JOB_SETTINGS);
    const ran = new Promise<string>((resolve) => {
      queue.handle('first', {
        run: ({ id }) => {
          resolve(id);
          return Promise.resolve();
        },
      });
    });
    queue.onApplicationBootstrap();
    expect(database.status().state).toBe('not_opened');
    await queue.add('first', { tenant: 'ann', id: '1' });
    expect(await ran).toBe('1');
    await queue.beforeApplicationShutdown();
    await database.onApplicationShutdown();
  });
});
