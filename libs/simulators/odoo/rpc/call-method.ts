import type { Database } from '../orm/database';
import { Environment } from '../orm/environment';
import { accessError, OdooException } from '../orm/odoo-exception';
import type { Table } from '../orm/schema';
import { isStruct, type Struct, type Value } from '../orm/values';
import { bind, ids as idsOf } from './arguments';
import { modelMethods } from './model-methods';
import { recordMethods } from './record-methods';

export interface MethodCall {
  readonly model: string;
  readonly method: string;
  /** For methods of records, the ids come first. */
  readonly args: readonly Value[];
  readonly kwargs: Struct;
}

/** Runs a public method of a model as the user, in one transaction: when it throws, nothing has changed. */
export function callMethod(db: Database, uid: number, call: MethodCall): Value {
  const { context, ...kwargs } = call.kwargs;
  const env = new Environment(db, uid, isStruct(context) ? context : {});
  const table = env.model(call.model);
  checkPublic(db, call.model, call.method);
  return db.transaction(() => {
    const own = table.options.modelMethods?.[call.method];
    if (own !== undefined) return own.run(env, bind({ method: call.method, ...own }, call.args, kwargs));
    const onModel = modelMethods(db.major)[call.method];
    if (onModel !== undefined && isOf(table, call.method)) {
      return onModel.run(table, env, bind({ method: call.method, ...onModel }, call.args, kwargs));
    }
    const onRecords = recordMethods(table, db.major)[call.method];
    if (onRecords === undefined) throw noSuchMethod(db, call.model, call.method);
    const [first, ...rest] = call.args;
    const argument = bind({ method: call.method, ...onRecords }, rest, kwargs);
    return onRecords.run(table, idsOf(first), env, argument);
  });
}

/** Whether the method takes record ids; undefined where the model has no such method. */
export function takesIds(db: Database, table: Table, method: string): boolean | undefined {
  if (table.options.modelMethods?.[method] !== undefined) return false;
  if (modelMethods(db.major)[method] !== undefined && isOf(table, method)) return false;
  return recordMethods(table, db.major)[method] === undefined ? undefined : true;
}

/** Names that start with an underscore are refused before anybody looks whether they exist. */
export function checkPublic(db: Database, model: string, method: string): void {
  if (!method.startsWith('_')) return;
  const shown = db.major >= 18 ? `'${model}.${method}'` : method;
  throw accessError(`Private methods (such as ${shown}) cannot be called remotely.`);
}

export function noSuchMethod(db: Database, model: string, method: string): OdooException {
  const message =
    db.major >= 18
      ? `The method '${model}.${method}' does not exist`
      : `The method '${method}' does not exist on the model '${model}'`;
  return new OdooException('builtins.AttributeError', message);
}

/** `context_get` is a method of users only. */
function isOf(table: Table, method: string): boolean {
  return method !== 'context_get' || table.name === 'res.users';
}
