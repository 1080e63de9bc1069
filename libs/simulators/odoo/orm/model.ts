import { emptyOf } from './field';
import { valueError } from './odoo-exception';
import type { Env, Field, ModelOptions, Table } from './schema';
import type { Row, Stored } from './values';
import type { Major } from './version';

/** One table, kept in memory. */
export class Model implements Table {
  readonly rows = new Map<number, Row>();
  readonly name: string;
  readonly fields: Map<string, Field>;
  private sequence: number;

  constructor(
    readonly options: ModelOptions,
    private readonly major: Major,
  ) {
    this.name = options.name;
    this.fields = new Map(Object.entries(options.fields));
    this.sequence = options.nextId ?? 1;
  }

  drawId(): number {
    const id = this.sequence;
    this.sequence += 1;
    return id;
  }

  field(name: string): Field {
    const field = this.fields.get(name);
    if (field !== undefined) return field;
    const where = this.major >= 19 ? `'${this.name}'` : `model '${this.name}'`;
    throw valueError(`Invalid field '${name}' on ${where}`);
  }

  getter(name: string, env: Env): (row: Row) => Stored {
    const field = this.field(name);
    const { compute, via } = field;
    if (compute !== undefined) return (row) => compute(row, env);
    const empty = emptyOf(field);
    if (via === undefined) return (row) => row[name] ?? empty;
    const parents = env.model(this.field(via).relation ?? '');
    const inherited = parents.getter(name, env);
    return (row) => {
      const parent = parents.rows.get(row[via] as number);
      return parent === undefined ? empty : inherited(parent);
    };
  }

  displayName(row: Row, env: Env): string {
    const { displayName } = this.options;
    if (displayName !== undefined) return displayName(row, env);
    if (!this.fields.has('name')) return `${this.name},${String(row.id)}`;
    return String(this.getter('name', env)(row) || '');
  }
}
