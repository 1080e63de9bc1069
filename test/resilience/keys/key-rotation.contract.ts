import { ConsoleLogger, Logger } from '@nestjs/common';
import { startOdooSimulator, type OdooSimulator } from '@libs/simulators';
import { UpstreamAuthenticationError } from '@libs/upstream';
import type { AuditTrail } from '../../../src/audit/audit-trail';
import { KeyRotation } from '../../../src/connections/key-rotation';
import type { Database } from '../../../src/database/database';
import type { DatabaseEngine } from '../../../src/database/database-engine';
import { KyselyDatabase } from '../../../src/database/kysely-database';
import { createOdooAdapter } from '../../../src/erp/adapters/odoo/create-odoo-adapter';
import type { OdooAdapter } from '../../../src/erp/adapters/odoo/odoo.adapter';
import { auditWorld, settings } from '../../contract/audit/audit-world';
import { odooSettings, ONE_ATTEMPT } from '../../contract/erp/odoo-under-test';
import { keysOf } from '../../support/erp-keys';
import { EndingDatabase } from './ending-database';

const KEY = 'a1b2'.repeat(10);
const LATER_MS = 3_600_000;
/** More than any exchange has of steps. */
const MOST_STEPS = 30;
type Keys = ReturnType<typeof keysOf>;

interface Replica extends Keys {
  readonly adapter: OdooAdapter;
  readonly rotation: KeyRotation;
  /** A whole exchange, as the jobs do it. */
  run(): Promise<void>;
}

/** An exchange that ends at any of its steps, on every database. */
export function keyRotationContract(open: () => Promise<DatabaseEngine>): void {
  let database: KyselyDatabase;
  let odoo: OdooSimulator;
  const adapters: OdooAdapter[] = [];
  const trails: AuditTrail[] = [];
  const { signal } = new AbortController();

  beforeAll(async () => {
    Logger.overrideLogger(false);
    database = new KyselyDatabase(await open());
    await database.ready();
  }, 60_000);
  afterAll(async () => {
    await database.onApplicationShutdown();
    Logger.overrideLogger(new ConsoleLogger());
  });
  beforeEach(async () => {
    odoo = await startOdooSimulator({
      version: '19.0',
      users: [
        { login: 'admin', password: 'admin' },
        { login: 'planner', password: 'planner', apiKeys: [KEY], groups: ['base.group_user'] },
      ],
    });
    odoo.setsParameter('base.enable_programmatic_api_keys', 'True');
    await begin();
  });
  afterEach(async () => {
    await Promise.all(adapters.splice(0).map((adapter) => adapter.close()));
    for (const trail of trails.splice(0)) await trail.flush();
    await odoo.close();
  });

  /** Nothing is stored, and an administrator asks for an exchange. */
  const begin = async (): Promise<void> => {
    await database.transaction('default', async (tx) => {
      await tx.deleteFrom('erp_api_keys').execute();
      await tx.deleteFrom('erp_key_rotations').execute();
    });
    await keysOf(settings(), database).rotations.want(new Date());
  };
  const variables = (changes: Readonly<Record<string, string>> = {}): Record<string, string> => ({
    ...{ ERP_ADAPTER: 'odoo', ODOO_URL: odoo.url, ODOO_DB: odoo.database, ODOO_USERNAME: 'planner' },
    ODOO_PASSWORD: KEY,
    ...changes,
  });

  /** A process of its own, on what the others have left. */
  const replica = (on: Database = database, changes: Readonly<Record<string, string>> = {}): Replica => {
    const configuration = settings(variables(changes));
    const keys = keysOf(configuration, on);
    const account = {
      username: 'planner',
      password: configuration.erp.adapter === 'odoo' ? configuration.erp.odoo.password : '',
      transport: 'auto',
    } as const;
    const adapter = createOdooAdapter(
      odooSettings({ url: odoo.url, db: odoo.database }, account),
      ONE_ATTEMPT,
      undefined,
      keys.inUse,
    );
    adapters.push(adapter);
    const { trail } = auditWorld(database);
    trails.push(trail);
    const rotation = new KeyRotation(keys.store, keys.inUse, on, configuration, trail);
    const run = async (): Promise<void> => {
      const wanted = (await keys.rotations.last()).wantedAt !== null;
      await rotation.exchange(adapter.keys(), wanted, signal);
      await rotation.revokeOld(adapter.keys(), signal, Date.now() + LATER_MS);
    };
    return { ...keys, adapter, rotation, run };
  };
  const works = async (at: Replica): Promise<void> => {
    expect(await at.adapter.probe()).toMatchObject({ account: 'planner' });
  };
  const refused = async (password: string): Promise<void> => {
    const alone = createOdooAdapter(
      odooSettings(
        { url: odoo.url, db: odoo.database },
        { username: 'planner', password, transport: 'json2' },
      ),
      ONE_ATTEMPT,
    );
    adapters.push(alone);
    await expect(alone.probe()).rejects.toBeInstanceOf(UpstreamAuthenticationError);
  };
  /** What must hold when everything has been done: one key in use, nothing else but keys that are known to be lost. */
  const finished = async (): Promise<void> => {
    const last = replica();
    await works(last);
    const standing = await last.inUse.standing();
    expect(standing).toMatchObject({ inUse: 'stored', underWay: false, toRevoke: [] });
    const unknown = new Set(standing?.leftBehind);
    expect(odoo.keysOf('planner').filter((name) => !unknown.has(name))).toEqual([standing?.name]);
    await refused(KEY);
  };

  it('ends with a new key, the old one revoked, and every replica finds it', async () => {
    const [first, second] = [replica(), replica()];
    await works(second);
    await first.run();
    await finished();
    await works(first);
    await works(second);
  });

  it('goes on from one key to the next', async () => {
    const first = replica();
    await first.run();
    const name = odoo.keysOf('planner')[0];
    expect(await first.rotation.exchange(first.adapter.keys(), true, signal)).toBe(true);
    await first.rotation.revokeOld(first.adapter.keys(), signal, Date.now() + LATER_MS);
    expect(odoo.keysOf('planner')).not.toContain(name);
    await finished();
  });

  /** Breaks the exchange at each step in turn, until it gets through without meeting the trouble. */
  const breaks = async (
    trouble: (step: number) => Database,
    over: () => void,
    got: () => boolean,
  ): Promise<number> => {
    for (let step = 0; step < MOST_STEPS; step++) {
      odoo.replacesKeys('planner', [KEY]);
      await begin();
      const broken = replica(trouble(step));
      await broken.run().catch((error: unknown) => {
        expect(error).toBeInstanceOf(Error);
      });
      over();
      // Whatever was the last that the broken one did: there is a key that works, and that whoever starts now finds.
      await works(replica());
      await replica().run();
      await finished();
      const made = odoo.calls().length;
      await replica().run();
      expect(
        odoo
          .calls()
          .slice(made)
          .filter(({ method }) => method === 'generate'),
      ).toEqual([]);
      if (!got()) return step;
    }
    throw new Error(`an exchange of more than ${MOST_STEPS} steps`);
  };

  it.each([
    ['is not reached any more', 'before'],
    ['does not answer after a commit, nor any more', 'after'],
  ] as const)('loses no key when the database %s, from any step on', async (_, when) => {
    let ending: EndingDatabase | undefined;
    const steps = await breaks(
      (step) => (ending = new EndingDatabase(database, step, when)),
      () => undefined,
      () => ending?.hasEnded === true,
    );
    expect(steps).toBeGreaterThan(6);
  });

  it.each([
    ['is not reached any more', 'drops'],
    ['does as it is told and does not answer, nor any more', 'dropsAnswers'],
    ['does as it is told and answers half, also from then on', 'answersHalf'],
  ] as const)('loses no key when Odoo %s, from any call on', async (_, sentence) => {
    let calls = 0;
    let allowed = 0;
    const steps = await breaks(
      (step) => {
        allowed = step;
        calls = odoo.calls().length;
        odoo.after(step)[sentence]();
        return database;
      },
      () => {
        calls = odoo.calls().length - calls;
        odoo.recovers();
      },
      () => calls > allowed,
    );
    expect(steps).toBeGreaterThan(6);
  });

  it('leaves the key of the settings in use when the settings have changed, and finds the other again', async () => {
    const first = replica();
    await first.run();
    const [name] = odoo.keysOf('planner');
    const other = 'c3'.repeat(20);
    odoo.addsKey('planner', other);
    const changed = replica(database, { ODOO_PASSWORD: other });
    await works(changed);
    expect(await changed.inUse.current()).toEqual({ from: 'setting' });
    expect((await changed.store.foreign()).map((key) => key.name)).toEqual([name]);
    expect(await replica().inUse.current()).toMatchObject({ from: 'stored', key: { name } });
  });

  it('does not take a stored key for the wrong one under another SESSION_SECRET, and says so', async () => {
    await replica().run();
    const stranger = replica(database, { SESSION_SECRET: 'another secret than that of the others' });
    expect(await stranger.inUse.current()).toEqual({ from: 'setting' });
    expect((await stranger.inUse.standing())?.problem).toMatch(/SESSION_SECRET/);
    await finished();
  });

  it('shows no key to another tenant, and none in clear', async () => {
    await replica().run();
    const rows = await database.transaction('default', (tx) =>
      tx.selectFrom('erp_api_keys').selectAll().execute(),
    );
    expect(rows).toHaveLength(1);
    expect(rows[0]?.secret).toMatch(/^v1\./);
    const others = await database.transaction('other', (tx) =>
      tx.selectFrom('erp_api_keys').selectAll().execute(),
    );
    expect(others).toEqual([]);
  });
}
