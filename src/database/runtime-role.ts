import { APPEND_ONLY_TRIGGER } from './append-only';
import { DatabaseRefusedError } from './database-errors';
import type { DatabaseClient } from './database-pool';
import { MIGRATIONS_LOCK_TABLE, MIGRATIONS_TABLE } from './migrate';

/**
 * Lets a role read and write everything but the schema, and add to what is append-only; run by the owner, after each
 * migration.
 */
export async function grantRuntimeRole(client: DatabaseClient, role: string, schemas: readonly string[]) {
  const name = quoted(role);
  for (const schema of schemas.map(quoted)) {
    await client.query(`grant usage on schema ${schema} to ${name}`);
    await client.query(`grant select, insert, update, delete on all tables in schema ${schema} to ${name}`);
    await client.query(`grant usage, select on all sequences in schema ${schema} to ${name}`);
    await client.query(`grant execute on all functions in schema ${schema} to ${name}`);
  }
  for (const table of [MIGRATIONS_TABLE, MIGRATIONS_LOCK_TABLE]) {
    await client.query(`revoke insert, update, delete on ${quoted(table)} from ${name}`);
  }
  const { rows } = await client.query(
    'select tgrelid::regclass::text as name from pg_trigger where tgname = $1 and not tgisinternal',
    [APPEND_ONLY_TRIGGER],
  );
  for (const table of rows as { name: string }[]) {
    await client.query(`revoke update, truncate on ${table.name} from ${name}`);
  }
}

/** What the role of a connection may do that it should not. */
export interface RoleFindings {
  readonly role: string;
  /** It is not subject to row-level security at all. */
  readonly bypasses: boolean;
  /** It owns tables, and could take their protection away. */
  readonly owns: boolean;
}

/**
 * Looks at the role that a connection works with.
 * @throws DatabaseRefusedError when a table with a column `tenant` shows this role the rows of all tenants
 */
export async function examineRole(client: DatabaseClient): Promise<RoleFindings> {
  const roles = await client.query(`
    select current_user as role, bool_or(rolsuper or rolbypassrls) as bypasses
    from pg_roles where rolname in (current_user, session_user)`);
  const tables = await client.query(`
    select c.relname as name, pg_has_role(c.relowner, 'USAGE') as owned,
           c.relrowsecurity and (c.relforcerowsecurity or not pg_has_role(c.relowner, 'USAGE')) as protected
    from pg_class c
    join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant' and not a.attisdropped
    where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p')`);
  const found = tables.rows as { name: string; owned: boolean; protected: boolean }[];
  const open = found.filter((table) => !table.protected).map(({ name }) => name);
  if (open.length > 0) {
    throw new DatabaseRefusedError(
      `row-level security does not hold for ${open.join(', ')}: the tables need "enable" and "force row level security"`,
    );
  }
  const [own] = roles.rows as { role: string; bypasses: boolean }[];
  return {
    role: own?.role ?? '',
    bypasses: own?.bypasses ?? true,
    owns: found.some(({ owned }) => owned),
  };
}

export function quoted(name: string): string {
  return `"${name.replace(/"/g, '""')}"`;
}
