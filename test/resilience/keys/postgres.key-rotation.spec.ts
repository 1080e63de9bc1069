import { ownMigrations } from '../../../src/database/migrations';
import { PostgresEngine } from '../../../src/database/postgres-engine';
import { createPostgres, describeWithPostgres, type OwnPostgres } from '../../support/postgres';
import { keyRotationContract } from './key-rotation.contract';

jest.setTimeout(120_000);

describeWithPostgres('The exchange of an API key, on PostgreSQL', (serverUrl) => {
  let own: OwnPostgres | undefined;
  afterAll(() => own?.drop());
  keyRotationContract(async () => {
    own ??= await createPostgres(serverUrl);
    const { url, ownerUrl: migrationUrl } = own;
    return new PostgresEngine({ url, migrationUrl, poolSize: 4, strict: true }, await ownMigrations());
  });
});
