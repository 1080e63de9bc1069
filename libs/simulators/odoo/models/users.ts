import type { Database } from '../orm/database';
import { groupsField } from '../orm/environment';
import { boolean, char, datetime, many2many, many2one } from '../orm/field';
import { create } from '../orm/mutate';
import { userError } from '../orm/odoo-exception';
import type { Env } from '../orm/schema';
import type { Row } from '../orm/values';
import { access, INTERNAL_USER, withMagicFields } from './magic-fields';

/** Where a user's password and API keys lie: beside the fields, so that nothing ever reads them out. */
const PASSWORD = '_password';
const API_KEYS = '_api_keys';

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

/** What a user may see of API keys: their own, and never the key itself. Those of 16 and 17 do not end. */
export function defineApiKeys(db: Database): void {
  db.define({
    name: 'res.users.apikeys',
    description: 'Users API Keys',
    access: access(INTERNAL_USER, ['base.group_system']),
    visible: (row, env) => row['user_id'] === env.uid,
    fields: withMagicFields('res.users.apikeys', db.major, {
      name: char('Description', { required: true, readonly: true }),
      user_id: many2one('User', 'res.users', { required: true, readonly: true }),
      scope: char('Scope', { readonly: true }),
      ...(db.major >= 18 ? { expiration_date: datetime('Expiration Date', { readonly: true }) } : {}),
    }),
  });
}

/** The user with this login, when password or API key fit; 19 and earlier take either in the same place. */
export function findByLogin(db: Database, login: string, secret: string): Row | undefined {
  const user = activeUsers(db).find((row) => row['login'] === login);
  return user !== undefined && opens(user, secret) ? user : undefined;
}

export function findById(db: Database, uid: number, secret: string): Row | undefined {
  const user = activeUsers(db).find((row) => row.id === uid);
  return user !== undefined && opens(user, secret) ? user : undefined;
}

export function findByApiKey(db: Database, key: string): Row | undefined {
  return activeUsers(db).find((row) => apiKeys(row).includes(key));
}

/** @throws RangeError for a login that nobody has */
export function replaceKeys(db: Database, login: string, keys: readonly string[]): void {
  const user = activeUsers(db).find((row) => row['login'] === login);
  if (user === undefined) throw new RangeError(`there is no user ${login}`);
  user[API_KEYS] = keys.join('\n');
}

export function setCredentials(user: Row, password: string, keys: readonly string[]): void {
  user[PASSWORD] = password;
  user[API_KEYS] = keys.join('\n');
}

function hidePassword(user: Row): void {
  const password = user['password'];
  if (typeof password !== 'string') return;
  user[PASSWORD] = password;
  user['password'] = false;
}

function opens(user: Row, secret: string): boolean {
  return secret !== '' && (user[PASSWORD] === secret || apiKeys(user).includes(secret));
}

function apiKeys(user: Row): readonly string[] {
  return String(user[API_KEYS] ?? '').split('\n');
}

function activeUsers(db: Database): Row[] {
  return [...(db.find('res.users')?.rows.values() ?? [])].filter((row) => row['active'] === true);
}

/** 19 greets every new internal user with a private task. */
function addOnboardingTask(user: Row, env: Env): void {
  create(env.model('project.task'), { name: `Welcome ${String(user['name'])}!`, user_ids: [user.id] }, env);
}
