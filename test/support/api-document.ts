import { Ajv, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';

/* Only what is looked at here; the whole document is OpenAPI 3.0. */
interface ApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, unknown>> };
}
interface Operation {
  readonly responses: Readonly<Record<string, DocumentedResponse>>;
}
interface DocumentedResponse {
  readonly content?: Readonly<Record<string, { readonly schema?: object }>>;
}

/** Holds live answers against the API document: status, media type and body must be what it promises. */
export class ApiDocumentCheck {
  private readonly ajv = new Ajv({ strict: false, allErrors: true });
  private readonly validators = new Map<string, ValidateFunction>();
  private readonly routes: readonly { readonly pattern: RegExp; readonly path: string }[];
  /** `METHOD path` of every operation that has been answered successfully while checked. */
  readonly answered = new Set<string>();

  constructor(private readonly document: ApiDocument) {
    addFormats(this.ajv);
    this.ajv.addSchema({ $id: 'api', components: toJsonSchema(document.components) });
    this.routes = Object.keys(document.paths)
      .sort((a, b) => a.split('{').length - b.split('{').length)
      .map((path) => ({ path, pattern: new RegExp(`^${path.replace(/\{[^}]+\}/g, '[^/]+')}/?$`) }));
  }

  /** Every operation that the document describes, as `METHOD path`. */
  operations(): string[] {
    return Object.entries(this.document.paths).flatMap(([path, item]) =>
      Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`),
    );
  }

  /** @throws Error saying what about the answer is not documented; answers outside the document pass */
  check(method: string, path: string, status: number, mediaType: string, body: unknown): void {
    const route = this.routes.find(({ pattern }) => pattern.test(path.split('?', 1)[0] ?? ''));
    const operation =
      route === undefined ? undefined : this.document.paths[route.path]?.[method.toLowerCase()];
    if (route === undefined || operation === undefined) return;
    const name = `${method} ${route.path} ${status}`;
    const response = operation.responses[String(status)];
    if (response === undefined) throw new Error(`${name} is not documented`);
    if (status < 400) this.answered.add(`${method} ${route.path}`);
    if (response.content === undefined) return;
    const type = mediaType.split(';', 1)[0]?.trim() ?? '';
    const schema = response.content[type]?.schema;
    if (schema === undefined) throw new Error(`${name} does not document the media type ${type}`);
    if (!type.includes('json')) return;
    const key = `${name} ${type}`;
    const validate = this.validators.get(key) ?? this.ajv.compile(toJsonSchema(schema) as object);
    this.validators.set(key, validate);
    if (!validate(body)) {
      throw new Error(`${name} differs from its document: ${this.ajv.errorsText(validate.errors)}`);
    }
  }
}

/** OpenAPI 3.0's `nullable` as JSON Schema, and references that point into the registered document. */
function toJsonSchema(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(toJsonSchema);
  if (typeof schema !== 'object' || schema === null) return schema;
  const { nullable, $ref, ...rest } = schema as Record<string, unknown>;
  const mapped = Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, toJsonSchema(value)]));
  const plain = typeof $ref === 'string' ? { ...mapped, $ref: $ref.replace('#/', 'api#/') } : mapped;
  return nullable === true ? { anyOf: [plain, { type: 'null' }] } : plain;
}
