import type { Field, Table } from '../orm/schema';
import type { Struct, Value } from '../orm/values';

/** `fields_get`: the named fields that exist, all when none are named; of each the named attributes, all when none are. */
export function describeFields(
  table: Table,
  names: readonly string[],
  attributes: readonly string[],
): Record<string, Struct> {
  const described: Record<string, Struct> = {};
  for (const [name, field] of table.fields) {
    if (names.length > 0 && !names.includes(name)) continue;
    const all = describe(name, field);
    const chosen = Object.entries(all).filter(([key]) => attributes.length === 0 || attributes.includes(key));
    described[name] = Object.fromEntries(chosen);
  }
  return described;
}

/** In alphabetical order, as on the wire. */
function describe(name: string, field: Field): Record<string, Value> {
  return {
    name,
    readonly: field.readonly === true,
    ...(field.relation === undefined ? {} : { relation: field.relation }),
    required: field.required === true,
    ...(field.selection === undefined ? {} : { selection: field.selection }),
    store: field.compute === undefined && field.via === undefined,
    string: field.string,
    type: field.type,
  };
}
