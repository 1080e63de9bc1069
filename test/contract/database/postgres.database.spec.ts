import { PostgresEngine } from '../../../src/database/postgres-engine';
import { createPostgres, describeWithPostgres, type OwnPostgres } from '../../support/postgres';
import { databaseContract } from './database.contract';

describeWithPostgres('PostgreSQL', (serverUrl) => {
  let own: OwnPostgres;
  beforeAll(async () => {
    own = await createPostgres(serverUrl);
  });
  afterAll(() => own.drop());
  databaseContract((migrations) =>
    Promise.resolve(
      new PostgresEngine({ url: own.url, migrationUrl: own.ownerUrl, poolSize: 5, strict: true }, migrations),
    ),
  );
});
