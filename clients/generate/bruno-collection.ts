import type { OpenAPIObject } from '@nestjs/swagger';

type Item = OpenAPIObject['paths'][string];
type Operation = NonNullable<Item['get']>;
type Schema = Readonly<Record<string, unknown>>;

type Scalar = string | number | boolean;

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly description?: string;
  readonly example?: Scalar;
  readonly schema?: { readonly example?: Scalar; readonly default?: Scalar };
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;

/** A Bruno collection: a request per operation, in a folder per tag. Path within the collection -> content. */
export function brunoCollection(document: OpenAPIObject): ReadonlyMap<string, string> {
  const files = new Map<string, string>([
    ['bruno.json', `${JSON.stringify({ version: '1', name: 'Trapline', type: 'collection' }, null, 2)}\n`],
    ['collection.bru', AUTHENTICATION],
    ['environments/local.bru', LOCAL],
  ]);
  const places = new Map<string, number>();
  for (const [path, item] of Object.entries(document.paths)) {
    for (const method of METHODS) {
      const operation = item[method];
      if (operation === undefined) continue;
      const folder = (operation.tags?.[0] ?? 'other').replace(/ /g, '-');
      const place = (places.get(folder) ?? 0) + 1;
      places.set(folder, place);
      const name = `${method.toUpperCase()} ${path}`;
      const file = `${folder}/${method}${path.replace(/[^a-zA-Z0-9]+/g, '-').replace(/-$/, '')}.bru`;
      files.set(file, request({ document, path, method, name, operation, place }));
    }
  }
  return files;
}

/** The key is a secret of the environment: Bruno keeps its value out of the files. */
const AUTHENTICATION = `auth {
  mode: apikey
}

auth:apikey {
  key: X-API-Key
  value: {{apiKey}}
  placement: header
}
`;
const LOCAL = `vars {
  baseUrl: http://127.0.0.1:3000
}
vars:secret [
  apiKey
]
`;

interface RequestInput {
  readonly document: OpenAPIObject;
  readonly path: string;
  readonly method: (typeof METHODS)[number];
  readonly name: string;
  readonly operation: Operation;
  readonly place: number;
}

function request({ document, path, method, name, operation, place }: RequestInput): string {
  const parameters = (operation.parameters ?? []) as unknown as readonly Parameter[];
  const body = bodyOf(document, operation);
  const isOpen = operation.security?.length === 0;
  return [
    block('meta', [`name: ${name}`, 'type: http', `seq: ${place}`]),
    block(method, [
      `url: {{baseUrl}}${path.replace(/\{([^}]+)\}/g, ':$1')}`,
      `body: ${body?.mode ?? 'none'}`,
      `auth: ${isOpen ? 'none' : 'inherit'}`,
    ]),
    block('params:path', pairs(parameters, 'path')),
    block('params:query', pairs(parameters, 'query')),
    block('headers', [
      ...(body === undefined ? [] : [`Content-Type: ${body.type}`]),
      ...pairs(parameters, 'header'),
    ]),
    body === undefined ? '' : block(`body:${body.mode}`, body.text.split('\n')),
    block('docs', [operation.summary, operation.description].filter(Boolean).join('\n\n').split('\n')),
  ]
    .filter(Boolean)
    .join('\n');
}

function block(name: string, lines: readonly string[]): string {
  if (lines.length === 0) return '';
  return `${name} {\n${lines.map((line) => (line === '' ? '' : `  ${line}`)).join('\n')}\n}\n`;
}

/** What need not be sent is there, and switched off by a tilde. */
function pairs(parameters: readonly Parameter[], place: string): string[] {
  return parameters
    .filter((parameter) => parameter.in === place)
    .map(({ name, required, example, schema }) => {
      const value = example ?? schema?.example ?? schema?.default ?? '';
      return `${required === true ? '' : '~'}${name}: ${String(value)}`;
    });
}

function bodyOf(
  document: OpenAPIObject,
  { requestBody }: Operation,
): { readonly mode: 'json' | 'text'; readonly type: string; readonly text: string } | undefined {
  if (requestBody === undefined || !('content' in requestBody)) return undefined;
  const [found] = Object.entries(requestBody.content);
  if (found === undefined) return undefined;
  const [type, { schema, example }] = found as [string, { schema?: unknown; example?: unknown }];
  const value = example ?? exampleOf(document, schema as Schema | undefined);
  if (!type.includes('json')) return { mode: 'text', type, text: String(value).trimEnd() };
  return { mode: 'json', type, text: JSON.stringify(value, null, 2) };
}

/** A body to begin with: what must be given, and what has an example or is to be chosen from a list. */
function exampleOf(document: OpenAPIObject, schema: Schema | undefined): unknown {
  if (schema === undefined) return {};
  const { $ref, example, type, allOf, properties = {}, required = [] } = schema;
  if (typeof $ref === 'string') {
    const name = $ref.split('/').at(-1) ?? '';
    return exampleOf(document, document.components?.schemas?.[name] as Schema | undefined);
  }
  if (example !== undefined) return example;
  if (Array.isArray(allOf)) return exampleOf(document, allOf[0] as Schema);
  if ('default' in schema) return schema['default'];
  if (Array.isArray(schema['enum'])) return (schema['enum'] as unknown[])[0];
  if (type === 'object') {
    const members = Object.entries(properties as Record<string, Schema>).filter(
      ([name, member]) =>
        (required as readonly string[]).includes(name) ||
        member['example'] !== undefined ||
        (member['enum'] !== undefined && member['default'] === undefined),
    );
    return Object.fromEntries(members.map(([name, member]) => [name, exampleOf(document, member)]));
  }
  return type === 'array' ? [] : type === 'boolean' ? false : type === 'string' ? '' : 0;
}
