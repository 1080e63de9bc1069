import { createHash } from 'node:crypto';
import { isJsonObject, type JsonValue } from './raw-cluster';

/**
 * The platform's `checksum` of a record's `data`: SHA-256 in upper-case hex of the compact JSON with keys in alphabetical
 * order, then `L` and that text's length in characters. Together with `updateDate` the only sign that a record changed.
 */
export function dataChecksum(data: JsonValue): string {
  const json = JSON.stringify(inKeyOrder(data));
  return `${createHash('sha256').update(json, 'utf8').digest('hex').toUpperCase()}L${json.length}`;
}

/** Keys that look like integers come first whatever we do: that is how JavaScript orders an object's keys. */
function inKeyOrder(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return (value as readonly JsonValue[]).map(inKeyOrder);
  if (!isJsonObject(value)) return value;
  // Built from entries: assigning a key named __proto__ would lose it.
  const members = Object.entries(value).flatMap(([key, member]) =>
    member === undefined ? [] : [[key, inKeyOrder(member)] as const],
  );
  return Object.fromEntries(members.sort(([a], [b]) => (a < b ? -1 : 1)));
}
