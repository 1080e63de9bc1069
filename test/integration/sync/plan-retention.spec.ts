import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import { sql } from 'kysely';
import type { AuditRecord } from '../../../src/audit/audit-record';
import type { DatabaseEngine } from '../../../src/database/database-engine';
import { EmbeddedEngine } from '../../../src/database/embedded/embedded-engine';
import { KyselyDatabase } from '../../../src/database/kysely-database';
import { ownMigrations } from '../../../src/database/migrations';
import { PostgresEngine } from '../../../src/database/postgres-engine';
import { type NewAction, type NewPlan, NOTHING_PLANNED, type PlanStatus } from '../../../src/sync/plan';
import { PlanKeeper } from '../../../src/sync/plan-keeper';
import { PlanStore } from '../../../src/sync/plan.store';
import { type AuditWorld, auditWorld, settings } from '../../contract/audit/audit-world';
import { fakeIntervals } from '../../support/fake-intervals';
import { createPostgres, describeWithPostgres, type OwnPostgres } from '../../support/postgres';

const NOW = new Date('2026-11-21T12:00:00.000Z');
const daysAgo = (days: number): Date => new Date(NOW.getTime() - days * 86_400_000);
const ACTION: NewAction = {
  ...NOTHING_PLANNED,
  kind: 'delete',
  status: 'pending',
  reason: 'For a test.',
  erpReference: 'HF_0001',
  erpId: null,
  guid: 'trap-1',
  customer: '',
  site: '',
  undoes: null,
};

interface Life {
  readonly status: PlanStatus;
  readonly createdAt: Date;
  readonly startedAt?: Date;
  readonly endedAt?: Date;
  readonly undoes?: string;
  readonly actions?: number;
  readonly tenant?: string;
}

function planRetention(open: () => Promise<DatabaseEngine>): void {
  let database: KyselyDatabase;
  let plans: PlanStore;
  let audit: AuditWorld;

  beforeAll(async () => {
    Logger.overrideLogger(false);
    database = new KyselyDatabase(await open());
    await database.ready();
    plans = new PlanStore(database);
    audit = auditWorld(database);
  }, 60_000);
  afterAll(() => database.onApplicationShutdown());
  afterEach(async () => {
    for (const tenant of ['default', 'other']) await plans.expire(tenant, new Date('2100-01-01'));
  });

  async function kept(id: string, life: Life): Promise<void> {
    const { tenant = 'default', undoes = null, actions = 1 } = life;
    const plan: NewPlan = {
      id,
      account: { tenant, account: 'a1' },
      direction: 'both',
      trigger: 'request',
      scope: {},
      filters: {},
      touchedPercent: 1,
      undoes,
      note: '',
      createdBy: { kind: 'api_key', name: 'planner', role: 'operator' },
      pointsAsOf: life.createdAt,
      devicesAsOf: life.createdAt,
    };
    await plans.save(
      plan,
      Array.from({ length: actions }, () => ACTION),
    );
    await database.transaction(tenant, (tx) =>
      sql`update sync_plans set status = ${life.status}, created_at = ${life.createdAt},
          started_at = ${life.startedAt ?? null}, ended_at = ${life.endedAt ?? null} where id = ${id}`.execute(
        tx,
      ),
    );
    audit.trail.record({
      tenant,
      actor: { kind: 'api_key', name: 'planner' },
      action: 'plan.make',
      subject: { kind: 'plan', id },
      result: 'done',
    });
    await audit.trail.flush();
  }

  async function idsAfterExpiry(days = 365, tenant = 'default'): Promise<readonly string[]> {
    const configuration = settings({ PLAN_DAYS: String(days) });
    await new PlanKeeper(plans, audit.records, audit.trail, database, configuration).expire(NOW);
    return ids(tenant);
  }

  async function ids(tenant = 'default'): Promise<readonly string[]> {
    const found = await plans.list({ tenant, account: 'a1' }, { limit: 1_000 });
    return found.map(({ id }) => id).sort();
  }

  const expiries = async (): Promise<readonly AuditRecord[]> => {
    await audit.trail.flush();
    return audit.records.page('default', { action: 'plan.expire' }, { order: 'desc', limit: 1 });
  };

  it('deletes plans on which nothing was done for so long, with their actions, and says so', async () => {
    await kept('applied', { status: 'applied', createdAt: daysAgo(400), endedAt: daysAgo(366) });
    await kept('applied-lately', { status: 'applied', createdAt: daysAgo(400), endedAt: daysAgo(364) });
    await kept('failed', { status: 'failed', createdAt: daysAgo(400), endedAt: daysAgo(399) });
    await kept('cancelled', { status: 'cancelled', createdAt: daysAgo(400), endedAt: daysAgo(399) });
    await kept('never-applied', { status: 'draft', createdAt: daysAgo(366) });
    await kept('young', { status: 'draft', createdAt: daysAgo(364) });
    expect(await idsAfterExpiry()).toEqual(['applied-lately', 'young']);
    const left = await database.transaction('default', (tx) =>
      tx.selectFrom('sync_plan_actions').select('plan_id').distinct().orderBy('plan_id').execute(),
    );
    expect(left.map(({ plan_id: id }) => id)).toEqual(['applied-lately', 'young']);
    expect(await expiries()).toMatchObject([
      { actor_kind: 'system', actor: 'retention', detail: expect.stringMatching(/^4 plans /) as string },
    ]);
  });

  it('never deletes one that is being applied or is paused', async () => {
    const begun = { createdAt: daysAgo(2_000), startedAt: daysAgo(1_999) };
    await kept('applying', { status: 'applying', ...begun });
    await kept('paused', { status: 'paused', ...begun });
    expect(await idsAfterExpiry()).toEqual(['applying', 'paused']);
    await database.transaction('default', (tx) => sql`update sync_plans set status = 'applied'`.execute(tx));
    expect(await idsAfterExpiry()).toEqual([]);
  });

  it('keeps what is being undone for as long as the plan that does so', async () => {
    await kept('done', { status: 'applied', createdAt: daysAgo(400), endedAt: daysAgo(400) });
    await kept('undo', { status: 'draft', createdAt: daysAgo(10), undoes: 'done' });
    await kept('old-done', { status: 'applied', createdAt: daysAgo(900), endedAt: daysAgo(900) });
    await kept('old-undo', { status: 'applied', createdAt: daysAgo(800), undoes: 'old-done' });
    expect(await idsAfterExpiry()).toEqual(['done', 'undo']);
  });

  it('deletes any number of them, of every tenant', async () => {
    for (let i = 0; i < 25; i += 1) {
      await kept(`plan-${i}`, { status: 'applied', createdAt: daysAgo(500), actions: 30 });
    }
    await kept('theirs', { status: 'applied', createdAt: daysAgo(500), tenant: 'other' });
    await kept('theirs-young', { status: 'applied', createdAt: daysAgo(5), tenant: 'other' });
    expect(await idsAfterExpiry()).toEqual([]);
    expect(await idsAfterExpiry(365, 'other')).toEqual(['theirs-young']);
  });

  it.each<[string, Readonly<Record<string, string>>, readonly string[]]>([
    ['looks by itself every hour', {}, []],
    ['looks not where plans are kept for good', { PLAN_DAYS: '0' }, ['over']],
    [
      'looks not in a process that only answers requests',
      { ROLE: 'api', DATABASE_URL: 'postgres://nobody@127.0.0.1:9/none' },
      ['over'],
    ],
  ])('%s', async (_title, variables, left) => {
    await kept('over', { status: 'applied', createdAt: new Date('2020-01-01') });
    fakeIntervals();
    const keeper = new PlanKeeper(plans, audit.records, audit.trail, database, settings(variables));
    keeper.onApplicationBootstrap();
    jest.advanceTimersByTime(3_600_000 - 1);
    expect(await ids()).toEqual(['over']);
    jest.advanceTimersByTime(1);
    await keeper.onModuleDestroy();
    expect(await ids()).toEqual(left);
    jest.useRealTimers();
  });

  it('deletes none for 0 days', async () => {
    await kept('ancient', { status: 'applied', createdAt: daysAgo(5_000) });
    expect(await idsAfterExpiry(0)).toEqual(['ancient']);
  });
}

describe('PLAN_DAYS in the embedded database', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'trapline-plan-days-'));
  afterAll(() => rm(dataDir, { recursive: true, force: true }));
  planRetention(async () => new EmbeddedEngine(dataDir, await ownMigrations()));
});

describeWithPostgres('PLAN_DAYS in PostgreSQL', (serverUrl) => {
  let own: OwnPostgres;
  beforeAll(async () => {
    own = await createPostgres(serverUrl);
  });
  afterAll(() => own.drop());
  planRetention(async () => {
    const urls = { url: own.url, migrationUrl: own.ownerUrl };
    return new PostgresEngine({ ...urls, poolSize: 5, strict: true }, await ownMigrations());
  });
});
