import { ADMINISTRATOR, allGroupIds, groupId, place, ROBOT } from './models/install';
import { addKey } from './models/api-keys';
import { setPassword } from './models/users';
import type { Database } from './orm/database';
import { Environment, groupsField } from './orm/environment';
import { create } from './orm/mutate';

export interface UserSeed {
  readonly login: string;
  readonly password: string;
  /** Accepted wherever the password is; the only credential of JSON-2. */
  readonly apiKeys?: readonly string[];
  /** When all of them end, as Odoo writes times, e.g. `2027-02-28 00:00:00`; from 18 on. */
  readonly apiKeysEnd?: string;
  /**
   * External ids, e.g. `base.group_user`, `maintenance.group_equipment_manager`. Default: everything for the first user,
   * `base.group_user` for the others.
   */
  readonly groups?: readonly string[];
  readonly name?: string;
  /** Sender of messages: before 19, a user without one cannot post any. */
  readonly email?: string;
}

export interface CategorySeed {
  readonly name: string;
  readonly parent_id?: number;
}

/** The first user is the administrator with id 2, the others get ids from 6 (5 in 19). */
export function addUsers(db: Database, seeds: readonly UserSeed[]): void {
  for (const [index, seed] of seeds.entries()) {
    const ids =
      seed.groups?.map((group) => groupId(group, db.major)) ?? (index === 0 ? allGroupIds(db.major) : [1]);
    if (index === 0) addAdministrator(db, seed, ids);
    else addUser(db, seed, ids);
  }
}

/** Companies get ids from 2 and count among those of every user there is. */
export function addCompanies(db: Database, names: readonly string[]): void {
  const env = new Environment(db, ROBOT, {}, true);
  const ids = names.map((name) => create(env.model('res.company'), { name }, env).id);
  for (const user of env.model('res.users').rows.values()) user['company_ids'] = [1, ...ids];
}

/** Categories get ids from 4; returns the id of `Pest Control`, if it is among them. */
export function addCategories(db: Database, seeds: readonly CategorySeed[]): number | undefined {
  const env = new Environment(db, ROBOT, {}, true);
  const ids = seeds.map((seed) => create(env.model('product.category'), { ...seed }, env).id);
  return ids[seeds.findIndex((seed) => seed.name === 'Pest Control')];
}

/** A system parameter, made or changed. */
export function setParameter(db: Database, key: string, value: string): void {
  const env = new Environment(db, ROBOT, {}, true);
  const table = env.model('ir.config_parameter');
  const row = [...table.rows.values()].find((found) => found['key'] === key);
  if (row === undefined) create(table, { key, value }, env);
  else row['value'] = value;
}

function addAdministrator(db: Database, seed: UserSeed, groups: readonly number[]): void {
  const name = seed.name ?? 'Administrator';
  const email = seed.email ?? 'admin@example.com';
  place(db, 'res.partner', [{ id: 3, name, email, active: true }]);
  place(db, 'res.users', [
    {
      ...{ id: ADMINISTRATOR, name, email, login: seed.login, lang: 'en_US', active: true },
      ...{ partner_id: 3, company_id: 1, company_ids: [1] },
      [groupsField(db.major)]: groups,
    },
  ]);
  const row = db.find('res.users')?.rows.get(ADMINISTRATOR);
  if (row !== undefined) setPassword(row, seed.password);
  addKeys(db, ADMINISTRATOR, seed);
}

function addUser(db: Database, seed: UserSeed, groups: readonly number[]): void {
  const env = new Environment(db, ROBOT, {}, true);
  const values = { name: seed.name ?? seed.login, login: seed.login, email: seed.email ?? false };
  const row = create(env.model('res.users'), { ...values, [groupsField(db.major)]: groups }, env);
  setPassword(row, seed.password);
  addKeys(db, row.id, seed);
}

function addKeys(db: Database, userId: number, { apiKeys = [], apiKeysEnd }: UserSeed): void {
  for (const [index, secret] of apiKeys.entries()) {
    const end = apiKeysEnd === undefined ? {} : { end: apiKeysEnd };
    addKey(db, userId, { name: `Key ${index + 1}`, secret, ...end });
  }
}
