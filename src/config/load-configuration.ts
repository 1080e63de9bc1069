import 'reflect-metadata';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import type {
  ApiKeyEntry,
  Configuration,
  ErpSettings,
  FieldSource,
  MicroshareLoginSettings,
  OdooSettings,
  Role,
} from './configuration';
import { Environment } from './environment';
import { FIELD_OR_PART } from './environment.validators';
import { readSigningKey } from './signing-key-setting';

/** Thrown at start; the message lists every problem, one a line, and never a secret's value. */
export class ConfigurationError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(
      `Trapline cannot start; ${problems.length} setting(s) need attention:\n${problems.map((p) => `  - ${p}`).join('\n')}`,
    );
    this.name = 'ConfigurationError';
  }
}

/**
 * Reads and checks the settings. A variable set to nothing counts as unset.
 * @throws ConfigurationError naming every wrong or missing variable at once
 */
export function loadConfiguration(variables: NodeJS.ProcessEnv = process.env): Configuration {
  const given = Object.fromEntries(
    Object.keys(new Environment())
      .concat(REQUIRED_WITHOUT_DEFAULT)
      .map((name) => [name, variables[name]] as const)
      .filter(([, value]) => value !== undefined && value !== ''),
  );
  const environment = plainToInstance(Environment, given, { exposeDefaultValues: true });
  const problems = validateSync(environment, { validationError: { value: false, target: false } }).flatMap(
    (error) =>
      given[error.property] === undefined
        ? [`${error.property} is missing`]
        : Object.values(error.constraints ?? {}).map((text) => text),
  );
  if (environment.ROLE !== 'all' && environment.DATABASE_URL === undefined) {
    problems.push(`ROLE=${environment.ROLE} needs DATABASE_URL: the embedded database serves one process`);
  }
  if (problems.length > 0) throw new ConfigurationError(problems);
  return deepFreeze(shape(environment));
}

/** Names that `Environment` declares without a default, so that an instance does not list them. */
const REQUIRED_WITHOUT_DEFAULT = [
  'MICROSHARE_API_URL',
  'MICROSHARE_AUTH_URL',
  'MICROSHARE_APP_URL',
  'MICROSHARE_USERNAME',
  'MICROSHARE_PASSWORD',
  'MICROSHARE_CLIENT_ID',
  'REDIS_URL',
  'DATABASE_URL',
  'DATABASE_MIGRATION_URL',
  'DATA_DIR',
  'ERP_HOOK_TOKEN',
  'GAP_ALERT_COVERAGE_BELOW',
  'GAP_ALERT_NEW_ABOVE',
  'SMTP_URL',
  'MAIL_FROM',
  'MAIL_TO',
  'DIGEST_CRON',
  'AUDIT_SIGNING_KEY',
  'ODOO_URL',
  'ODOO_DB',
  'ODOO_USERNAME',
  'ODOO_PASSWORD',
  'ODOO_API_KEY_EXPIRES',
  'ODOO_PLACEMENT_FROM',
  'ODOO_CONFIGURATION_FROM',
  'ODOO_STATUS_FIELD',
  'ODOO_LAST_SYNC_FIELD',
  'SYNC_CRON',
  'SESSION_SECRET',
];

function shape(env: Environment): Configuration {
  return {
    http: {
      port: env.PORT,
      host: env.HOST,
      corsOrigins: list(env.CORS_ORIGINS),
      trustProxy: env.TRUST_PROXY === 'true',
      bodyLimitBytes: 10 * 1024 * 1024,
      rateLimit: {
        requests: env.RATE_LIMIT_REQUESTS,
        windowS: env.RATE_LIMIT_WINDOW_S,
        loginsPerMinute: env.RATE_LIMIT_LOGINS_PER_MINUTE,
        hooksPerMinute: env.RATE_LIMIT_HOOKS_PER_MINUTE,
      },
      shutdownTimeoutMs: env.SHUTDOWN_TIMEOUT_S * 1000,
      eventStreams: env.EVENT_STREAMS_MAX,
    },
    log: { level: env.LOG_LEVEL, slowRequestMs: 1000 },
    tenant: 'default',
    microshare: {
      apiUrl: env.MICROSHARE_API_URL,
      login: loginSettings(env),
      username: env.MICROSHARE_USERNAME,
      password: env.MICROSHARE_PASSWORD,
      timeouts: {
        authMs: env.MICROSHARE_AUTH_TIMEOUT_MS,
        readMs: env.MICROSHARE_READ_TIMEOUT_MS,
        writeMs: env.MICROSHARE_WRITE_TIMEOUT_MS,
        discoveryMs: env.MICROSHARE_DISCOVERY_TIMEOUT_MS,
      },
      maxSockets: env.MICROSHARE_MAX_SOCKETS,
      pageSize: env.MICROSHARE_PAGE_SIZE,
    },
    resilience: {
      retry: { attempts: env.RETRY_ATTEMPTS, baseMs: env.RETRY_BASE_MS, maxMs: env.RETRY_MAX_MS },
      breaker: {
        volume: env.BREAKER_VOLUME,
        errorPercent: env.BREAKER_ERROR_PERCENT,
        resetMs: env.BREAKER_RESET_MS,
      },
    },
    redisUrl: env.REDIS_URL,
    database: {
      url: env.DATABASE_URL,
      ...(env.DATABASE_MIGRATION_URL !== undefined && { migrationUrl: env.DATABASE_MIGRATION_URL }),
      poolSize: env.DATABASE_POOL_SIZE,
      dataDir: env.DATA_DIR,
      strict: env.NODE_ENV === 'production',
    },
    history: { keepDays: env.HISTORY_DAYS },
    audit: {
      keepDays: env.AUDIT_DAYS,
      ...(env.AUDIT_SIGNING_KEY !== undefined && {
        signingKey: validated(readSigningKey(env.AUDIT_SIGNING_KEY)),
      }),
    },
    jobs: {
      work: env.ROLE !== 'api',
      concurrency: env.JOB_CONCURRENCY,
      leaseMs: env.JOB_LEASE_MS,
      attempts: env.JOB_ATTEMPTS,
      backoffMs: env.JOB_BACKOFF_MS,
      credentialsWaitMs: env.JOB_CREDENTIALS_WAIT_S * 1000,
      closeDeadlineMs: (env.SHUTDOWN_TIMEOUT_S * 1000) / 3,
    },
    role: env.ROLE as Configuration['role'],
    cache: {
      clusterTtlS: env.CACHE_CLUSTER_TTL_S,
      deviceTtlS: env.CACHE_DEVICE_TTL_S,
      staleLimitS: env.CACHE_STALE_LIMIT_S,
      refreshConcurrency: env.CACHE_REFRESH_CONCURRENCY,
    },
    writes: {
      leaseMs: env.WRITE_LEASE_MS,
      doubtMs: env.WRITE_DOUBT_S * 1000,
      arrivalMs: env.MICROSHARE_WRITE_TIMEOUT_MS + env.WRITE_DOUBT_S * 1000,
    },
    erp: erpSettings(env),
    erpReading: { overlapS: env.ERP_OVERLAP_S, sweepS: env.ERP_SWEEP_S },
    erpHook: {
      secrets: list(env.ERP_HOOK_SECRET),
      token: env.ERP_HOOK_TOKEN,
      debounceMs: env.ERP_HOOK_DEBOUNCE_MS,
    },
    sync: { cron: env.SYNC_CRON, keepDays: env.PLAN_DAYS },
    gapAnalysis: {
      cron: env.GAP_ANALYSIS_CRON,
      plannedMaxDays: env.GAP_PLANNED_MAX_DAYS,
      keepRuns: env.GAP_KEEP_RUNS,
      trendDays: env.GAP_TREND_DAYS,
      digestCron: env.DIGEST_CRON,
      alert: { coverageBelow: env.GAP_ALERT_COVERAGE_BELOW, newAbove: env.GAP_ALERT_NEW_ABOVE },
    },
    webhooks: { allowPrivate: env.WEBHOOK_ALLOW_PRIVATE === 'true' },
    mail:
      env.SMTP_URL === undefined
        ? undefined
        : { smtpUrl: env.SMTP_URL, from: validated(env.MAIL_FROM), to: list(env.MAIL_TO ?? '') },
    auth: {
      sessionSecret: env.SESSION_SECRET,
      sessionRole: env.SESSION_ROLE as Role,
      sessionTtlS: env.SESSION_TTL_S,
      apiKeys: list(env.API_KEYS).map(apiKey),
      metricsPublic: env.METRICS_PUBLIC === 'true',
    },
  };
}

function loginSettings(env: Environment): MicroshareLoginSettings {
  return env.MICROSHARE_AUTH_METHOD === 'web'
    ? { method: 'web', appUrl: validated(env.MICROSHARE_APP_URL) }
    : {
        method: 'oauth',
        authUrl: validated(env.MICROSHARE_AUTH_URL),
        clientId: validated(env.MICROSHARE_CLIENT_ID),
      };
}

function erpSettings(env: Environment): ErpSettings {
  if (env.ERP_ADAPTER === 'memory') return { adapter: 'memory' };
  if (env.ERP_ADAPTER === 'none') return { adapter: 'none' };
  return {
    adapter: 'odoo',
    odoo: {
      url: validated(env.ODOO_URL),
      db: validated(env.ODOO_DB),
      username: validated(env.ODOO_USERNAME),
      password: validated(env.ODOO_PASSWORD),
      ...(env.ODOO_API_KEY_EXPIRES !== undefined && { apiKeyExpires: env.ODOO_API_KEY_EXPIRES }),
      apiKeyRotation: env.ODOO_API_KEY_ROTATION as OdooSettings['apiKeyRotation'],
      transport: env.ODOO_TRANSPORT as OdooSettings['transport'],
      lang: env.ODOO_LANG,
      companyIds: list(env.ODOO_COMPANY_IDS).map(Number),
      categoryId: env.ODOO_CATEGORY_ID,
      pageSize: env.ODOO_PAGE_SIZE,
      timeoutMs: env.ODOO_TIMEOUT_MS,
      writeTimeoutMs: env.ODOO_WRITE_TIMEOUT_MS,
      nameSeparator: env.ODOO_NAME_SEPARATOR,
      customerFrom: fieldSource(env.ODOO_CUSTOMER_FROM),
      siteFrom: fieldSource(env.ODOO_SITE_FROM),
      areaFrom: fieldSource(env.ODOO_AREA_FROM),
      ...(env.ODOO_PLACEMENT_FROM !== undefined && { placementFrom: fieldSource(env.ODOO_PLACEMENT_FROM) }),
      ...(env.ODOO_CONFIGURATION_FROM !== undefined && {
        configurationFrom: fieldSource(env.ODOO_CONFIGURATION_FROM),
      }),
      euiField: env.ODOO_EUI_FIELD,
      ...(env.ODOO_STATUS_FIELD !== undefined && { statusField: env.ODOO_STATUS_FIELD }),
      ...(env.ODOO_LAST_SYNC_FIELD !== undefined && { lastSyncField: env.ODOO_LAST_SYNC_FIELD }),
    },
  };
}

/** `Environment` has made sure that the setting is there in the case where it is asked for. */
function validated(value: string | undefined): string {
  if (value === undefined) throw new ConfigurationError(['a setting was used without having been validated']);
  return value;
}

function list(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function apiKey(entry: string): ApiKeyEntry {
  const [name = '', role = '', sha256 = ''] = entry.split(':');
  return { name, role: role as Role, sha256: sha256.toLowerCase() };
}

function fieldSource(text: string): FieldSource {
  const match = FIELD_OR_PART.exec(text);
  if (match === null) return { expression: text };
  return { field: match[1] ?? text, ...(match[2] !== undefined && { part: Number(match[2]) }) };
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(deepFreeze);
  }
  return value;
}
