import { type Kysely, sql } from 'kysely';

/**
 * For migrations: rows of this table are seen, written and deleted by transactions of their own tenant alone, even by
 * the table's owner. The table needs a column `tenant text not null`. Every table with that column must be treated so;
 * the start is refused otherwise.
 */
export async function protectTenantRows(db: Kysely<unknown>, table: string): Promise<void> {
  const name = sql.table(table);
  await sql`alter table ${name} enable row level security`.execute(db);
  await sql`alter table ${name} force row level security`.execute(db);
  await sql`
    create policy own_tenant on ${name}
    using (tenant = current_tenant()) with check (tenant = current_tenant())`.execute(db);
}
