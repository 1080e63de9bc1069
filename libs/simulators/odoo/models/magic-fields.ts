import { char, datetime, integer, many2one } from '../orm/field';
import type { Access, Fields, Operation } from '../orm/schema';
import type { Major } from '../orm/version';

/** A model's own fields with those every model has, in the order of the version. */
export function withMagicFields(model: string, major: Major, own: Fields): Fields {
  const id = integer('ID', { readonly: true });
  const displayName = char('Display Name', {
    readonly: true,
    compute: (row, env) => env.model(model).displayName(row, env),
  });
  const log: Fields = {
    create_uid: many2one('Created by', 'res.users', { readonly: true }),
    create_date: datetime('Created on', { readonly: true }),
    write_uid: many2one('Last Updated by', 'res.users', { readonly: true }),
    write_date: datetime('Last Updated on', { readonly: true }),
  };
  if (major >= 19) return { id, display_name: displayName, ...own, ...log };
  const lastUpdate = datetime('Last Modified on', {
    readonly: true,
    compute: (row) => row['write_date'] ?? false,
  });
  return {
    ...own,
    id,
    ...(major === 16 ? { __last_update: lastUpdate } : {}),
    display_name: displayName,
    ...log,
  };
}

/** Members of `readers` may read, members of `writers` may do everything. */
export function access(readers: readonly string[] | 'everybody', writers: readonly string[]): Access {
  const right = (operation: Operation) => (operation === 'read' ? readers : writers);
  return { read: right('read'), write: right('write'), create: right('create'), unlink: right('unlink') };
}

export const INTERNAL_USER = ['base.group_user'] as const;
