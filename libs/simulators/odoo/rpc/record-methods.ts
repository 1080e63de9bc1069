import { checkAccess, mayAccess } from '../orm/access';
import { existing, unlink, write } from '../orm/mutate';
import { accessError, typeError, userError, valueError } from '../orm/odoo-exception';
import { readRows } from '../orm/read';
import type { Env, Table } from '../orm/schema';
import { isStruct, repr, type Row, type Struct, type Value } from '../orm/values';
import type { Major } from '../orm/version';
import { texts, type Argument, type Signature } from './arguments';
import { asOperation } from './model-methods';

/** A method called on the records with these ids. */
export interface IdsMethod extends Omit<Signature, 'method'> {
  run(table: Table, ids: readonly number[], env: Env, argument: Argument): Value;
}

/** The methods of this model's records. */
export function recordMethods(table: Table, major: Major): Readonly<Record<string, IdsMethod>> {
  return {
    ...COMMON,
    ...(major >= 18 ? { has_access: HAS_ACCESS } : {}),
    ...(table.fields.has('active') ? ARCHIVING : {}),
    ...(table.options.thread === true ? { message_post: MESSAGE_POST } : {}),
    ...Object.fromEntries(
      Object.entries(table.options.methods ?? {}).map(([name, method]): [string, IdsMethod] => [
        name,
        {
          parameters: method.parameters,
          run: (on, ids, env, argument) => {
            checkAccess(on, method.access, env);
            existing(on, ids, env);
            return method.run(env, ids, argument);
          },
        },
      ]),
    ),
  };
}

const COMMON: Readonly<Record<string, IdsMethod>> = {
  read: {
    parameters: ['fields', 'load'],
    run: (table, ids, env, argument) => {
      checkAccess(table, 'read', env);
      const rows = ids.map((id) => table.rows.get(id)).filter((row) => row !== undefined);
      checkVisible(table, rows, 'access', env);
      const load = argument('load') ?? '_classic_read';
      return readRows(table, rows, texts(argument('fields')), env, load === '_classic_read');
    },
  },
  write: {
    parameters: ['vals'],
    required: 1,
    run: (table, ids, env, argument) => {
      checkAccess(table, 'write', env);
      checkVisible(table, existing(table, ids, env), 'modify', env);
      write(table, ids, asValues(argument('vals')), env);
      return true;
    },
  },
  unlink: {
    parameters: [],
    run: (table, ids, env) => {
      checkAccess(table, 'unlink', env);
      unlink(table, ids, env);
      return true;
    },
  },
};

/** `has_access` is asked of records, also of none. */
const HAS_ACCESS: IdsMethod = {
  parameters: ['operation'],
  required: 1,
  run: (table, _ids, env, argument) => mayAccess(table, asOperation(argument('operation')), env),
};

/** Both return `None`. */
const ARCHIVING: Readonly<Record<string, IdsMethod>> = {
  action_archive: { parameters: [], run: setActive(false) },
  action_unarchive: { parameters: [], run: setActive(true) },
};

function setActive(active: boolean): IdsMethod['run'] {
  return (table, ids, env) => {
    checkAccess(table, 'write', env);
    const rows = existing(table, ids, env);
    write(table, ids, { active }, env);
    if (table.name === 'product.product') {
      const templates = rows.map((row) => row['product_tmpl_id'] as number);
      write(env.model('product.template'), templates, { active }, env);
    }
    return null;
  };
}

/** Gives the new message's id, in 19 a list of one. Before 19 the sender needs an e-mail address. */
const MESSAGE_POST: IdsMethod = {
  parameters: [],
  keywords: 'any',
  run: (table, ids, env) => {
    checkAccess(table, 'write', env);
    const [id, ...others] = existing(table, ids, env).map((row) => row.id);
    if (id === undefined || others.length > 0) {
      throw valueError(`Expected singleton: ${table.name}(${ids.join(', ')})`);
    }
    if (env.major < 19 && typeof env.user['email'] !== 'string') {
      throw userError("Unable to send message, please configure the sender's email address.");
    }
    const message = env.threads.post(table.name, id);
    return env.major >= 19 ? [message] : message;
  },
};

function checkVisible(table: Table, rows: readonly Row[], verb: string, env: Env): void {
  const { visible, description } = table.options;
  if (visible === undefined || rows.every((row) => visible(row, env))) return;
  throw accessError(
    `Due to security restrictions, you are not allowed to ${verb} '${description}' (${table.name}) records.\n\n` +
      'Contact your administrator to request access if necessary.',
  );
}

function asValues(value: Value | undefined): Struct {
  if (isStruct(value)) return value;
  throw typeError(`unsupported values: ${repr(value ?? null)}`);
}
