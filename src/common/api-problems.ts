import { applyDecorators } from '@nestjs/common';
import { ApiExtraModels, ApiResponse, getSchemaPath } from '@nestjs/swagger';
import { FieldErrorDto, ProblemDto, UpstreamDto } from './problem.dto';
import { PROBLEM_KINDS, problemKindOf, problemType, type Problem, type ProblemKind } from './problem';

/** The media type of every error answer (RFC 9457). */
export const PROBLEM_MEDIA_TYPE = 'application/problem+json';

/** One statement per kind that a reader of the API docs sees as example. */
const DETAILS: Readonly<Record<ProblemKind, string>> = {
  'bad-request': 'the body is not valid JSON',
  unauthorized: 'the session has expired; log in again',
  forbidden: 'this needs the role operator; the caller has the role viewer',
  'not-found': 'there is no device with this guid',
  'method-not-allowed': 'PATCH is not allowed here; allowed: GET, POST',
  'not-acceptable': 'this is available as application/json and text/csv',
  conflict: 'another device uses this erp_reference already',
  'precondition-failed': 'the device has changed since it was read; read it again',
  'payload-too-large': 'the body exceeds the limit of 10 MB',
  'unsupported-media-type': 'the media type text/xml is not supported; send application/json',
  unprocessable: '1 field is not acceptable',
  'too-many-requests': 'more than 100 requests within 60 s; wait 12 s',
  internal: 'an unexpected error occurred; quote request_id when reporting it',
  'upstream-error': 'Microshare answered with an error',
  unavailable: 'Microshare cannot be reached and no cached answer can serve',
};

/** Statuses whose example carries more than the members that all share. */
const EXTRAS: Partial<Readonly<Record<ProblemKind, Partial<Problem>>>> = {
  unprocessable: {
    errors: [{ field: 'erp_reference', message: 'must match ^[A-Z0-9_]{3,50}$', value: 'ab' }],
  },
  'upstream-error': { upstream: { system: 'microshare', retryable: false } },
  unavailable: { upstream: { system: 'microshare', retryable: true } },
};

/** Headers worth naming beside the body, by status. */
const HEADERS: Readonly<Record<number, Record<string, HeaderObject>>> = {
  401: { 'WWW-Authenticate': { description: 'How to authenticate', schema: { type: 'string' } } },
  405: { Allow: { description: 'Methods that are allowed', schema: { type: 'string' } } },
  429: { 'Retry-After': { description: 'Seconds to wait', schema: { type: 'integer' } } },
  503: { 'Retry-After': { description: 'Seconds to wait, where known', schema: { type: 'integer' } } },
};

/**
 * Documents the problem answers of a route or of a whole controller. Every status must be one that a kind of problem
 * stands for. What any request can meet (401, 403, 422, 429, 500…) is added to each operation by `describeApi`.
 */
export function ApiProblems(...statuses: readonly number[]): ClassDecorator & MethodDecorator {
  return applyDecorators(
    ApiExtraModels(ProblemDto, FieldErrorDto, UpstreamDto),
    ...statuses.map((status) => ApiResponse({ status, ...problemResponse(status) })),
  );
}

/**
 * The problem answer with this status, as an OpenAPI response object.
 * @throws RangeError for a status that no kind of problem has
 */
export function problemResponse(status: number): ProblemResponse {
  const kind = problemKindOf(status);
  if (kind === undefined) throw new RangeError(`no kind of problem has the status ${status}`);
  return {
    description: PROBLEM_KINDS[kind][1],
    ...(HEADERS[status] !== undefined && { headers: HEADERS[status] }),
    content: {
      [PROBLEM_MEDIA_TYPE]: { schema: { $ref: getSchemaPath(ProblemDto) }, example: exampleProblem(kind) },
    },
  };
}

interface ProblemResponse {
  description: string;
  headers?: Record<string, HeaderObject>;
  content: Record<string, { schema: { $ref: string }; example: Problem }>;
}

interface HeaderObject {
  description: string;
  schema: { type: string };
}

function exampleProblem(kind: ProblemKind): Problem {
  const [status, title] = PROBLEM_KINDS[kind];
  return {
    type: problemType(kind),
    title,
    status,
    detail: DETAILS[kind],
    instance: '/api/v1/devices',
    request_id: '0f3c8a52-6a0e-4f0e-9a53-7d1a0c1f2b3e',
    ...EXTRAS[kind],
  };
}
