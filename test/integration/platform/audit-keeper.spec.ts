import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import { AuditKeeper } from '../../../src/audit/audit-keeper';
import { isSigned } from '../../../src/audit/checkpoint';
import { EmbeddedEngine } from '../../../src/database/embedded/embedded-engine';
import { KyselyDatabase } from '../../../src/database/kysely-database';
import { ownMigrations } from '../../../src/database/migrations';
import { fakeIntervals } from '../../support/fake-intervals';
import { act, type AuditWorld, auditWorld, settings } from '../../contract/audit/audit-world';

const HOUR = 3_600_000;
const MINUTE = 60_000;
const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const KEY = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const PUBLIC = publicKey.export({ type: 'spki', format: 'pem' }).toString();

describe('the keeper of the audit trail', () => {
  let folder: string;
  let database: KyselyDatabase;
  let world: AuditWorld;
  let logged: jest.Mock;
  let now: number;
  let ann: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'trapline-audit-keeper-'));
    database = new KyselyDatabase(new EmbeddedEngine(folder, await ownMigrations()));
    await database.ready();
    world = auditWorld(database, { AUDIT_SIGNING_KEY: KEY });
  }, 60_000);
  beforeEach(() => {
    logged = jest.fn();
    const silent = (): void => undefined;
    Logger.overrideLogger({ log: logged, error: silent, debug: silent, warn: silent });
    now = Date.now();
    // A chain for each test.
    ann = randomUUID();
  });
  afterEach(() => {
    jest.useRealTimers();
  });
  afterAll(async () => {
    await database.onApplicationShutdown();
    await rm(folder, { recursive: true, force: true });
  });

  function keeper(variables: Readonly<Record<string, string>> = {}, of = database): AuditKeeper {
    const { records, checkpoints, store, retention } = world;
    return new AuditKeeper(of, records, checkpoints, store, retention, settings(variables));
  }

  async function grow(tenant: string, ...ids: readonly string[]): Promise<void> {
    for (const id of ids) world.trail.record(act(tenant, id));
    await world.trail.flush();
  }

  const marks = async (tenant: string): Promise<readonly number[]> =>
    (await world.store.list(tenant)).map(({ seq }) => seq);

  it('signs where a chain stands, at most once an hour, and only where it has grown', async () => {
    const { look } = bound(keeper());
    await grow(ann, 'd1', 'd2');
    await look(now);
    expect(await marks(ann)).toEqual([2]);
    await grow(ann, 'd3');
    await look(now + 59 * MINUTE);
    expect(await marks(ann)).toEqual([2]);
    await look(now + HOUR);
    expect(await marks(ann)).toEqual([3, 2]);
    await look(now + 5 * HOUR);
    expect(await marks(ann)).toEqual([3, 2]);
    await grow(ann, 'd4');
    await look(now + 5 * HOUR + MINUTE);
    expect(await marks(ann)).toEqual([4, 3, 2]);
    expect((await world.verify(ann)).fault).toBeUndefined();
  });

  it('signs with the key of AUDIT_SIGNING_KEY, for every tenant, and logs a copy', async () => {
    const bob = randomUUID();
    await grow(ann, 'd1');
    await grow(bob, 'd1', 'd2');
    await keeper().look(new Date(now));
    for (const [tenant, seq] of [
      [ann, 1],
      [bob, 2],
    ] as const) {
      const [mark] = await world.store.list(tenant);
      expect(mark).toMatchObject({ tenant, seq, anchor: false, public_key: PUBLIC });
      expect(mark !== undefined && isSigned(mark)).toBe(true);
      expect(logged).toHaveBeenCalledWith(
        expect.objectContaining({ checkpoint: expect.objectContaining({ tenant, seq }) as unknown }),
        'audit checkpoint',
        'Audit',
      );
    }
  });

  it('lets old records go once a day, behind a signed anchor', async () => {
    const { look } = bound(keeper({ AUDIT_DAYS: '2' }));
    const left = async (): Promise<number> =>
      (await world.records.page(ann, { action: 'device.*' }, { order: 'asc', limit: 100 })).length;
    await grow(ann, 'd1', 'd2', 'd3');
    await look(now);
    await grow(ann, 'd4');
    await look(now + 23 * HOUR);
    expect(await left()).toBe(4);
    await look(now + 3 * 24 * HOUR);
    await world.trail.flush();
    expect(await left()).toBe(1);
    expect((await world.store.list(ann)).filter(({ anchor }) => anchor)).toHaveLength(1);
    expect((await world.verify(ann)).fault).toBeUndefined();
  });

  it('looks by itself every minute until the shutdown', async () => {
    await grow(ann, 'd1');
    fakeIntervals();
    const ours = keeper();
    ours.onApplicationBootstrap();
    jest.advanceTimersByTime(MINUTE - 1);
    expect(await settledMarks(ours)).toEqual([]);
    ours.onApplicationBootstrap();
    jest.advanceTimersByTime(MINUTE);
    expect(await settledMarks(ours)).toEqual([1]);
  });

  /** The marks once the keeper has been shut down and what it had begun is done. */
  async function settledMarks(ours: AuditKeeper): Promise<readonly number[]> {
    await ours.beforeApplicationShutdown();
    return marks(ann);
  }

  it('does nothing in a process that only answers requests', async () => {
    await grow(ann, 'd1');
    fakeIntervals();
    const ours = keeper({ ROLE: 'api', DATABASE_URL: 'postgres://nobody@127.0.0.1:9/none' });
    ours.onApplicationBootstrap();
    jest.advanceTimersByTime(10 * MINUTE);
    expect(await settledMarks(ours)).toEqual([]);
  });

  it('opens no database in memory that nobody has asked for', async () => {
    const unopened = new KyselyDatabase(new EmbeddedEngine(undefined, await ownMigrations()));
    await keeper({}, unopened).look();
    expect(unopened.status().state).toBe('not_opened');
    await unopened.onApplicationShutdown();
  });
});

function bound(keeper: AuditKeeper): { readonly look: (at: number) => Promise<void> } {
  return { look: (at) => keeper.look(new Date(at)) };
}
