import { ConsoleLogger, Logger } from '@nestjs/common';
import { startOdooSimulator, type OdooSimulator, type OdooVersion } from '@libs/simulators';
import { loadConfiguration } from '../../../src/config/load-configuration';
import { createOdooAdapter } from '../../../src/erp/adapters/odoo/create-odoo-adapter';
import type { OdooAdapter } from '../../../src/erp/adapters/odoo/odoo.adapter';
import { EmbeddedEngine } from '../../../src/database/embedded/embedded-engine';
import { KyselyDatabase } from '../../../src/database/kysely-database';
import { CredentialWatch } from '../../../src/erp/credential-watch';
import { keysOf } from '../../support/erp-keys';
import { settingsFor } from '../../support/trapline';
import { odooSettings, ONE_ATTEMPT } from './odoo-under-test';

const KEY = 'a1b2'.repeat(10);
const END = '2027-02-28 12:00:00';
const DAY = 86_400_000;
const running: { odoo: OdooSimulator; adapter: OdooAdapter }[] = [];

async function start(version: OdooVersion, keys: readonly string[], password = KEY): Promise<OdooAdapter> {
  const odoo = await startOdooSimulator({
    version,
    users: [
      { login: 'admin', password: 'admin', apiKeys: keys, apiKeysEnd: END },
      { login: 'other', password: 'other', apiKeys: ['c3'.repeat(20)], apiKeysEnd: '2026-12-01 00:00:00' },
    ],
  });
  const settings = odooSettings({ url: odoo.url, db: odoo.database }, { transport: 'auto', password });
  const adapter = createOdooAdapter(settings, ONE_ATTEMPT);
  running.push({ odoo, adapter });
  return adapter;
}

afterEach(async () => {
  for (const { odoo, adapter } of running.splice(0)) {
    await adapter.close();
    await odoo.close();
  }
});

describe('the end of the API key', () => {
  it.each(['18.0', '19.0'] as const)('is read from Odoo %s, of the own keys alone', async (version) => {
    const at = new Date('2027-02-28T12:00:00Z');
    expect(await (await start(version, [KEY])).credentialExpiry()).toEqual({ kind: 'ends', at, among: 1 });
    const second = 'd4'.repeat(20);
    expect(await (await start(version, [KEY, second])).credentialExpiry()).toEqual({
      kind: 'ends',
      at,
      among: 2,
    });
  });

  it.each(['16.0', '17.0'] as const)('does not come in Odoo %s', async (version) => {
    expect(await (await start(version, [KEY])).credentialExpiry()).toEqual({ kind: 'never' });
  });

  it('is not asked for with a password, which costs no call', async () => {
    const adapter = await start('18.0', [], 'admin');
    expect(await adapter.credentialExpiry()).toMatchObject({ kind: 'unknown' });
    expect(running[0]?.odoo.calls()).toEqual([]);
  });

  it('is unknown where the account may not see its keys', async () => {
    const adapter = await start('18.0', [KEY]);
    await adapter.probe();
    running[0]?.odoo.faultsWith(4, 'You are not allowed to access res.users.apikeys');
    expect(await adapter.credentialExpiry()).toMatchObject({
      kind: 'unknown',
      why: expect.stringContaining('may not') as unknown,
    });
  });
});

describe('the watch over the API key', () => {
  const watched = async (
    adapter: OdooAdapter,
    more: Record<string, string> = {},
  ): Promise<CredentialWatch> => {
    const [{ odoo } = { odoo: undefined }] = running;
    const microshare = { apiUrl: 'http://x', authUrl: 'http://x', clientId: 'x', accounts: [] };
    const settings = settingsFor(microshare as never, odoo as never, more);
    const configuration = loadConfiguration(settings);
    const database = new KyselyDatabase(new EmbeddedEngine(undefined, {}));
    const watch = new CredentialWatch(adapter, keysOf(configuration, database).inUse, configuration);
    await watch.look();
    return watch;
  };
  const end = Date.parse('2027-02-28T12:00:00Z');

  it.each<[number, number, RegExp | undefined]>([
    [15, 15, undefined],
    [14, 14, /expires in 14 days \(2027-02-28\): make a new one/],
    [7, 7, /expires in 7 days/],
    [1, 1, /expires in 1 day \(/],
    [0.5, 0, /expires within a day/],
    [-1, -1, /has expired on 2027-02-28/],
  ])('%d days before the end', async (days, daysLeft, warning) => {
    const state = (await watched(await start('18.0', [KEY]))).state(end - days * DAY);
    expect(state).toMatchObject({ daysLeft, expiresAt: new Date(end) });
    if (warning === undefined) expect(state?.warning).toBeUndefined();
    else expect(state?.warning).toMatch(warning);
  });

  it('logs each of the last steps once, however often it looks, and the last one as an error', async () => {
    const watch = await watched(await start('18.0', [KEY]));
    const logged: string[] = [];
    const note =
      (level: string) =>
      ({ daysLeft }: { readonly daysLeft: number }): void => {
        logged.push(`${level} ${daysLeft}`);
      };
    const nothing = (): void => undefined;
    Logger.overrideLogger({ log: nothing, debug: nothing, warn: note('warn'), error: note('error') });
    try {
      for (const days of [20, 14.5, 14, 13.9, 8, 7, 6, 1.5, 1, 0.5, -1]) await watch.look(end - days * DAY);
    } finally {
      Logger.overrideLogger(new ConsoleLogger());
    }
    expect(logged).toEqual(['warn 14', 'warn 7', 'error 1']);
  });

  it('logs one step, the nearest, where it looks for the first time on the last day', async () => {
    const watch = await watched(await start('18.0', [KEY]));
    const logged: string[] = [];
    const note = (line: { readonly daysLeft: number }): void => {
      logged.push(String(line.daysLeft));
    };
    Logger.overrideLogger({ log: note, debug: note, warn: note, error: note });
    try {
      await watch.look(end - DAY / 2);
    } finally {
      Logger.overrideLogger(new ConsoleLogger());
    }
    expect(logged).toEqual(['0']);
  });

  it('takes the date of the settings, and asks nobody', async () => {
    const adapter = await start('18.0', [KEY]);
    const watch = await watched(adapter, { ODOO_API_KEY_EXPIRES: '2027-01-01' });
    expect(watch.state()?.expiresAt).toEqual(new Date('2027-01-01'));
    expect(running[0]?.odoo.calls()).toEqual([]);
  });

  it('keeps what it knew while Odoo is away', async () => {
    const watch = await watched(await start('18.0', [KEY]));
    running[0]?.odoo.drops();
    await watch.look();
    expect(watch.state()?.expiresAt).toEqual(new Date(end));
  });
});
