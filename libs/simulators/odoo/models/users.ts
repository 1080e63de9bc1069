import type { Database } from '../orm/database';
import { groupsField } from '../orm/environment';
import { boolean, char, many2many, many2one } from '../orm/field';
import { create } from '../orm/mutate';
import { userError } from '../orm/odoo-exception';
import type { Env } from '../orm/schema';
import type { Row } from '../orm/values';
import { addKey, ownerOf, removeKeys } from './api-keys';
import { access, INTERNAL_USER, withMagicFields } from './magic-fields';

/** Where a user's password lies: beside the fields, so that nothing ever reads it out. */
const PASSWORD = '_password';

/** Users. Each has a partner; the e-mail address, needed for posting messages, is not the login. */
export function defineUsers(db: Database): void {
  const { major } = db;
  db.define({
    name: 'res.users',
    description: 'User',
    order: 'name, login',
    access: access(INTERNAL_USER, ['base.group_erp_manager']),
    nextId: major >= 19 ? 5 : 6,
    fields: withMagicFields('res.users', major, {
      name: char('Name', { required: true }),
      login: char('Login', { required: true }),
      password: char('Password'),
      email: char('Email'),
      active: boolean('Active', { initial: true }),
      partner_id: many2one('Related Partner', 'res.partner'),
      company_id: many2one('Company', 'res.company', { required: true, initial: 1 }),
      company_ids: many2many('Companies', 'res.company', { initial: [1] }),
      [groupsField(major)]: many2many('Groups', 'res.groups', { initial: [1] }),
      tz: char('Timezone'),
      lang: char('Language', { initial: 'en_US' }),
    }),
    unique: { login: 'You can not have two users with the same login!' },
    prepare: (values, env) => {
      const partner = { name: values['name'] ?? false, email: values['email'] ?? false };
      values['partner_id'] = create(env.model('res.partner'), partner, env).id;
    },
    afterCreate: (row, env) => {
      if (env.major >= 19) addOnboardingTask(row, env);
    },
    check: (rows) => {
      for (const row of rows) hidePassword(row);
    },
    beforeUnlink: (rows) => {
      if (!rows.some(({ id }) => id === 1)) return;
      throw userError(
        'You can not remove the admin user as it is used internally for resources created by Odoo (updates, module ' +
          'installation, ...)',
      );
    },
  });
}

/** The user with this login, when password or API key fit; 19 and earlier take either in the same place. */
export function findByLogin(db: Database, login: string, secret: string): Row | undefined {
  const user = activeUsers(db).find((row) => row['login'] === login);
  return user !== undefined && opens(db, user, secret) ? user : undefined;
}

export function findById(db: Database, uid: number, secret: string): Row | undefined {
  const user = activeUsers(db).find((row) => row.id === uid);
  return user !== undefined && opens(db, user, secret) ? user : undefined;
}

/** @throws RangeError for a login that nobody has */
export function replaceKeys(db: Database, login: string, keys: readonly string[]): void {
  const user = activeUser(db, login);
  removeKeys(db, user.id);
  for (const [index, secret] of keys.entries()) addKey(db, user.id, { name: `Key ${index + 1}`, secret });
}

/** @throws RangeError for a login that nobody has */
export function activeUser(db: Database, login: string): Row {
  const user = activeUsers(db).find((row) => row['login'] === login);
  if (user === undefined) throw new RangeError(`there is no user ${login}`);
  return user;
}

export function setPassword(user: Row, password: string): void {
  user[PASSWORD] = password;
}

function hidePassword(user: Row): void {
  const password = user['password'];
  if (typeof password !== 'string') return;
  user[PASSWORD] = password;
  user['password'] = false;
}

function opens(db: Database, user: Row, secret: string): boolean {
  return secret !== '' && (user[PASSWORD] === secret || ownerOf(db, secret)?.id === user.id);
}

function activeUsers(db: Database): Row[] {
  return [...(db.find('res.users')?.rows.values() ?? [])].filter((row) => row['active'] === true);
}

/** 19 greets every new internal user with a private task. */
function addOnboardingTask(user: Row, env: Env): void {
  create(env.model('project.task'), { name: `Welcome ${String(user['name'])}!`, user_ids: [user.id] }, env);
}
