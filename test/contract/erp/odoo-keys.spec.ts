import { startOdooSimulator, type OdooSimulator, type OdooVersion } from '@libs/simulators';
import { UpstreamAuthenticationError, UpstreamUnavailableError } from '@libs/upstream';
import type { OdooSettings } from '../../../src/config/configuration';
import { createOdooAdapter } from '../../../src/erp/adapters/odoo/create-odoo-adapter';
import type { OdooAdapter } from '../../../src/erp/adapters/odoo/odoo.adapter';
import { ErpKeyRefusedError } from '../../../src/erp/erp-keys';
import { odooSettings, ONE_ATTEMPT } from './odoo-under-test';

const KEY = 'a1b2'.repeat(10);
const DAY = 86_400_000;

describe('the exchange of an API key with Odoo', () => {
  let odoo: OdooSimulator;
  const adapters: OdooAdapter[] = [];

  const start = async (
    options: { version?: OdooVersion; groups?: string[]; settings?: Partial<OdooSettings> } = {},
  ): Promise<OdooAdapter> => {
    odoo = await startOdooSimulator({
      version: options.version ?? '19.0',
      users: [
        { login: 'admin', password: 'admin' },
        {
          ...{ login: 'planner', password: 'planner', apiKeys: [KEY] },
          groups: options.groups ?? ['base.group_user'],
        },
      ],
    });
    odoo.setsParameter('base.enable_programmatic_api_keys', 'True');
    return connect(options.settings);
  };
  const connect = (settings: Partial<OdooSettings> = {}): OdooAdapter => {
    const account = { transport: 'auto', username: 'planner', password: KEY } as const;
    const adapter = createOdooAdapter(
      odooSettings({ url: odoo.url, db: odoo.database }, { ...account, ...settings }),
      ONE_ATTEMPT,
    );
    adapters.push(adapter);
    return adapter;
  };
  afterEach(async () => {
    await Promise.all(adapters.splice(0).map((adapter) => adapter.close()));
    await odoo.close();
  });

  it('makes a key for 90 days, tries it out, and removes the old one', async () => {
    const keys = (await start()).keys();
    expect(await keys.obstacle()).toBeUndefined();
    const before = Date.now();
    const { secret, expiresAt } = await keys.generate('Trapline 2026-11-21');
    expect((expiresAt.getTime() - before) / DAY).toBeCloseTo(90, 0);
    expect(odoo.keysOf('planner')).toEqual(['Key 1', 'Trapline 2026-11-21']);
    expect(await keys.accepts(secret)).toBe(true);
    await connect({ password: secret }).keys().revoke(KEY);
    expect(odoo.keysOf('planner')).toEqual(['Trapline 2026-11-21']);
    expect(await connect({ password: secret }).probe()).toMatchObject({ account: 'planner' });
    await expect(connect().probe()).rejects.toBeInstanceOf(UpstreamAuthenticationError);
  });

  it('lasts no longer than the groups of the account allow', async () => {
    const keys = (await start()).keys();
    odoo.limitsKeys(30);
    const { expiresAt } = await keys.generate('Trapline');
    expect((expiresAt.getTime() - Date.now()) / DAY).toBeCloseTo(30, 0);
  });

  it('tells a key that is not accepted from an Odoo that is away', async () => {
    const keys = (await start()).keys();
    expect(await keys.accepts('c3'.repeat(20))).toBe(false);
    odoo.drops();
    await expect(keys.accepts('c3'.repeat(20))).rejects.toBeInstanceOf(UpstreamUnavailableError);
  });

  it('accepts no key of somebody else', async () => {
    const keys = (await start()).keys();
    odoo.replacesKeys('admin', ['d4'.repeat(20)]);
    expect(await keys.accepts('d4'.repeat(20))).toBe(false);
  });

  it('finds a key that is gone already revoked', async () => {
    const keys = (await start()).keys();
    await keys.revoke('c3'.repeat(20));
    expect(odoo.keysOf('planner')).toEqual(['Key 1']);
  });

  it('does not take a dead key of its own for a revoked one', async () => {
    const keys = (await start()).keys();
    odoo.replacesKeys('planner', ['c3'.repeat(20)]);
    await expect(keys.revoke('c3'.repeat(20))).rejects.toBeInstanceOf(UpstreamAuthenticationError);
    expect(odoo.keysOf('planner')).toEqual(['Key 1']);
  });

  it('says which parameter or group is missing', async () => {
    const keys = (await start()).keys();
    odoo.setsParameter('base.enable_programmatic_api_keys', 'False');
    const error = await keys.generate('Trapline').catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ErpKeyRefusedError);
    expect((error as ErpKeyRefusedError).remedy).toMatch(
      /base\.enable_programmatic_api_keys.*Administration \/ Settings.*base\.group_system/,
    );
  });

  it('says that there are too many keys, and which may go', async () => {
    const keys = (await start()).keys();
    odoo.setsParameter('base.programmatic_api_keys_limit', '1');
    await expect(keys.generate('Trapline')).rejects.toMatchObject({
      message: expect.stringContaining('planner has 1 API keys') as unknown,
      remedy: expect.stringMatching(/"Trapline …".*base\.programmatic_api_keys_limit/) as unknown,
    });
  });

  it('leaves it open whether a key was made when the answer is lost', async () => {
    const keys = (await start()).keys();
    await keys.obstacle();
    const doubt = async (name: string): Promise<boolean> =>
      keys.mayBeMade(await keys.generate(name).catch((error: unknown) => error));
    odoo.once.dropsAnswers();
    expect(await doubt('no answer')).toBe(true);
    odoo.once.answersHalf();
    expect(await doubt('half an answer')).toBe(true);
    odoo.once.answers(504);
    expect(await doubt('never')).toBe(true);
    expect(odoo.keysOf('planner')).toEqual(['Key 1', 'no answer', 'half an answer']);
    odoo.once.faultsWith(4, 'no');
    expect(await doubt('never')).toBe(false);
    odoo.setsParameter('base.programmatic_api_keys_limit', '1');
    expect(await doubt('never')).toBe(false);
  });

  it('reads once more which key is the newest when a log-in is refused, and not again', async () => {
    await start();
    let asked = 0;
    const knows = (...secrets: string[]): OdooAdapter => {
      asked = 0;
      const newest = (): Promise<string> =>
        Promise.resolve(secrets[Math.min(asked++, secrets.length - 1)] ?? '');
      const settings = odooSettings(
        { url: odoo.url, db: odoo.database },
        { transport: 'auto', username: 'planner' },
      );
      const adapter = createOdooAdapter(settings, ONE_ATTEMPT, undefined, {
        newest,
        accepted: () => undefined,
      });
      adapters.push(adapter);
      return adapter;
    };
    // Exchanged by another process between reading it and the log-in.
    expect(await knows('c3'.repeat(20), KEY).describe()).toMatchObject({ transport: 'json2' });
    await expect(knows('c3'.repeat(20)).probe()).rejects.toBeInstanceOf(UpstreamAuthenticationError);
    expect(asked).toBe(2);
  });

  it.each(['16.0', '17.0', '18.0'] as const)('does not exist in Odoo %s', async (version) => {
    const keys = (await start({ version })).keys();
    expect(await keys.obstacle()).toEqual({
      problem: expect.stringContaining(`Odoo ${version} has no call`) as unknown,
      remedy: expect.stringContaining('New API Key') as unknown,
    });
  });

  it('is about API keys over JSON-2', async () => {
    const password = await start({ settings: { password: 'planner' } });
    expect(await password.keys().obstacle()).toMatchObject({
      problem: expect.stringContaining('is a password') as unknown,
    });
    expect(await connect({ transport: 'xmlrpc' }).keys().obstacle()).toMatchObject({
      remedy: 'Set ODOO_TRANSPORT to auto or json2.',
    });
  });
});
