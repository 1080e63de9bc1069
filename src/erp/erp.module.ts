import { Module, type OnApplicationShutdown } from '@nestjs/common';
import { CommonModule } from '../common/common.module';
import { Configuration } from '../config/configuration';
import { DatabaseModule } from '../database/database.module';
import { ResilienceModule } from '../resilience/resilience.module';
import { UpstreamPolicies } from '../resilience/upstream-policy';
import { InMemoryErpAdapter } from './adapters/memory/in-memory.adapter';
import { NoErpAdapter } from './adapters/none/no-erp.adapter';
import { createOdooAdapter } from './adapters/odoo/create-odoo-adapter';
import { BaseErpAdapter } from './base-erp.adapter';
import { CredentialWatch } from './credential-watch';
import { DEFAULT_CONNECTION, ErpConnections } from './erp-connections';
import { ErpPoints } from './erp-points';
import { ApiKeyStore } from './keys/api-key.store';
import { KeyRotationStore } from './keys/key-rotations.store';
import { KeysInUse } from './keys/keys-in-use';
import { MappingStore } from './mapping/mapping-store';

/** The one place that knows every ERP; a new one adds its case here. */
function createErpAdapter(
  { erp }: Configuration,
  policies: UpstreamPolicies,
  mappings: MappingStore,
  keys: KeysInUse,
): BaseErpAdapter {
  switch (erp.adapter) {
    case 'odoo':
      return createOdooAdapter(
        erp.odoo,
        { read: policies.get('erp'), write: policies.get('erp_write') },
        mappings.sourceOf(DEFAULT_CONNECTION),
        keys,
      );
    case 'memory':
      return new InMemoryErpAdapter();
    case 'none':
      return new NoErpAdapter();
  }
}

@Module({
  imports: [CommonModule, ResilienceModule, DatabaseModule],
  providers: [
    MappingStore,
    ApiKeyStore,
    KeyRotationStore,
    KeysInUse,
    {
      provide: BaseErpAdapter,
      inject: [Configuration, UpstreamPolicies, MappingStore, KeysInUse],
      useFactory: createErpAdapter,
    },
    ErpPoints,
    ErpConnections,
    CredentialWatch,
  ],
  exports: [
    BaseErpAdapter,
    ErpPoints,
    ErpConnections,
    CredentialWatch,
    MappingStore,
    ApiKeyStore,
    KeyRotationStore,
    KeysInUse,
  ],
})
export class ErpModule implements OnApplicationShutdown {
  constructor(private readonly erp: BaseErpAdapter) {}

  async onApplicationShutdown(): Promise<void> {
    await this.erp.close();
  }
}
