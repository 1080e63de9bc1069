import { startOdooSimulator } from '@libs/simulators';
import { createOdooAdapter } from '../../../src/erp/adapters/odoo/create-odoo-adapter';
import type { OdooXmlRpcAdapter } from '../../../src/erp/adapters/odoo/odoo-xmlrpc.adapter';
import type { OdooSettings } from '../../../src/config/configuration';
import type { RemoteErpUnderTest } from './erp-adapter.contract';
import { OdooDouble } from './odoo-double';
import type { RecordedVersion } from './odoo-recordings';
import { RECORDED_POINTS } from './recorded-points';

/** A policy that adds nothing, so that each failure is seen as the client reports it. */
export const oneAttempt = { execute: <T>(work: () => Promise<T>): Promise<T> => work() };

export function odooSettings(
  double: Pick<OdooDouble, 'url' | 'db'>,
  changes: Partial<OdooSettings> = {},
): OdooSettings {
  return {
    url: double.url,
    db: double.db,
    username: 'admin',
    password: 'admin',
    categoryId: 4,
    pageSize: 5,
    timeoutMs: 10_000,
    nameSeparator: ' / ',
    customerFrom: { field: 'name', part: 0 },
    siteFrom: { field: 'name', part: 1 },
    areaFrom: { field: 'name', part: 2 },
    euiField: 'barcode',
    ...changes,
  };
}

export interface OdooUnderTest extends RemoteErpUnderTest {
  readonly adapter: OdooXmlRpcAdapter;
  readonly double: OdooDouble;
}

/** The adapter in front of the recordings of one version. */
export async function odooUnderTest(
  version: RecordedVersion,
  changes: Partial<OdooSettings> = {},
): Promise<OdooUnderTest> {
  const double = await OdooDouble.start(version);
  return {
    adapter: createOdooAdapter(odooSettings(double, changes), oneAttempt),
    double,
    referenceField: 'default_code',
    callCount: () => double.calls.length,
    breakDown: () => {
      double.alwaysReply('drop');
    },
    close: () => double.close(),
  };
}

/** The adapter in front of the simulator, which holds the same catalogue. */
export async function odooSimulated(version: RecordedVersion): Promise<RemoteErpUnderTest> {
  const simulator = await startOdooSimulator({
    version,
    products: RECORDED_POINTS.map(({ name, reference, archived }) => ({
      name,
      active: !archived,
      ...(reference !== '' && { default_code: reference }),
    })),
  });
  const { url, database: db } = simulator;
  return {
    adapter: createOdooAdapter(odooSettings({ url, db }), oneAttempt),
    referenceField: 'default_code',
    callCount: () => simulator.calls().length,
    breakDown: () => {
      simulator.drops();
    },
    close: () => simulator.close(),
  };
}
