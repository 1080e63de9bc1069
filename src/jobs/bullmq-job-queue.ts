import { setTimeout as delay } from 'node:timers/promises';
import { Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { createPostgresBackend, type Job, type PostgresConnectionOptions, withBackend } from 'bullmq';
import type { Configuration } from '../config/configuration';
import type { Database } from '../database/database';
import { DatabaseUnavailableError, speaksOfAbsence } from '../database/database-errors';
import { QUEUE } from '../database/queue-schema';
import { type DeadJob, type JobHandler, JobQueue, type JobSubject } from './job-queue';
import { JobRunner } from './job-runner';

const DEAD_LISTED = 1_000;
const DEAD_KEPT_S = 30 * 24 * 3600;
const RETRY_WAIT_MS = 2_000;
const bull = withBackend(createPostgresBackend);
type JobsQueue = InstanceType<typeof bull.Queue<JobSubject>>;
type JobsWorker = InstanceType<typeof bull.Worker<JobSubject>>;

/** {@link JobQueue} on the tables of BullMQ in our database, which it reaches through our pool. */
export class BullmqJobQueue extends JobQueue implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('Jobs');
  private readonly runner: JobRunner;
  private queue: Promise<JobsQueue> | undefined;
  private worker: Promise<JobsWorker> | undefined;
  private closing = false;
  private nextTry: NodeJS.Timeout | undefined;

  constructor(
    private readonly database: Database,
    private readonly settings: Configuration['jobs'],
  ) {
    super();
    this.runner = new JobRunner(settings.credentialsWaitMs);
  }

  handle(name: string, handler: JobHandler): void {
    this.runner.handle(name, handler);
  }

  async add(name: string, subject: JobSubject, { delayMs }: { delayMs?: number } = {}): Promise<void> {
    const { attempts, backoffMs } = this.settings;
    await this.asking(async (queue) => {
      await queue.add(
        name,
        { tenant: subject.tenant, id: subject.id },
        {
          attempts,
          backoff: { type: 'exponential', delay: backoffMs, jitter: 0.5 },
          deduplication: { id: JSON.stringify([name, subject.tenant, subject.id]), keepLastIfActive: true },
          removeOnComplete: true,
          removeOnFail: { age: DEAD_KEPT_S },
          ...(delayMs !== undefined && { delay: delayMs }),
        },
      );
    });
    // In memory there was nothing to do before; a durable queue is worked on since the start.
    this.work();
  }

  async dead(tenant: string): Promise<readonly DeadJob[]> {
    const jobs = await this.asking((queue) => queue.getFailed(0, DEAD_LISTED - 1));
    return jobs.filter(({ data }) => data.tenant === tenant).map(deadJob);
  }

  async retry(tenant: string, jobId: string): Promise<boolean> {
    return this.asking(async (queue) => {
      const job = await queue.getJob(jobId);
      if (job?.data.tenant !== tenant || !(await job.isFailed())) return false;
      await job.retry('failed', { resetAttemptsMade: true });
      return true;
    });
  }

  onApplicationBootstrap(): void {
    if (this.database.status().durable) this.work();
  }

  /** Running jobs are told to stop, and their places given back, while the database still answers. */
  async beforeApplicationShutdown(): Promise<void> {
    this.closing = true;
    clearTimeout(this.nextTry);
    this.runner.stop();
    try {
      const worker = await this.worker;
      const isLate = await Promise.race([
        worker?.close().then(() => false),
        delay(this.settings.closeDeadlineMs, true, { ref: false }),
      ]);
      // Its lease runs out after the process; its job then goes on elsewhere.
      if (isLate === true) this.logger.warn('shutting down while a job does not stop');
      await (await this.queue)?.close();
    } catch (error) {
      this.logger.debug({ err: error }, 'the job queue had not opened, or could not be closed');
    }
  }

  /** Begins to work where this process is to, as soon as the database is there. */
  private work(): void {
    if (this.worker !== undefined || this.closing || !this.settings.work || this.runner.isEmpty) return;
    const worker = this.openWorker();
    this.worker = worker;
    worker.catch((error: unknown) => {
      this.worker = undefined;
      if (!speaksOfAbsence(error)) this.logger.error({ err: error }, 'jobs cannot be worked on');
      if (!this.closing)
        this.nextTry = setTimeout(() => {
          this.work();
        }, RETRY_WAIT_MS).unref();
    });
  }

  private async openWorker(): Promise<JobsWorker> {
    await this.database.ready();
    const { leaseMs, concurrency } = this.settings;
    const worker = new bull.Worker<JobSubject>(QUEUE, (job, token) => this.runner.run(job, token), {
      connection: this.connection,
      concurrency,
      lockDuration: leaseMs,
      stalledInterval: leaseMs,
      // A job that ends its process each time it runs is dead in the end.
      maxStalledCount: this.settings.attempts,
      runRetryDelay: RETRY_WAIT_MS,
    });
    worker.on('error', (error) => {
      this.trouble(error);
    });
    worker.on('lockRenewalFailed', (jobIds) => {
      this.runner.lost(jobIds);
    });
    worker.on('failed', (job, error) => {
      this.runner.failed(job, error);
    });
    await worker.waitUntilReady();
    return worker;
  }

  private async asking<T>(question: (queue: JobsQueue) => Promise<T>): Promise<T> {
    await this.database.ready();
    this.queue ??= this.openQueue();
    try {
      return await question(await this.queue);
    } catch (error) {
      if (!speaksOfAbsence(error)) throw error;
      throw new DatabaseUnavailableError('the database cannot be reached', { cause: error });
    }
  }

  private async openQueue(): Promise<JobsQueue> {
    const queue = new bull.Queue<JobSubject>(QUEUE, { connection: this.connection });
    queue.on('error', (error) => {
      this.trouble(error);
    });
    try {
      await queue.waitUntilReady();
      return queue;
    } catch (error) {
      this.queue = undefined;
      throw error;
    }
  }

  private trouble(error: Error): void {
    const line = { err: error };
    if (speaksOfAbsence(error)) this.logger.debug(line, 'the job queue has lost the database');
    else this.logger.warn(line, 'the job queue met an error, and goes on');
  }

  private get connection(): PostgresConnectionOptions {
    return this.database.pool as unknown as PostgresConnectionOptions;
  }
}

function deadJob(job: Job<JobSubject>): DeadJob {
  return {
    ...job.data,
    jobId: job.id ?? '',
    name: job.name,
    attempts: job.attemptsMade,
    reason: job.failedReason,
    failedAt: new Date(job.finishedOn ?? job.timestamp),
  };
}
