import { Logger } from '@nestjs/common';
import { UpstreamAuthenticationError } from '@libs/upstream';
import { DelayedError, type Job, UnrecoverableError, WaitingError } from 'bullmq';
import type { JobHandler, JobSubject } from './job-queue';

/** Calls the handlers, and takes jobs away from them: when the process ends, or another one has taken a job over. */
export class JobRunner {
  private readonly logger = new Logger('Jobs');
  private readonly handlers = new Map<string, JobHandler>();
  private readonly running = new Map<string, AbortController>();
  private stopping = false;

  /** @param credentialsWaitMs wait of a job whose system does not accept our credentials */
  constructor(private readonly credentialsWaitMs: number) {}

  get isEmpty(): boolean {
    return this.handlers.size === 0;
  }

  handle(name: string, handler: JobHandler): void {
    if (this.handlers.has(name)) throw new Error(`the jobs "${name}" have a handler already`);
    this.handlers.set(name, handler);
  }

  async run(job: Job<JobSubject>, token: string | undefined): Promise<void> {
    const handler = this.handlers.get(job.name);
    if (handler === undefined) throw new UnrecoverableError(`nobody handles the jobs "${job.name}"`);
    const jobId = job.id ?? '';
    const abort = new AbortController();
    this.running.set(jobId, abort);
    if (this.stopping) abort.abort(new Error('the process ends'));
    const { name, data, attemptsMade } = job;
    this.logger.debug({ job: name, ...data, attempt: attemptsMade + 1 }, 'job begins');
    try {
      abort.signal.throwIfAborted();
      await handler.run(data, abort.signal);
    } catch (error) {
      if (this.stopping && abort.signal.aborted) {
        await job.moveToWait(token);
        throw new WaitingError();
      }
      if (error instanceof UpstreamAuthenticationError) await this.waitForCredentials(job, token, error);
      throw error;
    } finally {
      this.running.delete(jobId);
    }
  }

  /** A key that has ended is mended by people: until then the job waits, and uses up no attempt. */
  private async waitForCredentials(
    job: Job<JobSubject>,
    token: string | undefined,
    error: UpstreamAuthenticationError,
  ): Promise<never> {
    const { name, data } = job;
    const line = { job: name, ...data, system: error.system, err: error };
    this.logger.warn(line, 'the credentials are not accepted; the job waits, and no attempt is counted');
    await job.moveToDelayed(Date.now() + this.credentialsWaitMs, token);
    throw new DelayedError();
  }

  /** Running jobs should stop, and wait for another process. */
  stop(): void {
    this.stopping = true;
    for (const abort of this.running.values()) abort.abort(new Error('the process ends'));
  }

  /** Others may have these jobs now. */
  lost(jobIds: readonly string[]): void {
    for (const jobId of jobIds) {
      this.running.get(jobId)?.abort(new Error('the lease of the job is lost'));
      this.logger.warn({ job_id: jobId }, 'the lease of a job is lost: it goes on elsewhere');
    }
  }

  /** One attempt has failed, or a job was given up after its processes kept ending. */
  failed(job: Job<JobSubject> | undefined, error: Error): void {
    if (job === undefined) return;
    const { name, data, attemptsMade, opts } = job;
    const line = { job: name, ...data, attempt: attemptsMade, err: error };
    if (job.finishedOn === undefined && attemptsMade < (opts.attempts ?? 1)) {
      this.logger.warn(line, 'job failed; it runs again later');
      return;
    }
    this.logger.error(line, 'job given up: it waits for an administrator');
    this.handlers
      .get(name)
      ?.gaveUp?.(data, error)
      .catch((thrown: unknown) => {
        this.logger.error(
          { job: name, ...data, err: thrown },
          'that a job was given up could not be recorded',
        );
      });
  }
}
