import { compileExpression, ExpressionError } from '@libs/expressions';
import { CronTime } from 'cron';
import { readSigningKey } from './signing-key-setting';
import { ValidateBy } from 'class-validator';

/** A field of an ERP's record, or a part of one that is split, counted from 0. */
export const FIELD_OR_PART = /^([a-z_][a-z0-9_]*)(?:\[(\d)\])?$/;

/** `name:role:sha256hex` entries separated by commas; the hash is of the key that clients send. */
export function IsApiKeyList(): PropertyDecorator {
  const entry = /^[A-Za-z0-9_.-]{1,64}:(viewer|operator|admin):[0-9a-fA-F]{64}$/;
  return ValidateBy({
    name: 'isApiKeyList',
    validator: {
      validate: (value: unknown) =>
        typeof value === 'string' &&
        value
          .split(',')
          .map((part) => part.trim())
          .filter((part) => part !== '')
          .every((part) => entry.test(part)),
      defaultMessage: () =>
        'API_KEYS must be entries name:role:sha256hex separated by commas, with role viewer, operator or admin',
    },
  });
}

/** A cron expression of five fields, or six with seconds first. */
export function IsCron(): PropertyDecorator {
  return ValidateBy({
    name: 'isCron',
    validator: {
      validate: (value: unknown) => typeof value === 'string' && CronTime.validateCronExpression(value).valid,
      defaultMessage: (args) => `${args?.property ?? 'value'} must be a cron expression such as "0 5 * * *"`,
    },
  });
}

/** `postgresql://user:password@host:port/database`, with parameters such as `?sslmode=require`. */
export function IsPostgresUrl(): PropertyDecorator {
  return ValidateBy({
    name: 'isPostgresUrl',
    validator: {
      validate: (value: unknown) =>
        typeof value === 'string' && /^postgres(ql)?:\/\/[^/]*\/[^/?]+/.test(value) && URL.canParse(value),
      defaultMessage: (args) =>
        `${args?.property ?? 'value'} must be an address such as postgresql://user:password@host:5432/trapline`,
    },
  });
}

/** A private Ed25519 key: PEM text, or the path of a file that holds it. */
export function IsSigningKey(): PropertyDecorator {
  return ValidateBy({
    name: 'isSigningKey',
    validator: {
      validate: (value: unknown) => typeof value === 'string' && readSigningKey(value) !== undefined,
      defaultMessage: (args) =>
        `${args?.property ?? 'value'} must be a private Ed25519 key in PEM, or the path of a file with one: ` +
        'openssl genpkey -algorithm ed25519',
    },
  });
}

/**
 * Where a value comes from in an ERP record: `field`, `field[n]` for the n-th part of the split text, from 0, or any other
 * JSONata expression.
 */
export function IsFieldSource(): PropertyDecorator {
  return ValidateBy({
    name: 'isFieldSource',
    validator: {
      validate: (value: unknown) => typeof value === 'string' && expressionProblem(value) === undefined,
      defaultMessage: (args) =>
        `${args?.property ?? 'value'} must be a field name such as x_customer, a part of a split one such as name[0], or ` +
        `an expression such as categ_id.name; it ${expressionProblem(String(args?.value)) ?? 'is none of these'}`,
    },
  });
}

/** Standard Webhooks secrets separated by commas: `whsec_` and 24 to 64 bytes as base64. */
export function IsWebhookSecretList(): PropertyDecorator {
  const isSecret = (text: string): boolean => {
    const [, base64 = ''] = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(text) ?? [];
    const bytes = Buffer.from(base64, 'base64');
    return bytes.length >= 24 && bytes.length <= 64 && bytes.toString('base64') === base64;
  };
  return ValidateBy({
    name: 'isWebhookSecretList',
    validator: {
      validate: (value: unknown) =>
        typeof value === 'string' &&
        value
          .split(',')
          .map((part) => part.trim())
          .filter((part) => part !== '')
          .every(isSecret),
      defaultMessage: (args) =>
        `${args?.property ?? 'value'} must be whsec_ and the base64 of 24 to 64 random bytes, several separated by commas`,
    },
  });
}

/** A secret that stands in an address. */
export function IsUrlToken(): PropertyDecorator {
  return ValidateBy({
    name: 'isUrlToken',
    validator: {
      validate: (value: unknown) => typeof value === 'string' && /^[A-Za-z0-9_-]{32,200}$/.test(value),
      defaultMessage: (args) =>
        `${args?.property ?? 'value'} must be 32 to 200 letters, digits, - or _, such as openssl rand -hex 24 gives`,
    },
  });
}

function expressionProblem(text: string): string | undefined {
  if (FIELD_OR_PART.test(text)) return undefined;
  try {
    compileExpression(text);
    return undefined;
  } catch (error) {
    if (error instanceof ExpressionError) return error.message;
    throw error;
  }
}
