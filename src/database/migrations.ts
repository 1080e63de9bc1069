import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Migration, MigrationProvider } from 'kysely';

/** Migrations by name, run in the order of their names. */
export type Migrations = Readonly<Record<string, Migration>>;

/**
 * Every module of `migrations/` named `0007-what-it-makes.ts` that exports `up(db)`: adding a file adds a migration.
 * A migration that was released is never changed.
 */
export async function ownMigrations(folder = join(__dirname, 'migrations')): Promise<Migrations> {
  const files = (await readdir(folder)).filter((file) => /^\d{4}-[a-z0-9-]+\.(js|ts)$/.test(file)).sort();
  const found: Record<string, Migration> = {};
  for (const file of files) {
    const module = (await import(join(folder, file))) as Partial<Migration>;
    if (typeof module.up !== 'function') throw new TypeError(`the migration ${file} exports no up(db)`);
    found[file.replace(/\.(js|ts)$/, '')] = { up: module.up };
  }
  return found;
}

export function providerOf(migrations: Migrations): MigrationProvider {
  return { getMigrations: () => Promise.resolve({ ...migrations }) };
}
