import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { problemResponse } from './api-problems';
import { FieldErrorDto, ProblemDto, UpstreamDto } from './problem.dto';
import { PUBLIC_EXTENSION } from './public.decorator';
import { UNLIMITED } from './rate-limit';

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;
type Responses = Operation['responses'];

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;

/** Headers that every answer carries. */
const COMMON_HEADERS = {
  'X-Request-Id': { description: 'Names this request in logs and problems', schema: { type: 'string' } },
  'X-Response-Time': { description: 'Time to answer, e.g. 12.3ms', schema: { type: 'string' } },
  'X-API-Version': { description: 'Major version of this interface', schema: { type: 'string' } },
} as const;

/**
 * The API document of the application, with what all operations share: security (none for public ones), the headers of
 * every answer, and the problems that any request can meet.
 */
export function describeApi(app: INestApplication): OpenAPIObject {
  const builder = new DocumentBuilder()
    .setTitle('Trapline')
    .setDescription(
      'Keeps ERP inspection points and Microshare traps in step. Errors are RFC 9457 problem documents.',
    )
    .setVersion('1.0.0')
    .addBearerAuth(
      { type: 'http', scheme: 'bearer', description: 'A session token, or an API key' },
      'bearer',
    )
    .addApiKey({ type: 'apiKey', in: 'header', name: 'X-API-Key' }, 'api-key')
    .addCookieAuth(
      'trapline_session',
      { type: 'apiKey', in: 'cookie', description: 'From `POST /api/v1/auth/session`' },
      'cookie',
    )
    .addSecurityRequirements('bearer')
    .addSecurityRequirements('api-key')
    .addSecurityRequirements('cookie')
    .addServer('/')
    .build();
  const document = SwaggerModule.createDocument(app, builder, {
    extraModels: [ProblemDto, FieldErrorDto, UpstreamDto],
  });
  for (const [path, item] of Object.entries(document.paths)) {
    for (const method of METHODS) {
      const operation = item[method];
      if (operation !== undefined) complete(operation, UNLIMITED.test(path));
    }
  }
  return document;
}

function complete(operation: Operation, isUnlimited: boolean): void {
  const extensions = operation as unknown as Record<string, unknown>;
  const isPublic = extensions[PUBLIC_EXTENSION] === true;
  if (isPublic) operation.security = [];
  // A route with several paths gets `name[0]`, `name[1]`…, which no client generator can make a name of.
  if (operation.operationId !== undefined) operation.operationId = codeName(operation.operationId);
  const minimum = extensions['x-minimum-role'];
  if (typeof minimum === 'string') {
    operation.description = [operation.description, `Needs the role ${minimum}.`]
      .filter(Boolean)
      .join('\n\n');
  }
  const responses: Responses = operation.responses;
  for (const status of sharedProblems(operation, isPublic, minimum)) {
    if (status === 429 && isUnlimited) continue;
    responses[String(status)] ??= problemResponse(status);
  }
  for (const response of Object.values(responses)) {
    if (response !== undefined && !('$ref' in response)) {
      response.headers = { ...response.headers, ...COMMON_HEADERS };
    }
  }
}

/** `list[0]` -> `list`, `list[1]` -> `list_2` */
function codeName(id: string): string {
  return id.replace(/\[(\d+)\]$/, (_all, n: string) => (n === '0' ? '' : `_${Number(n) + 1}`));
}

/** Statuses that the platform itself may answer with, before or around the handler. */
function sharedProblems(operation: Operation, isPublic: boolean, minimum: unknown): number[] {
  const withBody = operation.requestBody !== undefined;
  return [
    ...(isPublic ? [] : [401, 503]),
    ...(typeof minimum === 'string' && minimum !== 'viewer' ? [403] : []),
    ...(withBody ? [400, 413, 415, 422] : []),
    ...(withBody || (operation.parameters ?? []).length > 0 ? [422] : []),
    429,
    500,
  ];
}
