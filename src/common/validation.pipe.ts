import { type ArgumentMetadata, ValidationPipe } from '@nestjs/common';
import type { ValidationError } from 'class-validator';
import { ProblemError, type FieldError } from './problem';

/**
 * Checks bodies, queries and parameters against their DTO classes: unknown fields are refused, text becomes the type
 * that the DTO declares. Every wrong field is named at once, in one answer with status 422; 400 where there is no body and one
 * is needed.
 */
export class RequestValidationPipe extends ValidationPipe {
  constructor() {
    super({
      whitelist: true,
      forbidNonWhitelisted: true,
      transform: true,
      stopAtFirstError: false,
      exceptionFactory: (found) => problemOf(found.flatMap((error) => fieldErrors(error, ''))),
    });
  }

  override async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    try {
      return (await super.transform(value, metadata)) as unknown;
    } catch (error) {
      if (metadata.type !== 'body' || value !== undefined || !(error instanceof ProblemError)) throw error;
      throw missingBody(error);
    }
  }
}

/** The refusal of a call without a body, by what would be said of an empty one. */
export function missingBody({ options: { errors = [] } }: ProblemError): ProblemError {
  const names = [...new Set(errors.map(({ field }) => field))].join(', ');
  return new ProblemError('bad-request', `this call needs a body, and none came; send JSON with ${names}`, {
    errors,
  });
}

function problemOf(errors: readonly FieldError[]): ProblemError {
  const names = [...new Set(errors.map((error) => error.field))].join(', ');
  return new ProblemError('unprocessable', `not acceptable: ${names}`, { errors });
}

function fieldErrors(error: ValidationError, parent: string): FieldError[] {
  const field = pathOf(parent, error.property);
  const value = shown(error.property, error.value);
  const own = Object.entries(error.constraints ?? {}).map(([rule, text]) => ({
    field,
    message: rule === 'whitelistValidation' ? 'is not a known field' : withoutName(text, error.property),
    ...(value !== undefined && { value }),
  }));
  return [...own, ...(error.children ?? []).flatMap((child) => fieldErrors(child, field))];
}

/** `rows` + `3` -> `rows[3]`, `rows[3]` + `site` -> `rows[3].site`. */
function pathOf(parent: string, property: string): string {
  if (parent === '') return property;
  return /^\d+$/.test(property) ? `${parent}[${property}]` : `${parent}.${property}`;
}

/** class-validator starts its messages with the property, which `field` says already. */
function withoutName(message: string, property: string): string {
  return message.startsWith(`${property} `) ? message.slice(property.length + 1) : message;
}

const LONGEST = 200;

/** What was sent, unless it is a secret, large, or nothing. */
function shown(property: string, value: unknown): unknown {
  if (/password|secret|token|authorization|key/i.test(property)) return undefined;
  if (typeof value === 'string') return value.length > LONGEST ? `${value.slice(0, LONGEST)}…` : value;
  return typeof value === 'number' || typeof value === 'boolean' || value === null ? value : undefined;
}
