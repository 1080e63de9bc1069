import { Global, Module } from '@nestjs/common';
import { Configuration } from '../config/configuration';
import { Database } from './database';
import { EmbeddedEngine } from './embedded/embedded-engine';
import { KyselyDatabase } from './kysely-database';
import { ownMigrations } from './migrations';
import { PostgresEngine } from './postgres-engine';

/** The one {@link Database}: PostgreSQL where `DATABASE_URL` is set, else the embedded one. */
@Global()
@Module({
  providers: [
    {
      provide: Database,
      inject: [Configuration],
      useFactory: async ({ database }: Configuration): Promise<Database> => {
        const migrations = await ownMigrations();
        return new KyselyDatabase(
          database.url === undefined
            ? new EmbeddedEngine(database.dataDir, migrations)
            : new PostgresEngine({ ...database, url: database.url }, migrations),
        );
      },
    },
  ],
  exports: [Database],
})
export class DatabaseModule {}
