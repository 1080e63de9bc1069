import { CronTime } from 'cron';
import { ValidateBy } from 'class-validator';

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

/** Where a value comes from in an ERP record: `field`, or `field[n]` for the n-th part of the split text, from 0. */
export function IsFieldSource(): PropertyDecorator {
  return ValidateBy({
    name: 'isFieldSource',
    validator: {
      validate: (value: unknown) => typeof value === 'string' && /^[a-z_][a-z0-9_]*(\[\d\])?$/.test(value),
      defaultMessage: (args) =>
        `${args?.property ?? 'value'} must be a field name such as x_customer, or a part of a split one such as name[0]`,
    },
  });
}
