import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isJsonObject, type JsonObject } from '@libs/microshare-client';

/** Text of a documented answer or request: layout as documented, values invented. */
export function sampleText(name: string): string {
  return readFileSync(join(__dirname, 'samples', `${name}.json`), 'utf8');
}

export function sample(name: string): JsonObject {
  const content: unknown = JSON.parse(sampleText(name));
  if (!isJsonObject(content)) throw new TypeError(`sample ${name} is no object`);
  return content;
}

/** The objects of a documented envelope. */
export function sampleObjects(name: string): readonly JsonObject[] {
  const { objs } = sample(name);
  if (!Array.isArray(objs)) throw new TypeError(`sample ${name} is no envelope`);
  return (objs as readonly unknown[]).filter(isJsonObject);
}
