/**
 * JSON with the members of every object in one order and without blanks, as RFC 8785 has it: equal values give equal text.
 * Members that are undefined are left out, and what has a `toJSON` is asked for it, as JSON.stringify does.
 * @throws RangeError for what JSON cannot hold
 */
export function canonicalJson(value: unknown): string {
  if (typeof value === 'object' && value !== null) {
    if (hasToJson(value)) return canonicalJson(value.toJSON());
    if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item ?? null)).join(',')}]`;
    let members = '';
    for (const name of Object.keys(value).sort()) {
      const member = (value as Readonly<Record<string, unknown>>)[name];
      if (member === undefined) continue;
      members += `${members === '' ? '' : ','}${JSON.stringify(name)}:${canonicalJson(member)}`;
    }
    return `{${members}}`;
  }
  const text = JSON.stringify(value) as string | undefined;
  if (text === undefined) throw new RangeError(`JSON has nothing for a ${typeof value}`);
  return text;
}

function hasToJson(value: object): value is { toJSON: () => unknown } {
  return 'toJSON' in value && typeof value.toJSON === 'function';
}
