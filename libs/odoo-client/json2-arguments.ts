import type { ModelCall } from './odoo-transport';
import type { XmlRpcArgument } from './xmlrpc/encode-call';

interface Signature {
  /** Called on records, whose ids come first. */
  readonly records?: true;
  readonly parameters: readonly string[];
}

/** Names of positional arguments in Odoo 19; only methods that are called with some need to be here. */
const SIGNATURES: ReadonlyMap<string, Signature> = new Map<string, Signature>([
  ['search', { parameters: ['domain', 'offset', 'limit', 'order'] }],
  ['search_count', { parameters: ['domain', 'limit'] }],
  ['search_read', { parameters: ['domain', 'fields', 'offset', 'limit', 'order'] }],
  ['fields_get', { parameters: ['allfields', 'attributes'] }],
  ['check_access_rights', { parameters: ['operation', 'raise_exception'] }],
  ['generate', { parameters: ['key', 'scope', 'name', 'expiration_date'] }],
  ['revoke', { parameters: ['key'] }],
  ['load', { parameters: ['fields', 'data'] }],
  ['read', { records: true, parameters: ['fields', 'load'] }],
  ['write', { records: true, parameters: ['vals'] }],
  ['action_archive', { records: true, parameters: [] }],
  ['action_unarchive', { records: true, parameters: [] }],
  ['has_access', { records: true, parameters: ['operation'] }],
  ['message_post', { records: true, parameters: [] }],
]);

/** The arguments of a call as the members of JSON-2's body: `ids` for the records, every other one by its name. */
export function namedArguments({
  model,
  method,
  args,
  kwargs,
}: ModelCall): Readonly<Record<string, XmlRpcArgument>> {
  const named: Record<string, XmlRpcArgument> = {};
  const signature = SIGNATURES.get(method);
  const names =
    signature === undefined ? [] : [...(signature.records ? ['ids'] : []), ...signature.parameters];
  for (const [index, value] of args.entries()) {
    const name = names[index];
    if (name === undefined) {
      throw new TypeError(`${model}.${method}: argument ${index} has no known name, which JSON-2 needs`);
    }
    named[name] = value;
  }
  return { ...named, ...kwargs };
}
