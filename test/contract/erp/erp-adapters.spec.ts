import { ODOO_TRANSPORTS } from '@libs/odoo-client';
import { InMemoryErpAdapter } from '../../../src/erp/adapters/memory/in-memory.adapter';
import { describeErpAdapter, describeRemoteErpAdapter, type ErpUnderTest } from './erp-adapter.contract';
import { describeNewPoints } from './erp-new-points.contract';
import { odooSimulated, odooUnderTest, withCredentials } from './odoo-under-test';
import { ODOO_VERSIONS } from './odoo-recordings';
import { RECORDED_POINTS } from './recorded-points';

const inMemory = (): Promise<ErpUnderTest> =>
  Promise.resolve({
    adapter: new InMemoryErpAdapter(RECORDED_POINTS, 5),
    referenceField: 'reference',
    close: () => Promise.resolve(),
  });
describeErpAdapter('in memory', inMemory);
describeNewPoints('in memory', inMemory);

for (const version of ODOO_VERSIONS) {
  for (const transport of ODOO_TRANSPORTS) {
    if (transport === 'json2' && version !== '19.0') continue;
    describeRemoteErpAdapter(`Odoo ${version} over ${transport}, recorded`, () =>
      odooUnderTest(version, { ...withCredentials(transport), statusField: 'description' }),
    );
    describeRemoteErpAdapter(`Odoo ${version} over ${transport}, simulated`, () =>
      odooSimulated(version, transport),
    );
    describeNewPoints(`Odoo ${version} over ${transport}, simulated`, () =>
      odooSimulated(version, transport),
    );
  }
}
