import { Logger } from '@nestjs/common';
import { sql } from 'kysely';
import type { AuditRecord } from '../../../src/audit/audit-record';
import { verifyChain } from '../../../src/audit/verify/verify-chain';
import type { DatabaseEngine } from '../../../src/database/database-engine';
import { KyselyDatabase } from '../../../src/database/kysely-database';
import { act, auditWorld, type AuditWorld, FaultyDatabase } from './audit-world';

/** What the audit trail promises on every database. `open` answers engines over the same data, as many as are asked for. */
export function auditTrailContract(open: (count: number) => Promise<DatabaseEngine[]>): void {
  let databases: KyselyDatabase[];
  let worlds: AuditWorld[];
  let world: AuditWorld;

  beforeAll(async () => {
    // Tens of thousands of lines that nobody reads.
    Logger.overrideLogger(false);
    databases = (await open(2)).map((engine) => new KyselyDatabase(engine));
    for (const database of databases) await database.ready();
    worlds = databases.map((each) => auditWorld(each));
    [world] = worlds as [AuditWorld];
  }, 60_000);

  afterAll(async () => {
    for (const database of databases) await database.onApplicationShutdown();
  });

  const all = async (tenant: string): Promise<AuditRecord[]> => {
    const found: AuditRecord[] = [];
    for await (const record of world.records.walk(tenant)) found.push(record);
    return found;
  };
  const recordAll = async (tenant: string, count: number): Promise<void> => {
    for (let i = 0; i < count; i += 1) world.trail.record(act(tenant, `d${i}`));
    await world.trail.flush();
  };

  it('keeps acts in the order in which they were recorded, each bound to the one before', async () => {
    await recordAll('order', 600);
    const records = await all('order');
    expect(records.map(({ seq }) => seq)).toEqual(Array.from({ length: 600 }, (_, i) => i + 1));
    expect(records.map(({ subject }) => subject)).toEqual(Array.from({ length: 600 }, (_, i) => `d${i}`));
    const { fault, report } = await world.verify('order');
    expect(fault).toBeUndefined();
    expect(report).toMatchObject({ records: 600, first: 1, last: 600 });
  });

  it('makes one chain of what several processes append at the same time', async () => {
    const each = 300;
    const trails = [...worlds, ...databases.map((each) => auditWorld(each))].map(({ trail }) => trail);
    await Promise.all(
      trails.map(async (trail, who) => {
        for (let i = 0; i < each; i += 1) {
          trail.record(act('crowd', `${who}-${i}`));
          if (i % 7 === 0) await trail.flush();
        }
        await trail.flush();
      }),
    );
    const { fault, report } = await world.verify('crowd');
    expect(fault).toBeUndefined();
    expect(report.records).toBe(each * trails.length);
    const records = await all('crowd');
    for (const who of trails.keys()) {
      const own = records.map(({ subject }) => subject).filter((subject) => subject.startsWith(`${who}-`));
      expect(own).toEqual(Array.from({ length: each }, (_, i) => `${who}-${i}`));
    }
  }, 60_000);

  it('holds what no database can hold as it is', async () => {
    world.trail.record(
      act('odd', 'nul \0, half a pair \ud800', {
        before: { text: 'nul \0, half a pair \ud800', ['__proto__x']: 1, 10: 'b', 9: 'a' },
        detail: 'x'.repeat(10_000),
      }),
    );
    await world.trail.flush();
    const [record] = await all('odd');
    expect(JSON.parse(record?.before ?? '')).toMatchObject({ text: 'nul \0, half a pair \ud800' });
    expect((await world.verify('odd')).fault).toBeUndefined();
  });

  it('finds what was done for a plan, with the action that asked for it', async () => {
    for (const [i, plan] of ['p1', 'p2', undefined, 'p1'].entries()) {
      const cause = plan === undefined ? undefined : { plan, action: String(i + 1) };
      world.trail.record(act('planned', `d${i}`, { cause }));
    }
    await world.trail.flush();
    const found = await world.records.page('planned', { plan: 'p1' }, { order: 'asc', limit: 10 });
    expect(found.map(({ seq, plan, plan_action: action }) => [seq, plan, action])).toEqual([
      [1, 'p1', '1'],
      [4, 'p1', '4'],
    ]);
    expect((await all('planned'))[2]).toMatchObject({ plan: null, plan_action: null });
    expect((await world.verify('planned')).fault).toBeUndefined();
  });

  it('shows a tenant its own records alone', async () => {
    await recordAll('ann', 3);
    await recordAll('bob', 2);
    const database = databases[0] as KyselyDatabase;
    const seen = await database.transaction('ann', (tx) =>
      tx.selectFrom('audit_records').select('tenant').distinct().execute(),
    );
    expect(seen).toEqual([{ tenant: 'ann' }]);
    const { rows } = await database.pool.query('select * from audit_records');
    expect(rows).toEqual([]);
    const forged = database.transaction('ann', (tx) =>
      sql`update audit_records set tenant = 'ann' where tenant = 'bob'`.execute(tx),
    );
    await expect(forged).rejects.toMatchObject({ code: '42501' });
  });

  it('lets the application change or delete no record, and no checkpoint', async () => {
    await recordAll('fixed', 3);
    await world.checkpoints.make('fixed', new Date());
    const database = databases[0] as KyselyDatabase;
    for (const statement of [
      'update audit_records set detail = detail',
      'delete from audit_records where seq = 1',
      'delete from audit_records where seq = 3',
      'truncate audit_records',
      'update audit_checkpoints set hash = hash',
      'delete from audit_checkpoints',
    ]) {
      const attempt = database.transaction('fixed', (tx) => sql.raw(statement).execute(tx));
      await expect(attempt).rejects.toMatchObject({ code: '42501' });
    }
    expect(await all('fixed')).toHaveLength(3);
  });

  it('signs where a chain stands, once while it does not grow', async () => {
    await recordAll('sworn', 4);
    const made = await world.checkpoints.make('sworn', new Date());
    expect(made).toMatchObject({ tenant: 'sworn', seq: 4, anchor: false });
    expect(await world.checkpoints.make('sworn', new Date())).toBeUndefined();
    await recordAll('sworn', 1);
    expect(await world.checkpoints.make('sworn', new Date())).toMatchObject({ seq: 5 });
    expect((await world.verify('sworn')).report).toMatchObject({ checkpoints: 2, unsworn: 0 });
  });

  it('gives up what is too old, and what is left can be verified', async () => {
    await recordAll('old', 30);
    await world.checkpoints.make('old', new Date());
    const border = new Date(Date.now() + 5);
    await new Promise((resolve) => setTimeout(resolve, 10));
    await recordAll('old', 5);
    expect(await world.retention.expire('old', border)).toBe(30);
    await world.trail.flush();
    const { fault, report } = await world.verify('old');
    expect(fault).toBeUndefined();
    expect(report).toMatchObject({ first: 31, last: 36, records: 6 });
    expect(await world.retention.expire('old', border)).toBe(0);
    // Everything is too old: the last one stays, for the next to follow from.
    expect(await world.retention.expire('old', new Date(Date.now() + 60_000))).toBe(5);
    await recordAll('old', 1);
    expect((await world.verify('old')).fault).toBeUndefined();
    const [, ...withoutFirst] = await all('old');
    const checkpoints = await world.store.list('old');
    expect((await verifyChain('old', checkpoints, withoutFirst)).fault).toMatchObject({ kind: 'missing' });
  });

  it('keeps what is recorded while the database is away, in order', async () => {
    const faulty = new FaultyDatabase(databases[0] as KyselyDatabase);
    const { trail } = auditWorld(faulty);
    trail.record(act('away', 'first'));
    await trail.flush();
    faulty.away = true;
    for (let i = 0; i < 50; i += 1) trail.record(act('away', `away-${i}`));
    await expect(trail.flush()).rejects.toThrow('cannot be reached');
    faulty.away = false;
    trail.record(act('away', 'last'));
    await trail.flush();
    expect((await all('away')).map(({ subject }) => subject)).toEqual([
      'first',
      ...Array.from({ length: 50 }, (_, i) => `away-${i}`),
      'last',
    ]);
  });

  it('appends nothing twice when nobody knows whether a commit arrived', async () => {
    const faulty = new FaultyDatabase(databases[0] as KyselyDatabase);
    const { trail } = auditWorld(faulty);
    faulty.unansweredCommits = 1;
    trail.record(act('doubt', 'one'));
    trail.record(act('doubt', 'two'));
    await expect(trail.flush()).rejects.toThrow('the connection broke');
    trail.record(act('doubt', 'three'));
    await world.trail.flush();
    world.trail.record(act('doubt', 'by another process'));
    await world.trail.flush();
    await trail.flush();
    expect((await all('doubt')).map(({ subject }) => subject).sort()).toEqual([
      'by another process',
      'one',
      'three',
      'two',
    ]);
    expect((await world.verify('doubt')).fault).toBeUndefined();
  });

  it('says in the chain how many records are in the log alone', async () => {
    const faulty = new FaultyDatabase(databases[0] as KyselyDatabase);
    const { trail, metrics } = auditWorld(faulty);
    faulty.away = true;
    for (let i = 0; i < 20_010; i += 1) trail.record(act('full', `d${i}`));
    faulty.away = false;
    await trail.flush();
    trail.record(act('full', 'afterwards'));
    await trail.flush();
    const { fault, report } = await world.verify('full');
    expect(fault).toBeUndefined();
    expect(report).toMatchObject({ records: 20_002, lost: 10 });
    const lost = await metrics.auditLost.get();
    expect(lost.values).toMatchObject([{ value: 10 }]);
    const found = await world.records.page('full', { action: 'audit.gap' }, { order: 'asc', limit: 10 });
    expect(found).toMatchObject([
      { result: 'failed', detail: expect.stringMatching(/^lost 10 records between /) as unknown },
    ]);
  }, 120_000);
}
