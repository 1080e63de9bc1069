import { type Kysely, type Migration, sql } from 'kysely';
import { protectTenantRows } from '../../../src/database/tenant-rows';

declare module '../../../src/database/schema' {
  interface Schema {
    test_notes: {
      id: GeneratedInt8;
      tenant: string;
      text: string;
    };
  }
}

/** A table as features add theirs. */
export const notesMigration: Migration = {
  up: async (db: Kysely<unknown>) => {
    await sql`
      create table test_notes (
        id bigint generated always as identity primary key,
        tenant text not null,
        text text not null unique
      )`.execute(db);
    await protectTenantRows(db, 'test_notes');
  },
};
