import { createHash } from 'node:crypto';
import { isJsonObject, type JsonValue } from './raw-cluster';

/**
 * The platform's `checksum` of a record's `data`: SHA-256 in upper-case hex of the compact JSON with keys in alphabetical
 * order, then `L` and that text's length in characters. Together with `updateDate` the only sign that a record changed.
 */
export function dataChecksum(data: JsonValue): string {
  const json = inKeyOrder(data);
  return `${createHash('sha256').update(json, 'utf8').digest('hex').toUpperCase()}L${json.length}`;
}

/** Written out here, since JavaScript puts keys that look like integers first whatever order an object is built in. */
function inKeyOrder(value: JsonValue): string {
  if (Array.isArray(value)) {
    const items = value as readonly JsonValue[];
    return items.every((item) => typeof item === 'string')
      ? JSON.stringify(items)
      : `[${items.map(inKeyOrder).join(',')}]`;
  }
  if (!isJsonObject(value)) return JSON.stringify(value);
  const members: string[] = [];
  for (const key of Object.keys(value).sort()) {
    const member = value[key];
    if (member !== undefined) members.push(`${JSON.stringify(key)}:${inKeyOrder(member)}`);
  }
  return `{${members.join(',')}}`;
}
