import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type OdooVersion, startMicroshareSimulator, startOdooSimulator } from '@libs/simulators';
import { eventually } from '../support/eventually';
import { createPostgres, describeWithPostgres, type OwnPostgres } from '../support/postgres';
import { smallFleet } from '../support/clusters';
import { makePlan, planIn, post } from '../support/plans';
import { KEYS, startTrapline, type Trapline } from '../support/trapline';

jest.setTimeout(120_000);

const KEY_ADDRESS = '/api/v1/connections/default/key';
const KEY = 'a1b2'.repeat(10);
const OTHER = 'c3d4'.repeat(10);
/** Hashes of the audit trail are longer. */
const A_KEY = /\b[0-9a-f]{40}\b/;

type Peers = Pick<Trapline, 'microshare' | 'odoo'>;

describeWithPostgres('The API key of Odoo on PostgreSQL', (serverUrl) => {
  let own: OwnPostgres;
  beforeEach(async () => {
    own = await createPostgres(serverUrl);
  });
  afterEach(() => own.drop());
  keyOfOdoo(() => ({ DATABASE_URL: own.url, DATABASE_MIGRATION_URL: own.ownerUrl }), 0);
});

describe('The API key of Odoo on the embedded database', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'trapline-key-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));
  // The old key is left for ten minutes.
  keyOfOdoo(() => ({ DATA_DIR: join(folder, 'data') }), 1);
});

/** @param left keys that wait to be revoked when an exchange has ended */
function keyOfOdoo(database: () => Readonly<Record<string, string>>, left: 0 | 1): void {
  let peers: Peers;
  const running: Trapline[] = [];

  const prepare = async (
    options: { version?: OdooVersion; endsInDays?: number; enabled?: boolean } = {},
  ): Promise<void> => {
    const end = new Date(Date.now() + (options.endsInDays ?? 10) * 86_400_000).toISOString();
    const odoo = await startOdooSimulator({
      version: options.version ?? '19.0',
      users: [
        { login: 'admin', password: 'admin' },
        {
          ...{ login: 'planner', password: 'planner', apiKeys: [KEY] },
          apiKeysEnd: end.replace('T', ' ').slice(0, 19),
          groups: ['base.group_user', 'product.group_product_manager'],
        },
      ],
      products: [{ name: 'Harbour Foods / Dock / Ramp', default_code: 'HF_DSM_0001' }],
    });
    if (options.enabled !== false) odoo.setsParameter('base.enable_programmatic_api_keys', 'True');
    peers = { odoo, microshare: await startMicroshareSimulator({ clusters: smallFleet() }) };
  };
  const start = async (settings: Readonly<Record<string, string>> = {}): Promise<Trapline> => {
    const account = { ODOO_USERNAME: 'planner', ODOO_PASSWORD: KEY, ODOO_API_KEY_ROTATION: 'auto' };
    const trapline = await startTrapline({
      beside: peers,
      settings: {
        ...{ SESSION_SECRET: 'the same secret for all replicas', ...account, ...database() },
        ...{ JOB_BACKOFF_MS: '50', RETRY_ATTEMPTS: '1', ...settings },
      },
    });
    running.push(trapline);
    return trapline;
  };
  const stop = async (trapline: Trapline): Promise<void> => {
    running.splice(running.indexOf(trapline), 1);
    await trapline.close();
  };
  const key = async (trapline: Trapline): Promise<any> => {
    const { status, json, text } = await trapline.call('GET', KEY_ADDRESS, { key: KEYS.admin });
    expect(status).toBe(200);
    expect(text).not.toMatch(A_KEY);
    return json;
  };
  const exchanged = (trapline: Trapline): Promise<any> =>
    eventually(async () => {
      const shown = await key(trapline);
      expect(shown).toMatchObject({ in_use: 'stored', under_way: false, problem: null });
      expect(shown.to_revoke).toHaveLength(left);
      expect(peers.odoo.keysOf('planner')).toHaveLength(1 + left);
      return shown;
    }, 30_000);
  const refusedFor = (trapline: Trapline, problem: RegExp): Promise<any> =>
    eventually(async () => {
      const shown = await key(trapline);
      expect(shown.problem).toMatch(problem);
      return shown;
    }, 30_000);
  const asks = (): number => peers.odoo.calls().filter(({ method }) => method === 'generate').length;
  /** What it reads and writes there at this moment, past everything in memory. */
  const works = async (trapline: Trapline): Promise<void> => {
    const { json } = await trapline.call('POST', '/api/v1/connections/test', { key: KEYS.admin });
    expect(json.connections[1]).toMatchObject({ system: 'odoo', works: true, warnings: [] });
  };
  const writes = async (trapline: Trapline): Promise<void> => {
    const plan = await makePlan(trapline, { direction: 'to_erp' });
    expect(plan.summary).toEqual({ write_back: 1 });
    await post(trapline, plan.id, 'apply');
    await planIn(trapline, plan.id, 'applied');
    expect(peers.odoo.products.all()).toMatchObject([{ barcode: 'E8-E1-E1-00-01-0A-2C-41' }]);
    await works(trapline);
  };
  const audited = async (trapline: Trapline): Promise<string[]> => {
    const { json, text } = await trapline.call('GET', '/api/v1/audit?limit=100', { key: KEYS.admin });
    expect(text).not.toMatch(A_KEY);
    return json.records
      .filter(({ action }: { action: string }) => action.startsWith('erp_key.'))
      .map(({ action, result }: { action: string; result: string }) => `${action} ${result}`);
  };

  afterEach(async () => {
    await Promise.all(running.splice(0).map((trapline) => trapline.close()));
    await peers.odoo.close();
    await peers.microshare.close();
  });

  it('is exchanged by itself ten days before its end, and the new one is used from then on', async () => {
    await prepare();
    const trapline = await start();
    const { name, expires_at: end } = await exchanged(trapline);
    expect(name).toMatch(/^Trapline \d{4}-\d\d-\d\d [0-9a-f]{4}$/);
    expect(peers.odoo.keysOf('planner')).toContain(name);
    expect(Date.parse(end) - Date.now()).toBeGreaterThan(80 * 86_400_000);
    await writes(trapline);
    const { json: status } = await trapline.call('GET', '/api/v1/status');
    expect(status).toMatchObject({
      erp_credential: { expires_at: end, warning: null },
      erp_key_rotation: { mode: 'auto', in_use: 'stored', problem: null, remedy: null },
    });
    await eventually(async () => {
      const acts = ['erp_key.generate done', 'erp_key.verify done', 'erp_key.use done'];
      expect(await audited(trapline)).toEqual(
        expect.arrayContaining([...acts, ...(left === 0 ? ['erp_key.revoke done'] : [])]),
      );
    });

    await stop(trapline);
    peers.odoo.dropsKey('planner', 'Key 1');
    const again = await start();
    expect(await key(again)).toMatchObject({ in_use: 'stored', name });
    await works(again);
    expect(asks()).toBe(1);
  });

  it('gives way to another one in the settings, which is told and audited', async () => {
    await prepare();
    const before = await start();
    const { name } = await exchanged(before);
    await stop(before);
    peers.odoo.addsKey('planner', OTHER);
    const trapline = await start({ ODOO_PASSWORD: OTHER });
    await works(trapline);
    expect(await key(trapline)).toMatchObject({ in_use: 'setting', name: null });
    await eventually(async () => {
      expect(await audited(trapline)).toContain('erp_key.supersede done');
    });
    // Nothing was lost by a wrong setting: the former one leads to the stored key again.
    await stop(trapline);
    const back = await start();
    expect(await key(back)).toMatchObject({ in_use: 'stored', name });
    await works(back);
  });

  it('stays, and the status says which right is missing, where Odoo does not let it be exchanged', async () => {
    await prepare({ enabled: false });
    const trapline = await start();
    const { remedy } = await refusedFor(trapline, /does not let programs of planner exchange/);
    expect(remedy).toMatch(/base\.enable_programmatic_api_keys.*base\.group_system/);
    const { json: status } = await trapline.call('GET', '/api/v1/status');
    expect(status.erp_key_rotation).toMatchObject({ in_use: 'setting', remedy });
    expect(status.erp_credential.warning).toMatch(/could not be exchanged/);
    const { json: test } = await trapline.call('POST', '/api/v1/connections/test', { key: KEYS.admin });
    expect(test.connections[1]).toMatchObject({
      works: true,
      warnings: [expect.stringContaining('base.enable_programmatic_api_keys')],
    });
    expect(await audited(trapline)).toEqual(['erp_key.generate refused']);
    // Not again at once, whatever restarts.
    await stop(trapline);
    const again = await start();
    expect((await key(again)).problem).toMatch(/does not let programs/);
    expect(asks()).toBe(1);
    expect(peers.odoo.keysOf('planner')).toEqual(['Key 1']);
  });

  it('stays with Odoo 18, which has no call for it', async () => {
    await prepare({ version: '18.0' });
    const trapline = await start();
    const { remedy } = await refusedFor(trapline, /Odoo 18\.0 has no call/);
    expect(remedy).toMatch(/New API Key/);
    const rotate = await trapline.call('POST', `${KEY_ADDRESS}/rotate`, { key: KEYS.admin });
    expect([rotate.status, rotate.json.detail]).toEqual([
      409,
      expect.stringContaining('Odoo 18.0 has no call'),
    ]);
  });

  it('is exchanged when an administrator asks for it, also with the rotation off', async () => {
    await prepare({ endsInDays: 80 });
    const trapline = await start({ ODOO_API_KEY_ROTATION: 'off' });
    expect((await trapline.call('POST', `${KEY_ADDRESS}/rotate`)).status).toBe(403);
    expect(await key(trapline)).toMatchObject({ in_use: 'setting', rotation: 'off', under_way: false });
    const asked = await trapline.call('POST', `${KEY_ADDRESS}/rotate`, { key: KEYS.admin });
    expect([asked.status, asked.text]).toEqual([202, expect.not.stringMatching(A_KEY)]);
    await exchanged(trapline);
    await works(trapline);
    await eventually(async () => {
      expect(await audited(trapline)).toContain('erp_key.rotate done');
    });
    const other = await trapline.call('POST', '/api/v1/connections/other/key/rotate', { key: KEYS.admin });
    expect(other.status).toBe(404);
  });

  if (left === 0) {
    it('is learned by a replica that runs already, at its next call', async () => {
      await prepare({ endsInDays: 80 });
      const [first, second] = [await start(), await start()];
      await works(second);
      await first.call('POST', `${KEY_ADDRESS}/rotate`, { key: KEYS.admin });
      const { name } = await exchanged(first);
      expect(peers.odoo.keysOf('planner')).toEqual([name]);
      await writes(second);
      await works(first);
      expect(asks()).toBe(1);
    });
  }
}

describe('The API key of Odoo without a place to keep another one', () => {
  it('is not exchanged, and both status and answer say why', async () => {
    const trapline = await startTrapline({
      microshare: { clusters: smallFleet() },
      odoo: { version: '19.0', users: [{ login: 'admin', password: 'admin', apiKeys: [KEY] }] },
      settings: { ODOO_PASSWORD: KEY, ODOO_API_KEY_ROTATION: 'auto' },
    });
    const { status, json } = await trapline.call('POST', `${KEY_ADDRESS}/rotate`, { key: KEYS.admin });
    expect([status, json.detail]).toEqual([409, expect.stringContaining('Set DATABASE_URL or DATA_DIR')]);
    const { json: shown } = await trapline.call('GET', '/api/v1/status');
    expect(shown.erp_key_rotation.remedy).toBe('Set DATABASE_URL or DATA_DIR.');
    expect(trapline.odoo.keysOf('admin')).toEqual(['Key 1']);
    await trapline.close();
  });
});
