import { randomBytes } from 'node:crypto';
import type { Database } from '../orm/database';
import { Environment } from '../orm/environment';
import { char, datetime, many2one } from '../orm/field';
import { create, unlink } from '../orm/mutate';
import { accessDenied, accessError, OdooException, userError, validationError } from '../orm/odoo-exception';
import { search } from '../orm/search';
import type { Env, ModelMethod } from '../orm/schema';
import { str, truthy, type Row, type Value } from '../orm/values';
import { access, INTERNAL_USER, withMagicFields } from './magic-fields';

const MODEL = 'res.users.apikeys';
/** Where the key itself lies: beside the fields, so that nothing ever reads it out. */
const SECRET = '_key';
const DEFAULT_LIMIT = 10;
const DAY_MS = 86_400_000;
/** `api_key_duration` of `base.group_user`. */
const INTERNAL_USER_DAYS = 90;

/**
 * What a user may see of API keys: their own, and never the key itself. Those of 16 and 17 do not end. 19 lets programs
 * make and remove them, as its source has it (`odoo/addons/base/models/res_users.py`); no recording of that exists.
 */
export function defineApiKeys(db: Database): void {
  db.define({
    name: MODEL,
    description: 'Users API Keys',
    access: access(INTERNAL_USER, ['base.group_system']),
    visible: (row, env) => row['user_id'] === env.uid,
    fields: withMagicFields(MODEL, db.major, {
      name: char('Description', { required: true, readonly: true }),
      user_id: many2one('User', 'res.users', { required: true, readonly: true }),
      scope: char('Scope', { readonly: true }),
      ...(db.major >= 18 ? { expiration_date: datetime('Expiration Date', { readonly: true }) } : {}),
    }),
    ...(db.major >= 19 && { modelMethods: { generate: generate(db), revoke: revoke(db) } }),
  });
}

/** The active user to whom this key belongs, when it opens the external API and has not ended. */
export function ownerOf(db: Database, key: string): Row | undefined {
  const found = liveKeys(db).find(
    (row) => row[SECRET] === key && (row['scope'] === 'rpc' || !truthy(row['scope'])),
  );
  const user = found && db.find('res.users')?.rows.get(found['user_id'] as number);
  return user?.['active'] === true ? user : undefined;
}

/** A key, without asking whether anybody may make it. @param end as Odoo writes times; absent: it does not end */
export function addKey(
  db: Database,
  userId: number,
  key: { readonly name: string; readonly secret: string; readonly scope?: string; readonly end?: string },
): void {
  const env = new Environment(db, userId, {}, true);
  const end = key.end !== undefined && db.major >= 18 ? { expiration_date: key.end } : {};
  const scope = key.scope === undefined ? {} : { scope: key.scope };
  const row = create(env.model(MODEL), { name: key.name, user_id: userId, ...scope, ...end }, env);
  row[SECRET] = key.secret;
}

/** The user's keys of this name are gone; all of them without one. */
export function removeKeys(db: Database, userId: number, name?: string): void {
  const env = new Environment(db, userId, {}, true);
  const own = [...env.model(MODEL).rows.values()].filter(
    (row) => row['user_id'] === userId && (name === undefined || row['name'] === name),
  );
  unlink(
    env.model(MODEL),
    own.map(({ id }) => id),
    env,
  );
}

/** Names of the user's keys that are accepted at this moment, in the order in which they were made. */
export function keyNames(db: Database, userId: number): readonly string[] {
  return liveKeys(db).flatMap((row) => (row['user_id'] === userId ? [str(row['name'] ?? '')] : []));
}

function generate(db: Database): ModelMethod {
  return {
    parameters: ['key', 'scope', 'name', 'expiration_date'],
    required: 4,
    run: (env, argument) => {
      checkAllowed(env);
      const key = str(argument('key') ?? '');
      const scope = argument('scope');
      const end = endOf(argument('expiration_date'));
      const limit = limitOf(env);
      if (search(env.model(MODEL), live(db), env).length >= limit) {
        throw userError(`Limit of ${String(limit)} API keys is reached for programmatic creation`);
      }
      const wanted = truthy(scope) ? str(scope ?? '') : 'rpc';
      const presented = liveKeys(db).find((row) => row[SECRET] === key);
      const fits = presented !== undefined && (!truthy(presented['scope']) || presented['scope'] === wanted);
      if (!fits || presented['user_id'] !== env.uid) {
        throw accessDenied('The provided API key is invalid or does not belong to the current user.');
      }
      checkEnd(db, env, end);
      const secret = newKey();
      addKey(db, env.uid, {
        ...{ name: str(argument('name') ?? ''), secret },
        ...(truthy(scope) && { scope: wanted }),
        ...(end !== undefined && { end }),
      });
      return secret;
    },
  };
}

function revoke(db: Database): ModelMethod {
  return {
    parameters: ['key'],
    required: 1,
    run: (env, argument) => {
      checkAllowed(env);
      const key = argument('key');
      if (!truthy(key)) throw new OdooException('builtins.AssertionError', 'key required');
      const row = liveKeys(db).find((candidate) => candidate[SECRET] === key);
      if (row === undefined) throw accessDenied('The provided API key is invalid.');
      if (row['user_id'] !== env.uid && !isSystem(env)) {
        throw accessError("You can not remove API keys unless they're yours or you are a system user");
      }
      unlink(env.model(MODEL), [row.id], env.as({ sudo: true }));
      return true;
    },
  };
}

function checkAllowed(env: Env): void {
  const enabled = /^(y|yes|1|true|t|on)$/i.test(parameter(env, 'base.enable_programmatic_api_keys') ?? '');
  if (!enabled && !isSystem(env)) throw userError('Programmatic API keys are not enabled');
}

function checkEnd(db: Database, env: Env, end: string | undefined): void {
  if (isSystem(env)) return;
  if (end === undefined) throw validationError('The API key must have an expiration date');
  const days = db.keyDays ?? INTERNAL_USER_DAYS;
  if (timeOf(end) > timeOf(db.timestamp()) + days * DAY_MS) {
    throw validationError(`You cannot exceed ${days.toFixed(1)} days.`);
  }
}

function limitOf(env: Env): number {
  const set = Number(parameter(env, 'base.programmatic_api_keys_limit') ?? DEFAULT_LIMIT);
  return Number.isInteger(set) ? set : DEFAULT_LIMIT;
}

function parameter(env: Env, key: string): string | undefined {
  const row = [...env.model('ir.config_parameter').rows.values()].find((found) => found['key'] === key);
  return row === undefined ? undefined : str(row['value'] ?? '');
}

function isSystem(env: Env): boolean {
  return env.groups.has('base.group_system');
}

function live(db: Database): Value {
  const now = db.timestamp().slice(0, 19);
  return ['|', ['expiration_date', '=', false], ['expiration_date', '>=', now]];
}

function liveKeys(db: Database): Row[] {
  const now = timeOf(db.timestamp());
  return [...(db.find(MODEL)?.rows.values() ?? [])].filter(({ expiration_date: end }) =>
    typeof end === 'string' ? timeOf(end) >= now : true,
  );
}

function endOf(value: Value | undefined): string | undefined {
  if (!truthy(value)) return undefined;
  const text = str(value ?? '');
  if (!/^\d{4}-\d\d-\d\d( \d\d:\d\d:\d\d)?$/.test(text)) {
    throw new OdooException('builtins.ValueError', `time data '${text}' does not match format`);
  }
  return text.length === 10 ? `${text} 00:00:00` : text;
}

function timeOf(text: string): number {
  return Date.parse(`${text.replace(' ', 'T')}Z`);
}

/** Twenty bytes in hex. */
function newKey(): string {
  return randomBytes(20).toString('hex');
}
