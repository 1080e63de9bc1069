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
  const ordered: Record<string, JsonValue> = {};
  for (const key of Object.keys(value).sort()) {
    const member = value[key];
    if (member !== undefined) ordered[key] = inKeyOrder(member);
  }
  return ordered;
}
