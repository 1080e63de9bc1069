import { InMemoryErpAdapter } from '../../../src/erp/adapters/memory/in-memory.adapter';
import { describeErpAdapter, describeRemoteErpAdapter } from './erp-adapter.contract';
import { odooSimulated, odooUnderTest } from './odoo-under-test';
import { ODOO_VERSIONS } from './odoo-recordings';
import { RECORDED_POINTS } from './recorded-points';

describeErpAdapter('in memory', () =>
  Promise.resolve({
    adapter: new InMemoryErpAdapter(RECORDED_POINTS, 5),
    referenceField: 'reference',
    close: () => Promise.resolve(),
  }),
);

for (const version of ODOO_VERSIONS) {
  describeRemoteErpAdapter(`Odoo ${version} over XML-RPC, recorded`, () => odooUnderTest(version));
  describeRemoteErpAdapter(`Odoo ${version} over XML-RPC, simulated`, () => odooSimulated(version));
}
