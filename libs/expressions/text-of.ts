/**
 * A value of a record, or of an expression, as text: `''` for nothing; the name of a record that a field leads to, be it
 * `[id, name]` or `{ id, name }`; several values with ` / ` between them, each once. Bare ids are nothing.
 */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  if (value === true) return 'true';
  if (Array.isArray(value)) return textOfList(value);
  if (typeof value === 'object' && value !== null && 'name' in value) return textOf(value.name);
  return '';
}

function textOfList(list: readonly unknown[]): string {
  const [first, second] = list;
  if (list.length === 2 && typeof first === 'number' && typeof second === 'string') return second;
  return [
    ...new Set(
      list
        .filter((item) => typeof item !== 'number')
        .map(textOf)
        .filter((text) => text !== ''),
    ),
  ].join(' / ');
}
