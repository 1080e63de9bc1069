import type { Row, Stored, Struct, Value } from './values';
import type { Major } from './version';

export type FieldType =
  | 'binary'
  | 'boolean'
  | 'char'
  | 'date'
  | 'datetime'
  | 'float'
  | 'html'
  | 'integer'
  | 'many2many'
  | 'many2one'
  | 'one2many'
  | 'selection'
  | 'text';

export interface FieldOptions {
  readonly required?: boolean;
  readonly readonly?: boolean;
  /** Value of a new record that was given none; absent means empty. */
  readonly initial?: Stored | ((env: Env) => Stored);
  /** A value that is worked out on every read and never stored. */
  readonly compute?: (row: Row, env: Env) => Stored;
  /** Name of the many2one through which the field is inherited (`_inherits`): it lives on the parent record. */
  readonly via?: string;
}

export interface Field extends FieldOptions {
  readonly type: FieldType;
  /** The label. */
  readonly string: string;
  readonly relation?: string;
  readonly selection?: readonly (readonly [key: string, label: string])[];
}

/** Fields in the order in which `fields_get` and `read` list them. */
export type Fields = Readonly<Record<string, Field>>;

export type Operation = 'read' | 'write' | 'create' | 'unlink';

/** External ids of the groups that may do it; `'everybody'` needs no group. */
export type Access = Readonly<Record<Operation, readonly string[] | 'everybody'>>;

/** A method reachable by RPC on records of one model, beyond those every model has. */
export interface RecordMethod {
  readonly parameters: readonly string[];
  /** Right it needs on the model. */
  readonly access: Operation;
  run(env: Env, ids: readonly number[], argument: (name: string) => Value | undefined): Value;
}

/** A method reachable by RPC on one model, beyond those every model has; it takes no record ids. */
export interface ModelMethod {
  readonly parameters: readonly string[];
  /** How many of the parameters have no default. */
  readonly required: number;
  run(env: Env, argument: (name: string) => Value | undefined): Value;
}

export interface ModelOptions {
  readonly name: string;
  /** As access errors and constraint errors name it. */
  readonly description: string;
  readonly fields: Fields;
  /** Default order, as `_order`. */
  readonly order?: string;
  readonly access: Access;
  /** `display_name`; without it the `name` field. */
  readonly displayName?: (row: Row, env: Env) => string;
  /** First id a new record gets. */
  readonly nextId?: number;
  /** Keeps messages and followers (`mail.thread`). */
  readonly thread?: boolean;
  /** Fields whose values may not repeat, and what the database says when they do. */
  readonly unique?: Readonly<Record<string, string>>;
  /** Rows a user may see; absent means all. */
  readonly visible?: (row: Row, env: Env) => boolean;
  readonly methods?: Readonly<Record<string, RecordMethod>>;
  readonly modelMethods?: Readonly<Record<string, ModelMethod>>;
  /** Completes the values of a record about to be inserted. */
  readonly prepare?: (values: Record<string, Stored>, env: Env) => void;
  readonly afterCreate?: (row: Row, env: Env) => void;
  /** Refuses changes that break a rule of the model. Called after the change, before it is final. */
  readonly check?: (rows: readonly Row[], changed: ReadonlySet<string>, env: Env) => void;
  readonly beforeUnlink?: (rows: readonly Row[], env: Env) => void;
}

/** One table: what its records look like, and the records. */
export interface Table {
  readonly name: string;
  readonly options: ModelOptions;
  readonly fields: Map<string, Field>;
  readonly rows: Map<number, Row>;
  /** Draws the next id; never drawn again, even when the insert is undone, as PostgreSQL sequences do. */
  drawId(): number;
  /** Throws what Odoo throws on reading or writing a field that is not there. */
  field(name: string): Field;
  /** How to get one field's value out of a row; worked out once, used on every row. */
  getter(name: string, env: Env): (row: Row) => Stored;
  displayName(row: Row, env: Env): string;
}

export interface ThreadStore {
  /** A new record: its author follows it, and a note says that it was created. */
  open(model: string, id: number, partner: number): void;
  /** Adds a message; returns its id. */
  post(model: string, id: number): number;
  /** Newest message first. */
  messagesOf(model: string, id: number): readonly number[];
  followersOf(model: string, id: number): readonly { readonly id: number; readonly partner: number }[];
}

/** Who calls, with what context: the `env` of an Odoo method. */
export interface Env {
  readonly major: Major;
  readonly uid: number;
  readonly context: Struct;
  /** Access rules do not apply. */
  readonly sudo: boolean;
  readonly user: Row;
  /** External ids of the user's groups, implied ones included. */
  readonly groups: ReadonlySet<string>;
  /** Archived records are left out, unless the context says otherwise. */
  readonly activeTest: boolean;
  readonly threads: ThreadStore;
  /** Throws the user error Odoo gives for a model that does not exist. */
  model(name: string): Table;
  /** UTC as the database holds it, `2026-11-21 08:44:21.123`; clients are shown the first 19 characters. */
  timestamp(): string;
  transaction<T>(work: () => T): T;
  /** True where this call is to lose against another one at the same moment. */
  losesRace(): boolean;
  /** Registers how to undo a change just made. Outside a transaction changes are final. */
  onRollback(undo: () => void): void;
  /** The same caller without access rules, or with more context. */
  as(changes: { context?: Value | undefined; sudo?: boolean }): Env;
}
