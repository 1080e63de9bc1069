import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { KyselyDatabase } from '../../../src/database/kysely-database';
import { ownMigrations } from '../../../src/database/migrations';
import { PostgresEngine } from '../../../src/database/postgres-engine';
import { BullmqJobQueue } from '../../../src/jobs/bullmq-job-queue';
import { createPostgres, describeWithPostgres, type OwnPostgres } from '../../support/postgres';
import { eventually } from '../../support/eventually';
import { JOB_SETTINGS, jobQueueContract } from './job-queue.contract';

describeWithPostgres('The job queue on PostgreSQL', (serverUrl) => {
  let own: OwnPostgres;
  beforeAll(async () => {
    own = await createPostgres(serverUrl);
  });
  afterAll(() => own.drop());
  const engine = async (): Promise<PostgresEngine> =>
    new PostgresEngine(
      { url: own.url, migrationUrl: own.ownerUrl, poolSize: 8, strict: true },
      await ownMigrations(),
    );

  jobQueueContract(engine);

  it('takes over the job of a process that was killed, without counting an attempt', async () => {
    const database = new KyselyDatabase(await engine());
    await database.ready();
    const taken: string[] = [];
    const child = spawn(
      process.execPath,
      [
        '--require',
        join(__dirname, '../../support/register-typescript.cjs'),
        join(__dirname, 'worker.child.ts'),
      ],
      { env: { ...process.env, CHILD_DATABASE_URL: own.url }, stdio: ['ignore', 'pipe', 'inherit'] },
    );
    const gone = once(child, 'exit');
    const successor = new BullmqJobQueue(database, { ...JOB_SETTINGS, work: false, attempts: 1 });
    await successor.add('endless', { tenant: 'ann', id: '42' });
    for await (const line of createInterface({ input: child.stdout })) {
      if (line === 'begun 42') break;
    }
    child.kill('SIGKILL');
    await gone;
    await successor.beforeApplicationShutdown();

    const survivor = new BullmqJobQueue(database, { ...JOB_SETTINGS, attempts: 1 });
    survivor.handle('endless', { run: ({ id }) => Promise.resolve(void taken.push(id)) });
    survivor.onApplicationBootstrap();
    await eventually(async () => {
      expect(taken).toEqual(['42']);
      return Promise.resolve();
    }, 15_000);
    await survivor.beforeApplicationShutdown();
    await database.onApplicationShutdown();
  }, 60_000);
});
