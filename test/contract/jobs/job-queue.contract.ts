import { UpstreamAuthenticationError } from '@libs/upstream';
import { setTimeout as delay } from 'node:timers/promises';
import type { DatabaseEngine } from '../../../src/database/database-engine';
import { KyselyDatabase } from '../../../src/database/kysely-database';
import { BullmqJobQueue } from '../../../src/jobs/bullmq-job-queue';
import type { JobHandler, JobSubject } from '../../../src/jobs/job-queue';
import { eventually } from '../../support/eventually';

export const JOB_SETTINGS = {
  work: true,
  concurrency: 5,
  leaseMs: 1_000,
  attempts: 3,
  backoffMs: 10,
  credentialsWaitMs: 20,
  closeDeadlineMs: 5_000,
};

/** What the job queue promises on every database. `open` answers an engine over the same data as before. */
export function jobQueueContract(open: () => Promise<DatabaseEngine>): void {
  let database: KyselyDatabase;
  const queues: BullmqJobQueue[] = [];

  beforeAll(async () => {
    database = new KyselyDatabase(await open());
    await database.ready();
  }, 60_000);
  afterEach(async () => {
    await Promise.all(queues.splice(0).map((queue) => queue.beforeApplicationShutdown()));
    await database.pool.query('delete from job');
    await database.pool.query('delete from dedup');
    await database.pool.query('delete from dedup_next');
  });
  afterAll(() => database.onApplicationShutdown());

  const start = (handlers: Record<string, JobHandler>, settings = {}): BullmqJobQueue => {
    const queue = new BullmqJobQueue(database, { ...JOB_SETTINGS, ...settings });
    queues.push(queue);
    for (const [name, handler] of Object.entries(handlers)) queue.handle(name, handler);
    queue.onApplicationBootstrap();
    return queue;
  };
  const subject = (id: string, tenant = 'ann'): JobSubject => ({ tenant, id });

  it('runs a job with its subject', async () => {
    const ran = withResolvers<JobSubject>();
    const queue = start({
      greet: {
        run: (given) => {
          ran.resolve(given);
          return Promise.resolve();
        },
      },
    });
    await queue.add('greet', subject('1'));
    expect(await ran.promise).toEqual({ tenant: 'ann', id: '1' });
  });

  it('runs a failed job again until it succeeds', async () => {
    const attempts: number[] = [];
    const queue = start({
      flaky: {
        run: () => {
          attempts.push(attempts.length + 1);
          return attempts.length < 3 ? Promise.reject(new Error('not yet')) : Promise.resolve();
        },
      },
    });
    await queue.add('flaky', subject('1'));
    await eventually(() =>
      check(() => {
        expect(attempts).toEqual([1, 2, 3]);
      }),
    );
    expect(await queue.dead('ann')).toEqual([]);
  });

  it('lets a job wait while credentials are not accepted, without using up its attempts', async () => {
    let tries = 0;
    let accepted = false;
    const gaveUp: string[] = [];
    const queue = start({
      locked: {
        run: () => {
          tries += 1;
          if (accepted) return Promise.resolve();
          const context = { system: 'odoo', operation: 'write' };
          return Promise.reject(new UpstreamAuthenticationError('the API key is not accepted', context));
        },
        gaveUp: (given) => Promise.resolve(void gaveUp.push(given.id)),
      },
    });
    await queue.add('locked', subject('1'));
    // Far more than the attempts that a job has.
    await eventually(() =>
      check(() => {
        expect(tries).toBeGreaterThan(2 * JOB_SETTINGS.attempts);
      }),
    );
    expect([await queue.dead('ann'), gaveUp]).toEqual([[], []]);
    accepted = true;
    const before = tries;
    await eventually(() =>
      check(() => {
        expect(tries).toBe(before + 1);
      }),
    );
    expect(await queue.dead('ann')).toEqual([]);
  });

  it('gives a job up after its attempts, says so once, and lists it to its own tenant', async () => {
    const gaveUp: unknown[] = [];
    const broken: JobHandler = {
      run: () => Promise.reject(new Error('never works')),
      gaveUp: (given, error) => Promise.resolve(void gaveUp.push([given.id, error.message])),
    };
    const queue = start({ broken });
    await queue.add('broken', subject('7'));
    await eventually(() =>
      check(() => {
        expect(gaveUp).toHaveLength(1);
      }),
    );
    expect(gaveUp).toEqual([['7', 'never works']]);
    const dead = await queue.dead('ann');
    expect(dead).toMatchObject([
      { tenant: 'ann', id: '7', name: 'broken', attempts: 3, reason: 'never works' },
    ]);
    expect(await queue.dead('bob')).toEqual([]);
  });

  it('lets a dead job run again for its own tenant alone', async () => {
    let works = false;
    let done = false;
    const mended: JobHandler = {
      run: () => {
        done = works;
        return works ? Promise.resolve() : Promise.reject(new Error('broken'));
      },
    };
    const queue = start({ mended });
    await queue.add('mended', subject('1'));
    const [dead] = await eventually(async () => {
      const jobs = await queue.dead('ann');
      expect(jobs).toHaveLength(1);
      return jobs;
    });
    works = true;
    expect(await queue.retry('bob', dead?.jobId ?? '')).toBe(false);
    expect(await queue.retry('ann', 'no-such-job')).toBe(false);
    expect(await queue.retry('ann', dead?.jobId ?? '')).toBe(true);
    await eventually(() =>
      check(() => {
        expect(done).toBe(true);
      }),
    );
    expect(await queue.retry('ann', dead?.jobId ?? '')).toBe(false);
  });

  it('keeps one waiting job of the same subject', async () => {
    const ran: string[] = [];
    const idle = start({}, { work: false });
    for (const id of ['1', '1', '2', '1']) await idle.add('once', subject(id));
    await idle.add('once', subject('1', 'bob'));
    start({ once: { run: ({ tenant, id }) => Promise.resolve(void ran.push(`${tenant} ${id}`)) } });
    await eventually(() =>
      check(() => {
        expect(ran).toHaveLength(3);
      }),
    );
    expect([...ran].sort()).toEqual(['ann 1', 'ann 2', 'bob 1']);
  });

  it('runs a job once more that was added while it ran, never twice at a time', async () => {
    let running = 0;
    let runs = 0;
    const begun = withResolvers<undefined>();
    const goOn = withResolvers<undefined>();
    const queue = start({
      busy: {
        run: async () => {
          expect(++running).toBe(1);
          runs++;
          begun.resolve(undefined);
          await goOn.promise;
          running--;
        },
      },
    });
    await queue.add('busy', subject('1'));
    await begun.promise;
    await queue.add('busy', subject('1'));
    await queue.add('busy', subject('1'));
    goOn.resolve(undefined);
    await eventually(() =>
      check(() => {
        expect(runs).toBe(2);
      }),
    );
    await eventually(async () => {
      const { rows } = await database.pool.query('select state from job');
      expect(rows).toEqual([]);
    });
    expect(runs).toBe(2);
  });

  it('lets a job that adds itself with a wait run again after that, and not before', async () => {
    const ran: string[] = [];
    const queue = start({
      patient: {
        run: async (given) => {
          ran.push(given.id);
          if (ran.length < 3)
            await queue.add('patient', given, { delayMs: ran.length === 1 ? 1 : 3_600_000 });
        },
      },
      other: { run: (given) => Promise.resolve(void ran.push(given.id)) },
    });
    await queue.add('patient', subject('1'));
    await eventually(() =>
      check(() => {
        expect(ran).toEqual(['1', '1']);
      }),
    );
    // What comes later is done, and it still waits.
    for (const id of ['2', '3', '4']) {
      await queue.add('other', subject(id));
      await eventually(() =>
        check(() => {
          expect(ran).toContain(id);
        }),
      );
    }
    expect(ran).toEqual(['1', '1', '2', '3', '4']);
  });

  it('gives a running job back when its process ends, without counting an attempt', async () => {
    const attempts: string[] = [];
    const begun = withResolvers<undefined>();
    const first = start(
      {
        long: {
          run: async (_, signal) => {
            attempts.push('first');
            begun.resolve(undefined);
            await delay(60_000, undefined, { signal });
          },
        },
      },
      { attempts: 1 },
    );
    await first.add('long', subject('1'));
    await begun.promise;
    await first.beforeApplicationShutdown();
    start({ long: { run: () => Promise.resolve(void attempts.push('second')) } });
    await eventually(() =>
      check(() => {
        expect(attempts).toEqual(['first', 'second']);
      }),
    );
  });

  it('waits no longer than it may for a job that does not stop', async () => {
    const [begun, goesOn] = [withResolvers<undefined>(), withResolvers<undefined>()];
    const attempts: string[] = [];
    const deaf = start(
      {
        deaf: {
          run: async () => {
            attempts.push('first');
            begun.resolve(undefined);
            await goesOn.promise;
          },
        },
      },
      { closeDeadlineMs: 100 },
    );
    await deaf.add('deaf', subject('1'));
    await begun.promise;
    let hasStopped = false;
    void deaf.beforeApplicationShutdown().then(() => (hasStopped = true));
    try {
      await eventually(() =>
        check(() => {
          expect([hasStopped, attempts]).toEqual([true, ['first']]);
        }),
      );
    } finally {
      goesOn.resolve(undefined);
    }
  });

  it('does each of many jobs once, with several workers', async () => {
    const ran: string[] = [];
    const run: JobHandler['run'] = async ({ id }) => {
      ran.push(id);
      await Promise.resolve();
    };
    const queue = start({ many: { run } });
    start({ many: { run } });
    const ids = Array.from({ length: 60 }, (_, i) => String(i));
    await Promise.all(ids.map((id) => queue.add('many', subject(id))));
    await eventually(() =>
      check(() => {
        expect(ran.length).toBeGreaterThanOrEqual(60);
      }),
    );
    expect([...ran].sort()).toEqual([...ids].sort());
  });

  it('leaves jobs of an unknown name among the dead', async () => {
    const queue = start({ known: { run: () => Promise.resolve() } });
    await queue.add('unknown', subject('1'));
    await eventually(async () => {
      expect(await queue.dead('ann')).toMatchObject([{ name: 'unknown', attempts: 1 }]);
    });
  });
}

async function check(expectation: () => void): Promise<void> {
  expectation();
  return Promise.resolve();
}

function withResolvers<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve!: (value: T) => void;
  const promise = new Promise<T>((fulfil) => (resolve = fulfil));
  return { promise, resolve };
}
