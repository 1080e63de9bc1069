import {
  type MicroshareSimulator,
  type OdooSimulator,
  startMicroshareSimulator,
  startOdooSimulator,
} from '@libs/simulators';
import { Application } from '../../support/application';
import { smallFleet } from '../../support/clusters';
import { eventually } from '../../support/eventually';
import { createPostgres, describeWithPostgres, type OwnPostgres } from '../../support/postgres';
import { KEYS, settingsFor } from '../../support/trapline';

jest.setTimeout(300_000);

const KEY = 'a1b2'.repeat(10);
const KEY_ADDRESS = '/api/v1/connections/default/key';

describeWithPostgres('A process that is killed while it exchanges the API key', (serverUrl) => {
  let microshare: MicroshareSimulator;
  let odoo: OdooSimulator;
  let own: OwnPostgres;
  let running: Application | undefined;

  beforeEach(async () => {
    own = await createPostgres(serverUrl);
    microshare = await startMicroshareSimulator({ clusters: smallFleet() });
    odoo = await startOdooSimulator({
      version: '19.0',
      users: [{ login: 'admin', password: 'admin', apiKeys: [KEY] }],
      products: [{ name: 'Harbour Foods / Dock / Ramp', default_code: 'HF_DSM_0001' }],
    });
  });
  afterEach(async () => {
    await running?.stop();
    await microshare.close();
    await odoo.close();
    await own.drop();
  });

  const start = async (): Promise<Application> =>
    (running = await Application.start(
      settingsFor(microshare, odoo, {
        ...{ DATABASE_URL: own.url, DATABASE_MIGRATION_URL: own.ownerUrl, ODOO_PASSWORD: KEY },
        ...{
          JOB_LEASE_MS: '1000',
          JOB_BACKOFF_MS: '50',
          SESSION_SECRET: 'one secret for both of the processes',
        },
      }),
    ));
  const counted = (method: string): number => odoo.calls().filter((call) => call.method === method).length;
  const connected = async (application: Application): Promise<boolean> => {
    const { json } = await application.call('POST', '/api/v1/connections/test', { key: KEYS.admin });
    return json.connections[1].works as boolean;
  };

  // `slow`: Odoo does the work although its caller has gone by then.
  it.each([
    ['before Odoo makes the new key', 'generate', 'hangs', 0],
    ['before it knows the new key', 'generate', 'slow', 1],
    ['before Odoo revokes the old key', 'revoke', 'hangs', 0],
    ['before it knows that the old key is revoked', 'revoke', 'slow', 0],
  ] as const)(
    'leaves a key that works, and the next one ends it: %s',
    async (_, method, trouble, unknown) => {
      let application = await start();
      if (trouble === 'hangs') odoo.from(method).hangs();
      else odoo.from(method).slow(700);
      expect((await application.call('POST', `${KEY_ADDRESS}/rotate`, { key: KEYS.admin })).status).toBe(202);
      await eventually(() => {
        expect(counted(method)).toBeGreaterThan(0);
      }, 30_000);
      await application.kill();
      odoo.recovers();

      application = await start();
      expect(await connected(application)).toBe(true);
      const shown = await eventually(async () => {
        const { json } = await application.call('GET', KEY_ADDRESS, { key: KEYS.admin });
        expect(json).toMatchObject({ in_use: 'stored', under_way: false, to_revoke: [], problem: null });
        return json as { readonly name: string; readonly left_behind: readonly string[] };
      }, 60_000);
      expect(shown.left_behind).toHaveLength(method === 'generate' ? 1 : 0);
      await eventually(() => {
        expect([...odoo.keysOf('admin')].sort()).toEqual(
          [...(unknown === 1 ? shown.left_behind : []), shown.name].sort(),
        );
      });
      expect(await connected(application)).toBe(true);
    },
  );
});
