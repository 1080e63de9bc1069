import { Type } from 'class-transformer';
import {
  IsIn,
  IsInt,
  IsISO8601,
  IsNotEmpty,
  IsOptional,
  IsString,
  IsUrl,
  Matches,
  Max,
  Min,
  MinLength,
  ValidateIf,
} from 'class-validator';
import {
  IsApiKeyList,
  IsCron,
  IsFieldSource,
  IsPostgresUrl,
  IsSigningKey,
  IsUrlToken,
  IsWebhookSecretList,
} from './environment.validators';

const ROLES = ['viewer', 'operator', 'admin'] as const;
const FIELD_NAME = /^[a-z_][a-z0-9_]*$/;
const LOCAL_URL = { require_tld: false, require_protocol: true, protocols: ['http', 'https'] };

/** An integer setting within bounds; the environment holds text. */
function Integer(min: number, max: number): PropertyDecorator {
  return (target, key) => {
    Type(() => Number)(target, key);
    IsInt()(target, key);
    Min(min)(target, key);
    Max(max)(target, key);
  };
}

function Switch(): PropertyDecorator {
  return (target, key) => {
    IsIn(['true', 'false'])(target, key);
  };
}

const usesOauth = (env: Environment): boolean => env.MICROSHARE_AUTH_METHOD === 'oauth';
const usesWeb = (env: Environment): boolean => env.MICROSHARE_AUTH_METHOD === 'web';
const sendsMail = (env: Environment): boolean => env.SMTP_URL !== undefined;
const usesOdoo = (env: Environment): boolean => env.ERP_ADAPTER === 'odoo';

/** Every setting, as text from the environment, with its default and its rule. `.env.example` describes each. */
export class Environment {
  @Integer(0, 65535) PORT = 3000;
  @IsString() @IsNotEmpty() HOST = '0.0.0.0';
  @IsIn(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']) LOG_LEVEL = 'info';
  @IsString() CORS_ORIGINS = '';
  @Switch() TRUST_PROXY = 'false';
  @Integer(0, 1_000_000) RATE_LIMIT_REQUESTS = 100;
  @Integer(1, 86_400) RATE_LIMIT_WINDOW_S = 60;
  @Integer(0, 1_000_000) RATE_LIMIT_LOGINS_PER_MINUTE = 10;
  @Integer(0, 10_000_000) RATE_LIMIT_HOOKS_PER_MINUTE = 6_000;
  @Integer(1, 100_000) EVENT_STREAMS_MAX = 2_000;
  @Integer(1, 300) SHUTDOWN_TIMEOUT_S = 30;

  @IsUrl(LOCAL_URL) MICROSHARE_API_URL!: string;
  @ValidateIf(usesOauth) @IsUrl(LOCAL_URL) MICROSHARE_AUTH_URL?: string;
  @ValidateIf(usesWeb) @IsUrl(LOCAL_URL) MICROSHARE_APP_URL?: string;
  @IsIn(['oauth', 'web']) MICROSHARE_AUTH_METHOD = 'oauth';
  @IsString() @IsNotEmpty() MICROSHARE_USERNAME!: string;
  @IsString() @IsNotEmpty() MICROSHARE_PASSWORD!: string;
  @ValidateIf(usesOauth) @IsString() @IsNotEmpty() MICROSHARE_CLIENT_ID?: string;
  @Integer(100, 600_000) MICROSHARE_AUTH_TIMEOUT_MS = 30_000;
  @Integer(100, 600_000) MICROSHARE_READ_TIMEOUT_MS = 30_000;
  @Integer(100, 600_000) MICROSHARE_WRITE_TIMEOUT_MS = 60_000;
  @Integer(100, 600_000) MICROSHARE_DISCOVERY_TIMEOUT_MS = 60_000;
  @Integer(1, 1_000) MICROSHARE_MAX_SOCKETS = 100;
  @Integer(1, 10_000) MICROSHARE_PAGE_SIZE = 999;

  @Integer(1, 10) RETRY_ATTEMPTS = 3;
  @Integer(1, 60_000) RETRY_BASE_MS = 250;
  @Integer(1, 600_000) RETRY_MAX_MS = 10_000;
  @Integer(1, 1_000) BREAKER_VOLUME = 5;
  @Integer(1, 100) BREAKER_ERROR_PERCENT = 50;
  @Integer(100, 600_000) BREAKER_RESET_MS = 30_000;

  @IsOptional()
  @IsUrl({ ...LOCAL_URL, protocols: ['redis', 'rediss'] })
  REDIS_URL?: string;
  @IsOptional() @IsPostgresUrl() DATABASE_URL?: string;
  @IsOptional() @IsPostgresUrl() DATABASE_MIGRATION_URL?: string;
  @Integer(4, 1_000) DATABASE_POOL_SIZE = 10;
  @IsOptional() @IsString() DATA_DIR?: string;
  @IsString() NODE_ENV = 'development';

  @Integer(0, 3_650) HISTORY_DAYS = 30;
  @Integer(0, 36_500) AUDIT_DAYS = 0;
  @IsOptional() @IsSigningKey() AUDIT_SIGNING_KEY?: string;

  @IsIn(['api', 'worker', 'all']) ROLE = 'all';
  @Integer(1, 1_000) JOB_CONCURRENCY = 5;
  @Integer(500, 3_600_000) JOB_LEASE_MS = 30_000;
  @Integer(1, 100) JOB_ATTEMPTS = 8;
  @Integer(1, 3_600_000) JOB_BACKOFF_MS = 2_000;
  @Integer(1, 86_400) JOB_CREDENTIALS_WAIT_S = 300;

  @Integer(1, 604_800) CACHE_CLUSTER_TTL_S = 3_600;
  @Integer(1, 604_800) CACHE_DEVICE_TTL_S = 300;
  @Integer(1, 31_536_000) CACHE_STALE_LIMIT_S = 604_800;
  @Integer(1, 100) CACHE_REFRESH_CONCURRENCY = 8;

  @Integer(500, 600_000) WRITE_LEASE_MS = 15_000;
  @Integer(3, 86_400) WRITE_DOUBT_S = 300;

  @IsIn(['odoo', 'memory', 'none']) ERP_ADAPTER = 'none';
  @Integer(150, 86_400) ERP_OVERLAP_S = 300;
  @Integer(1, 604_800) ERP_SWEEP_S = 3_600;
  @IsWebhookSecretList() ERP_HOOK_SECRET = '';
  @IsOptional() @IsUrlToken() ERP_HOOK_TOKEN?: string;
  @Integer(0, 600_000) ERP_HOOK_DEBOUNCE_MS = 5_000;
  @ValidateIf(usesOdoo) @IsUrl(LOCAL_URL) ODOO_URL?: string;
  @ValidateIf(usesOdoo) @IsString() @IsNotEmpty() ODOO_DB?: string;
  @ValidateIf(usesOdoo) @IsString() @IsNotEmpty() ODOO_USERNAME?: string;
  @ValidateIf(usesOdoo) @IsString() @IsNotEmpty() ODOO_PASSWORD?: string;
  @IsOptional() @IsISO8601({ strict: true }) ODOO_API_KEY_EXPIRES?: string;
  @IsIn(['auto', 'off']) ODOO_API_KEY_ROTATION = 'off';
  @IsIn(['auto', 'xmlrpc', 'jsonrpc', 'json2']) ODOO_TRANSPORT = 'auto';
  @Matches(/^[a-z]{2,3}(_[A-Za-z]+)?(@[a-z]+)?$/) ODOO_LANG = 'en_US';
  @Matches(/^\s*(\d+\s*(,\s*\d+\s*)*)?$/) ODOO_COMPANY_IDS = '';
  @Integer(1, 2_147_483_647) ODOO_CATEGORY_ID = 4;
  @Integer(1, 10_000) ODOO_PAGE_SIZE = 2_000;
  @Integer(100, 600_000) ODOO_TIMEOUT_MS = 30_000;
  @Integer(100, 600_000) ODOO_WRITE_TIMEOUT_MS = 150_000;
  @IsString() @IsNotEmpty() ODOO_NAME_SEPARATOR = ' / ';
  @IsFieldSource() ODOO_CUSTOMER_FROM = 'name[0]';
  @IsFieldSource() ODOO_SITE_FROM = 'name[1]';
  @IsFieldSource() ODOO_AREA_FROM = 'name[2]';
  @IsOptional() @IsFieldSource() ODOO_PLACEMENT_FROM?: string;
  @IsOptional() @IsFieldSource() ODOO_CONFIGURATION_FROM?: string;
  @Matches(FIELD_NAME) ODOO_EUI_FIELD = 'barcode';
  @IsOptional() @Matches(FIELD_NAME) ODOO_STATUS_FIELD?: string;
  @IsOptional() @Matches(FIELD_NAME) ODOO_LAST_SYNC_FIELD?: string;

  @IsOptional() @IsCron() SYNC_CRON?: string;
  @Integer(0, 36_500) PLAN_DAYS = 365;

  @IsCron() GAP_ANALYSIS_CRON = '0 5 * * *';
  @Integer(0, 3_650) GAP_PLANNED_MAX_DAYS = 14;
  @Integer(1, 1_000) GAP_KEEP_RUNS = 30;
  @Integer(1, 36_500) GAP_TREND_DAYS = 730;
  @IsOptional() @Integer(1, 100) GAP_ALERT_COVERAGE_BELOW?: number;
  @IsOptional() @Integer(0, 1_000_000) GAP_ALERT_NEW_ABOVE?: number;
  @Switch() WEBHOOK_ALLOW_PRIVATE = 'false';
  @IsOptional() @IsUrl({ ...LOCAL_URL, protocols: ['smtp', 'smtps'] }) SMTP_URL?: string;
  @ValidateIf(sendsMail) @IsString() @Matches(/^[^\r\n]*[^\s@]+@[^\s@]+$/) MAIL_FROM?: string;
  @ValidateIf(sendsMail) @Matches(/^\s*[^\s@,]+@[^\s@,]+(\s*,\s*[^\s@,]+@[^\s@,]+)*\s*$/) MAIL_TO?: string;
  @IsOptional() @IsCron() DIGEST_CRON?: string;

  @IsString() @MinLength(32) SESSION_SECRET!: string;
  @IsIn(ROLES) SESSION_ROLE = 'operator';
  @Integer(60, 2_592_000) SESSION_TTL_S = 172_800;
  @IsApiKeyList() API_KEYS = '';
  @Switch() METRICS_PUBLIC = 'false';
}
