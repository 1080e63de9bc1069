import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import type { OpenAPIObject } from '@nestjs/swagger';

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;
const FLAGS = [
  '--default-non-nullable=false',
  '--root-types',
  '--root-types-no-schema-prefix',
  '--root-types-keep-casing',
];
const HEADER = `/* Written by \`npm run client:generate\` from the API document; not to be changed by hand. */\n\n`;

/** The types of the TypeScript client: what openapi-typescript makes of the document. */
export function typescriptSchema(document: OpenAPIObject): string {
  const program = join(dirname(require.resolve('openapi-typescript/package.json')), 'bin', 'cli.js');
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...FLAGS], {
    input: JSON.stringify(withoutRepetition(document)),
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status !== 0) throw new Error(`openapi-typescript failed: ${stderr}`);
  return HEADER + stdout.replace(/^\/\*\*[\s\S]*?\*\/\s*/, '');
}

/** All errors of an operation are problem documents, and headers say nothing to a type: each would be thousands of lines. */
function withoutRepetition(document: OpenAPIObject): OpenAPIObject {
  const copy = structuredClone(document);
  for (const item of Object.values(copy.paths)) {
    for (const method of METHODS) {
      const responses = item[method]?.responses;
      if (responses === undefined) continue;
      for (const [status, response] of Object.entries(responses)) {
        if (response !== undefined && 'headers' in response) delete response.headers;
        if (Number(status) < 400) continue;
        Reflect.deleteProperty(responses, status);
        responses.default = { description: 'A problem', content: PROBLEM };
      }
    }
  }
  return copy;
}

const PROBLEM = { 'application/problem+json': { schema: { $ref: '#/components/schemas/ProblemDto' } } };
