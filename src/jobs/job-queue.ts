/** What a job knows: whose it is, and which record says the rest. */
export interface JobSubject {
  readonly tenant: string;
  /** Of the record that holds the job's state. */
  readonly id: string;
}

export interface JobHandler {
  /**
   * Does the work. It runs at least once: after a crash, or a lost lease, it runs again, perhaps while the first run still
   * winds up; what is done and what is left therefore has to come from the handler's own tables, by statements that
   * change a row only where it is as expected. An error makes it run again later, with growing waits, until its attempts
   * are used up. An `UpstreamAuthenticationError` is not counted: the job waits for credentials that are accepted.
   *
   * @param signal aborts when this process is going to end or has lost the job: stop at the next safe place and throw
   *   `signal.reason`; the job goes on elsewhere, and no attempt is counted
   */
  run(subject: JobSubject, signal: AbortSignal): Promise<void>;
  /** Called once when the attempts are used up. The job then stays among the dead ones until an administrator retries it. */
  gaveUp?(subject: JobSubject, error: Error): Promise<void>;
}

export interface DeadJob extends JobSubject {
  readonly jobId: string;
  readonly name: string;
  readonly attempts: number;
  readonly reason: string;
  readonly failedAt: Date;
}

/**
 * Work that is done in the background, by any process that works (`ROLE`), and survives the death of all of them where
 * the database does.
 */
export abstract class JobQueue {
  /**
   * Sees to it that the job runs. Of the same name, tenant and id at most one runs and one waits: adding it while it waits
   * changes nothing, adding it while it runs makes it run once more afterwards.
   *
   * Add it after the transaction that it is about has been committed.
   * @throws DatabaseUnavailableError when the database cannot be reached; it was not added then
   */
  abstract add(name: string, subject: JobSubject, options?: { readonly delayMs?: number }): Promise<void>;

  /** Says who does the jobs of this name. Call it while modules are initialised: work begins after that. */
  abstract handle(name: string, handler: JobHandler): void;

  /** Jobs of a tenant whose attempts are used up, the latest first. */
  abstract dead(tenant: string): Promise<readonly DeadJob[]>;

  /** Lets a dead job run again, with all its attempts. False where the tenant has no such job. */
  abstract retry(tenant: string, jobId: string): Promise<boolean>;
}
