import { accessError } from './odoo-exception';
import type { Env, Operation, Table } from './schema';

const VERBS: Readonly<Record<Operation, string>> = {
  read: 'access',
  write: 'modify',
  create: 'create',
  unlink: 'delete',
};

export function mayAccess(table: Table, operation: Operation, env: Env): boolean {
  const allowed = table.options.access[operation];
  return env.sudo || allowed === 'everybody' || allowed.some((group) => env.groups.has(group));
}

/** Throws Odoo's access error, which names the groups that may. */
export function checkAccess(table: Table, operation: Operation, env: Env): void {
  if (mayAccess(table, operation, env)) return;
  const names = (table.options.access[operation] as readonly string[]).map((group) => groupLabel(group, env));
  const who =
    names.length === 0
      ? 'No group currently allows this operation.'
      : `This operation is allowed for the following groups:\n${names
          .sort()
          .map((name) => `\t- ${name}`)
          .join('\n')}`;
  throw accessError(
    `You are not allowed to ${VERBS[operation]} '${table.options.description}' (${table.name}) records.\n\n` +
      `${who}\n\nContact your administrator to request access if necessary.`,
  );
}

function groupLabel(externalId: string, env: Env): string {
  const [module, name] = externalId.split('.');
  for (const row of env.model('ir.model.data').rows.values()) {
    if (row['module'] !== module || row['name'] !== name) continue;
    const group = env.model('res.groups').rows.get(row['res_id'] as number);
    if (group !== undefined) return String(group['full_name']);
  }
  return externalId;
}
