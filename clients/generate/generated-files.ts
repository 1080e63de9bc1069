import type { OpenAPIObject } from '@nestjs/swagger';
import { brunoCollection } from './bruno-collection';
import { typescriptSchema } from './typescript-schema';

/** Everything that is made from the API document: path below `clients` -> content. */
export function generatedFiles(document: OpenAPIObject): ReadonlyMap<string, string> {
  const bruno = [...brunoCollection(document)].map(([path, text]) => [`bruno/${path}`, text] as const);
  return new Map([['typescript/src/schema.ts', typescriptSchema(document)], ...bruno]);
}
