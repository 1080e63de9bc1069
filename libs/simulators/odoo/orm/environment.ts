import type { Database } from './database';
import { userError } from './odoo-exception';
import type { Env, Table, ThreadStore } from './schema';
import { isStruct, truthy, type Row, type Struct, type Value } from './values';
import type { Major } from './version';

export class Environment implements Env {
  private memberships: ReadonlySet<string> | undefined;

  constructor(
    private readonly db: Database,
    readonly uid: number,
    readonly context: Struct = {},
    readonly sudo = false,
  ) {}

  get major(): Major {
    return this.db.major;
  }

  get threads(): ThreadStore {
    return this.db.threads;
  }

  get user(): Row {
    const row = this.model('res.users').rows.get(this.uid);
    if (row === undefined) throw new Error(`no user ${String(this.uid)}`);
    return row;
  }

  get activeTest(): boolean {
    return !('active_test' in this.context) || truthy(this.context['active_test']);
  }

  get groups(): ReadonlySet<string> {
    this.memberships ??= groupsOf(this);
    return this.memberships;
  }

  model(name: string): Table {
    const model = this.db.find(name);
    if (model === undefined) throw userError(`Object ${name} doesn't exist`);
    return model;
  }

  timestamp(): string {
    return this.db.timestamp();
  }

  transaction<T>(work: () => T): T {
    return this.db.transaction(work);
  }

  losesRace(): boolean {
    return this.db.losesRace();
  }

  onRollback(undo: () => void): void {
    this.db.onRollback(undo);
  }

  as(changes: { context?: Value | undefined; sudo?: boolean }): Env {
    const context = isStruct(changes.context) ? { ...this.context, ...changes.context } : this.context;
    return new Environment(this.db, this.uid, context, changes.sudo ?? this.sudo);
  }
}

/** Whose members are members of which other group: the chain below "Settings". */
const IMPLIED: Readonly<Record<string, string>> = {
  'base.group_system': 'base.group_erp_manager',
  'base.group_erp_manager': 'base.group_user',
};

/** The field that holds a user's groups was renamed in 19. */
export function groupsField(major: Major): 'groups_id' | 'group_ids' {
  return major >= 19 ? 'group_ids' : 'groups_id';
}

function groupsOf(env: Env): ReadonlySet<string> {
  const ids = env.user[groupsField(env.major)] as readonly number[];
  const found = new Set<string>();
  for (const row of env.model('ir.model.data').rows.values()) {
    if (row['model'] !== 'res.groups' || !ids.includes(row['res_id'] as number)) continue;
    let name: string | undefined = `${String(row['module'])}.${String(row['name'])}`;
    for (; name !== undefined; name = IMPLIED[name]) found.add(name);
  }
  return found;
}
