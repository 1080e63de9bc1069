import { ownMigrations } from '../../../src/database/migrations';
import { PostgresEngine } from '../../../src/database/postgres-engine';
import { createPostgres, describeWithPostgres, type OwnPostgres } from '../../support/postgres';
import { auditTrailContract } from './audit-trail.contract';

describeWithPostgres('The audit trail in PostgreSQL', (serverUrl) => {
  let own: OwnPostgres;
  beforeAll(async () => {
    own = await createPostgres(serverUrl);
  });
  afterAll(() => own.drop());
  auditTrailContract(async (count) => {
    const migrations = await ownMigrations();
    const settings = { url: own.url, migrationUrl: own.ownerUrl, poolSize: 5, strict: true };
    return Array.from({ length: count }, () => new PostgresEngine(settings, migrations));
  });
});
