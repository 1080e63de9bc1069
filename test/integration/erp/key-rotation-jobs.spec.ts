import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConsoleLogger, Logger } from '@nestjs/common';
import { type OdooSimulator, startOdooSimulator } from '@libs/simulators';
import { KeyRotation } from '../../../src/connections/key-rotation';
import { KeyRotationJobs } from '../../../src/connections/key-rotation.jobs';
import { EmbeddedEngine } from '../../../src/database/embedded/embedded-engine';
import { KyselyDatabase } from '../../../src/database/kysely-database';
import { ownMigrations } from '../../../src/database/migrations';
import { createOdooAdapter } from '../../../src/erp/adapters/odoo/create-odoo-adapter';
import type { OdooAdapter } from '../../../src/erp/adapters/odoo/odoo.adapter';
import { CredentialWatch } from '../../../src/erp/credential-watch';
import { type DeadJob, type JobHandler, JobQueue, type JobSubject } from '../../../src/jobs/job-queue';
import { type AuditWorld, auditWorld, settings } from '../../contract/audit/audit-world';
import { odooSettings, ONE_ATTEMPT } from '../../contract/erp/odoo-under-test';
import { keysOf } from '../../support/erp-keys';

const KEY = 'a1b2'.repeat(10);
const OTHER = 'c3d4'.repeat(10);
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Runs a job when the test says so, and not before. */
class WaitingJobs extends JobQueue {
  private readonly handlers = new Map<string, JobHandler>();
  readonly waiting = new Map<string, JobSubject>();

  override add(name: string, subject: JobSubject): Promise<void> {
    this.waiting.set(name, subject);
    return Promise.resolve();
  }
  override handle(name: string, handler: JobHandler): void {
    this.handlers.set(name, handler);
  }
  override dead(): Promise<readonly DeadJob[]> {
    return Promise.resolve([]);
  }
  override retry(): Promise<boolean> {
    return Promise.resolve(false);
  }
  async run(name: string): Promise<void> {
    const subject = this.waiting.get(name);
    this.waiting.delete(name);
    if (subject === undefined) throw new Error(`no job ${name} waits`);
    await this.handlers.get(name)?.run(subject, new AbortController().signal);
  }
}

interface Replica {
  readonly jobs: KeyRotationJobs;
  readonly queue: WaitingJobs;
  readonly keys: ReturnType<typeof keysOf>;
  /** Whether an exchange is due at this time. */
  readonly due: (at: number) => Promise<boolean>;
}

describe('when the API key is exchanged', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'trapline-key-jobs-'));
  let database: KyselyDatabase;
  let odoo: OdooSimulator;
  let world: AuditWorld;
  const adapters: OdooAdapter[] = [];

  beforeAll(async () => {
    Logger.overrideLogger(false);
    database = new KyselyDatabase(new EmbeddedEngine(dataDir, await ownMigrations()));
    await database.ready();
  }, 60_000);
  afterAll(async () => {
    await database.onApplicationShutdown();
    await rm(dataDir, { recursive: true, force: true });
    Logger.overrideLogger(new ConsoleLogger());
  });
  beforeEach(async () => {
    odoo = await startOdooSimulator({
      version: '19.0',
      users: [
        { login: 'admin', password: 'admin' },
        { login: 'planner', password: 'planner', apiKeys: [KEY, OTHER], groups: ['base.group_user'] },
      ],
    });
    odoo.setsParameter('base.enable_programmatic_api_keys', 'True');
    world = auditWorld(database);
    await database.transaction('default', async (tx) => {
      await tx.deleteFrom('erp_api_keys').execute();
      await tx.deleteFrom('erp_key_rotations').execute();
    });
  });
  afterEach(async () => {
    await Promise.all(adapters.splice(0).map((adapter) => adapter.close()));
    await world.trail.flush();
    await odoo.close();
  });

  const replica = async (changes: Readonly<Record<string, string>> = {}): Promise<Replica> => {
    const variables = {
      ...{ ERP_ADAPTER: 'odoo', ODOO_URL: odoo.url, ODOO_DB: odoo.database, ODOO_USERNAME: 'planner' },
      ...{ ODOO_PASSWORD: KEY, ODOO_API_KEY_ROTATION: 'auto', ...changes },
    };
    const configuration = settings(variables);
    const keys = keysOf(configuration, database);
    const { url, database: db } = odoo;
    const account = { username: 'planner', password: variables.ODOO_PASSWORD, transport: 'json2' } as const;
    const adapter = createOdooAdapter(odooSettings({ url, db }, account), ONE_ATTEMPT, undefined, keys.inUse);
    adapters.push(adapter);
    const watch = new CredentialWatch(adapter, keys.inUse, configuration);
    await watch.look();
    const rotation = new KeyRotation(keys.store, keys.inUse, database, configuration, world.trail);
    const queue = new WaitingJobs();
    const { store, rotations, inUse } = keys;
    const jobs = new KeyRotationJobs(
      ...([rotation, store, rotations, inUse, adapter, watch, queue, configuration, world.trail] as const),
    );
    jobs.onModuleInit();
    const due = async (at: number): Promise<boolean> => {
      queue.waiting.clear();
      await jobs.consider(at);
      return queue.waiting.has('erp_key.rotate');
    };
    return { jobs, queue, keys, due };
  };
  const ending = (inDays: number): Record<string, string> => ({
    ODOO_API_KEY_EXPIRES: new Date(Date.now() + inDays * DAY).toISOString(),
  });

  it('is fourteen days before its end, and never with the rotation off', async () => {
    const { due } = await replica(ending(30));
    const now = Date.now();
    expect(await due(now + 15.9 * DAY)).toBe(false);
    expect(await due(now + 16.1 * DAY)).toBe(true);
    const off = await replica({ ...ending(10), ODOO_API_KEY_ROTATION: 'off' });
    expect(await off.due(now)).toBe(false);
  });

  it('is not after its end, when it takes a person to make one', async () => {
    const { due } = await replica(ending(1));
    expect(await due(Date.now() + 1.1 * DAY)).toBe(false);
  });

  it('is not again within twelve hours when Odoo has refused, on any replica', async () => {
    const first = await replica(ending(10));
    odoo.setsParameter('base.programmatic_api_keys_limit', '2');
    const now = Date.now();
    expect(await first.due(now)).toBe(true);
    await first.queue.run('erp_key.rotate');
    expect(await first.keys.rotations.last()).toMatchObject({
      problem: expect.stringContaining('2 API keys') as unknown,
    });
    const second = await replica(ending(10));
    expect(await second.due(now + 11 * HOUR)).toBe(false);
    expect(await second.due(now + 13 * HOUR)).toBe(true);
    odoo.setsParameter('base.programmatic_api_keys_limit', '10');
    await second.jobs.ask();
    await second.queue.run('erp_key.rotate');
    expect(await second.keys.rotations.last()).toMatchObject({ problem: null, remedy: null });
  });

  it('is not again when an answer was lost, whose key is told by its name', async () => {
    const first = await replica(ending(10));
    const now = Date.now();
    await first.due(now);
    odoo.from('generate').dropsAnswers();
    await first.queue.run('erp_key.rotate');
    odoo.recovers();
    expect(await first.due(now + 11 * HOUR)).toBe(false);
    const lost = (await first.keys.inUse.standing())?.leftBehind ?? [];
    expect(lost).toHaveLength(1);
    expect(odoo.keysOf('planner')).toContain(lost[0]);
  });

  it('leaves no more than three keys behind that nobody knows, even when people ask', async () => {
    const { jobs, queue, keys } = await replica({ ...ending(10), ODOO_API_KEY_ROTATION: 'off' });
    odoo.from('generate').dropsAnswers();
    for (let nth = 0; nth < 5; nth++) {
      await jobs.ask();
      await queue.run('erp_key.rotate');
      odoo.recovers();
      odoo.from('generate').dropsAnswers();
    }
    const standing = await keys.inUse.standing();
    expect(standing?.leftBehind).toHaveLength(3);
    expect(standing?.problem).toMatch(/asked for 3 API keys/);
    expect([...odoo.keysOf('planner')].sort()).toEqual(
      ['Key 1', 'Key 2', ...(standing?.leftBehind ?? [])].sort(),
    );
  });

  it('is in the last third of a life that is shorter than six weeks', async () => {
    const { due, queue, keys } = await replica(ending(10));
    odoo.limitsKeys(3);
    const now = Date.now();
    await due(now);
    await queue.run('erp_key.rotate');
    expect(await keys.inUse.current()).toMatchObject({ from: 'stored' });
    expect(await due(now + HOUR)).toBe(false);
    expect(await due(now + 1.8 * DAY)).toBe(false);
    expect(await due(now + 2.2 * DAY)).toBe(true);
  });

  it('leaves the old one for ten minutes where the database does not wait for the disk', async () => {
    const { due, queue, keys } = await replica(ending(10));
    await due(Date.now());
    await queue.run('erp_key.rotate');
    await queue.run('erp_key.revoke');
    expect(odoo.keysOf('planner')).toContain('Key 1');
    expect(queue.waiting.has('erp_key.revoke')).toBe(true);
    expect((await keys.inUse.standing())?.toRevoke).toEqual(['the key in ODOO_PASSWORD']);
  });

  it('drops what another setting has superseded, a day later and not before, and says so', async () => {
    const former = await replica(ending(10));
    const now = Date.now();
    await former.due(now);
    await former.queue.run('erp_key.rotate');
    const name = (await former.keys.inUse.standing())?.name;
    const next = await replica({ ODOO_PASSWORD: OTHER });
    await next.jobs.tend(now);
    await next.jobs.tend(now + DAY - 1);
    expect((await former.keys.inUse.standing())?.name).toBe(name);
    await next.jobs.tend(now + DAY + 1);
    expect(await former.keys.store.list()).toEqual([]);
    await world.trail.flush();
    const acts: string[] = [];
    for await (const { action, before } of world.records.walk('default'))
      acts.push(`${action} ${String(before)}`);
    const told = acts.filter((text) => text.includes(String(name)) && /supersede|drop/.test(text));
    expect(told.map((text) => text.split(' ')[0])).toEqual(['erp_key.supersede', 'erp_key.drop']);
  });

  it('does not drop what is in use again', async () => {
    const former = await replica(ending(10));
    const now = Date.now();
    await former.due(now);
    await former.queue.run('erp_key.rotate');
    const next = await replica({ ODOO_PASSWORD: OTHER });
    await next.jobs.tend(now);
    await former.jobs.tend(now + DAY / 2);
    await next.jobs.tend(now + DAY + 1);
    expect(await former.keys.inUse.current()).toMatchObject({ from: 'stored' });
  });
});
