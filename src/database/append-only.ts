import { type Kysely, sql } from 'kysely';

/** Name of the trigger by which the start finds such tables, to take the right to change rows from the application's role. */
export const APPEND_ONLY_TRIGGER = 'append_only';

/**
 * For migrations: rows of this table are never changed, whoever asks, the table's owner included.
 * @param mayDelete an SQL condition on `old` that lets a row be deleted; without it none is
 */
export async function makeAppendOnly(db: Kysely<unknown>, table: string, mayDelete = 'false'): Promise<void> {
  const refusal = sql.id(`${table}_refuse_change`);
  await sql`
    create function ${refusal}() returns trigger language plpgsql as ${sql.lit(`
    begin
      if tg_op = 'DELETE' then
        if ${mayDelete} then
          return old;
        end if;
      end if;
      raise exception '% of % is refused: its rows are only added', lower(tg_op), tg_table_name
        using errcode = 'insufficient_privilege';
    end`)}`.execute(db);
  await sql`
    create trigger ${sql.id(APPEND_ONLY_TRIGGER)} before update or delete on ${sql.table(table)}
    for each row execute function ${refusal}()`.execute(db);
  await sql`
    create trigger ${sql.id(`${APPEND_ONLY_TRIGGER}_whole`)} before truncate on ${sql.table(table)}
    for each statement execute function ${refusal}()`.execute(db);
}
