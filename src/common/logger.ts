import { pino, type DestinationStream, type Logger } from 'pino';
import type { Configuration } from '../config/configuration';

/** Names of fields that hold secrets, compared without case, dashes and underscores, at any depth. */
const SECRETS = new Set([
  'authorization',
  'proxyauthorization',
  'xapikey',
  'apikey',
  'apikeys',
  'cookie',
  'setcookie',
  'password',
  'passwd',
  'secret',
  'sessionsecret',
  'clientsecret',
  'token',
  'accesstoken',
  'refreshtoken',
  'sessiontoken',
  'playsession',
]);
const HIDDEN = '[hidden]';
const DEEPEST = 6;

/** Secrets inside text: query parameters, header lines, credentials in an address. */
const IN_TEXT: readonly (readonly [RegExp, string])[] = [
  [/\b((?:access_|refresh_|session_)?token|password|client_secret|api_?key)=[^&\s"']+/gi, `$1=${HIDDEN}`],
  [/\b(bearer|basic)\s+[A-Za-z0-9._~+/=-]{8,}/gi, `$1 ${HIDDEN}`],
  [/(\/\/)[^/\s:@]*:[^/\s@]+@/g, `$1${HIDDEN}@`],
];

/** The program's one log: JSON lines with names of levels and ISO times, every one with its tenant. */
export function createLogger(configuration: Configuration, destination?: DestinationStream): Logger {
  const options = {
    level: configuration.log.level,
    base: { tenant: configuration.tenant },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: {
      level: (label: string) => ({ level: label }),
      log: (fields: Record<string, unknown>) => cleanFields(fields, 0),
    },
    serializers: { err: describeError },
    hooks: {
      logMethod(this: Logger, args: Parameters<Logger['info']>, method: (...args: unknown[]) => void): void {
        method.apply(
          this,
          args.map((arg: unknown) => (typeof arg === 'string' ? withoutSecrets(arg) : arg)),
        );
      },
    },
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}

/** An error's own words and where it came from; never its other fields, among which HTTP clients keep requests and keys. */
export function describeError(error: unknown, depth = 0): unknown {
  if (!(error instanceof Error)) return clean(error, depth);
  const { system, operation, code } = error as { system?: unknown; operation?: unknown; code?: unknown };
  return {
    type: error.name,
    message: withoutSecrets(error.message),
    ...(typeof code === 'string' && { code }),
    ...(typeof system === 'string' && { system }),
    ...(typeof operation === 'string' && { operation }),
    ...(error.stack !== undefined && { stack: withoutSecrets(error.stack) }),
    ...(error.cause !== undefined && depth < DEEPEST && { cause: describeError(error.cause, depth + 1) }),
  };
}

/** The text without what looks like a token or a password in it. */
export function withoutSecrets(text: string): string {
  return IN_TEXT.reduce((result, [pattern, replacement]) => result.replace(pattern, replacement), text);
}

function cleanFields(fields: object, depth: number): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]): [string, unknown] =>
      SECRETS.has(name.toLowerCase().replace(/[-_]/g, '')) ? [name, HIDDEN] : [name, clean(value, depth + 1)],
    ),
  );
}

function clean(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return withoutSecrets(value);
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  if (value instanceof Error) return describeError(value, depth);
  if (depth >= DEEPEST) return '[deep]';
  if (Array.isArray(value)) return value.map((item) => clean(item, depth + 1));
  return cleanFields(value, depth);
}
