import { startOdooSimulator } from '@libs/simulators';
import { createOdooAdapter } from '../../../src/erp/adapters/odoo/create-odoo-adapter';
import type { OdooAdapter } from '../../../src/erp/adapters/odoo/odoo.adapter';
import type { OdooTransportName } from '@libs/odoo-client';
import type { OdooPolicies } from '../../../src/erp/adapters/odoo/odoo-write-back';
import { loadConfiguration } from '../../../src/config/load-configuration';
import { UpstreamPolicies } from '../../../src/resilience/upstream-policy';
import type { OdooSettings } from '../../../src/config/configuration';
import type { RemoteErpUnderTest } from './erp-adapter.contract';
import { OdooDouble } from './odoo-double';
import { API_KEY } from './odoo-double-wire';
import type { RecordedVersion } from './odoo-recordings';
import { RECORDED_POINTS } from './recorded-points';

/** A policy that adds nothing, so that each failure is seen as the client reports it. */
export const oneAttempt = { execute: <T>(work: () => Promise<T>): Promise<T> => work() };
export const ONE_ATTEMPT: OdooPolicies = { read: oneAttempt, write: oneAttempt };

/** The policies of production, with waits of a millisecond, and three attempts. */
export function retrying(): OdooPolicies {
  const configuration = loadConfiguration({
    MICROSHARE_API_URL: 'http://127.0.0.1:1',
    MICROSHARE_AUTH_URL: 'http://127.0.0.1:1',
    MICROSHARE_USERNAME: 'someone@example.org',
    MICROSHARE_PASSWORD: 'a password',
    MICROSHARE_CLIENT_ID: 'a client',
    SESSION_SECRET: 'x'.repeat(32),
    RETRY_ATTEMPTS: '3',
    RETRY_BASE_MS: '1',
    RETRY_MAX_MS: '2',
  });
  const policies = new UpstreamPolicies(configuration);
  return { read: policies.get('erp'), write: policies.get('erp_write') };
}

export function odooSettings(
  double: Pick<OdooDouble, 'url' | 'db'>,
  changes: Partial<OdooSettings> = {},
): OdooSettings {
  return {
    url: double.url,
    db: double.db,
    username: 'admin',
    password: 'admin',
    apiKeyRotation: 'off',
    transport: 'xmlrpc',
    lang: 'en_US',
    companyIds: [],
    categoryId: 4,
    pageSize: 5,
    timeoutMs: 10_000,
    writeTimeoutMs: 10_000,
    nameSeparator: ' / ',
    customerFrom: { field: 'name', part: 0 },
    siteFrom: { field: 'name', part: 1 },
    areaFrom: { field: 'name', part: 2 },
    euiField: 'barcode',
    ...changes,
  };
}

export interface OdooUnderTest extends RemoteErpUnderTest {
  readonly adapter: OdooAdapter;
  readonly double: OdooDouble;
}

/** The adapter in front of the recordings of one version. */
export async function odooUnderTest(
  version: RecordedVersion,
  changes: Partial<OdooSettings> = {},
): Promise<OdooUnderTest> {
  const double = await OdooDouble.start(version);
  return {
    adapter: createOdooAdapter(odooSettings(double, changes), ONE_ATTEMPT),
    double,
    referenceField: 'default_code',
    callCount: () => double.calls.length,
    breakDown: () => {
      double.alwaysReply('drop');
    },
    breakDownDuringWrites: () => {
      double.breakAt('product.product.write');
    },
    close: () => double.close(),
  };
}

/** The adapter in front of the simulator, which holds the same catalogue. */
export async function odooSimulated(
  version: RecordedVersion,
  transport: OdooTransportName,
): Promise<RemoteErpUnderTest> {
  const simulator = await startOdooSimulator({
    version,
    users: [{ login: 'admin', password: 'admin', apiKeys: [API_KEY] }],
    products: RECORDED_POINTS.map(({ name, reference, archived }) => ({
      name,
      active: !archived,
      ...(reference !== '' && { default_code: reference }),
      x_device_status: '',
      x_last_sync: '',
    })),
  });
  const { url, database: db } = simulator;
  return {
    adapter: createOdooAdapter(
      odooSettings(
        { url, db },
        { ...withCredentials(transport), statusField: 'x_device_status', lastSyncField: 'x_last_sync' },
      ),
      ONE_ATTEMPT,
    ),
    referenceField: 'default_code',
    callCount: () => simulator.calls().length,
    breakDown: () => {
      simulator.drops();
    },
    breakDownDuringWrites: () => {
      simulator.from('write').drops();
    },
    close: () => simulator.close(),
  };
}

/** The settings for one transport: JSON-2 takes API keys only. */
export function withCredentials(transport: OdooTransportName): Pick<OdooSettings, 'transport' | 'password'> {
  return { transport, password: transport === 'json2' ? API_KEY : 'admin' };
}
