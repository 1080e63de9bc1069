import { SecretBox } from '../../src/common/secret-box';
import type { Configuration } from '../../src/config/configuration';
import type { Database } from '../../src/database/database';
import { ApiKeyStore } from '../../src/erp/keys/api-key.store';
import { KeyRotationStore } from '../../src/erp/keys/key-rotations.store';
import { KeysInUse } from '../../src/erp/keys/keys-in-use';

/** What keeps the API keys of a connection, on this database. */
export function keysOf(
  configuration: Configuration,
  database: Database,
): { readonly store: ApiKeyStore; readonly rotations: KeyRotationStore; readonly inUse: KeysInUse } {
  const store = new ApiKeyStore(database, new SecretBox(configuration), configuration);
  const rotations = new KeyRotationStore(database, configuration);
  return { store, rotations, inUse: new KeysInUse(store, rotations, database, configuration) };
}
