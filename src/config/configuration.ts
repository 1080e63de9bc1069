export type Role = 'viewer' | 'operator' | 'admin';

export interface ApiKeyEntry {
  readonly name: string;
  readonly role: Role;
  /** Lower-case hex SHA-256 of the key. */
  readonly sha256: string;
}

/** Which part of an ERP record holds a value: the whole field, its n-th part after splitting, or a JSONata expression. */
export type FieldSource =
  { readonly field: string; readonly part?: number } | { readonly expression: string };

export interface OdooSettings {
  readonly url: string;
  readonly db: string;
  readonly username: string;
  readonly password: string;
  /** When that API key ends, as ISO 8601; undefined: as the ERP says, where it does. */
  readonly apiKeyExpires?: string;
  /** Whether Trapline exchanges that key before it ends; `off`: only when an administrator asks for it. */
  readonly apiKeyRotation: 'auto' | 'off';
  readonly transport: 'auto' | 'xmlrpc' | 'jsonrpc' | 'json2';
  /** Language of names, e.g. `fr_FR`. */
  readonly lang: string;
  /** Companies whose records count; empty = all that the account may see. */
  readonly companyIds: readonly number[];
  readonly categoryId: number;
  readonly pageSize: number;
  /** Deadline of one read, and of one write: Odoo may carry a write out long after a reader would have given up. */
  readonly timeoutMs: number;
  readonly writeTimeoutMs: number;
  readonly nameSeparator: string;
  readonly customerFrom: FieldSource;
  readonly siteFrom: FieldSource;
  readonly areaFrom: FieldSource;
  readonly placementFrom?: FieldSource;
  readonly configurationFrom?: FieldSource;
  readonly euiField: string;
  /** Fields that the device's status and the time of the last synchronisation are written into. */
  readonly statusField?: string;
  readonly lastSyncField?: string;
}

export type ErpSettings =
  | { readonly adapter: 'odoo'; readonly odoo: OdooSettings }
  | { readonly adapter: 'memory' }
  | { readonly adapter: 'none' };

export type MicroshareLoginSettings =
  | { readonly method: 'oauth'; readonly authUrl: string; readonly clientId: string }
  | { readonly method: 'web'; readonly appUrl: string };

/** All settings, validated, nested and frozen. Also the injection token. Times are in the unit that the name ends with. */
export abstract class Configuration {
  abstract readonly http: {
    readonly port: number;
    readonly host: string;
    /** Origins allowed by CORS; empty = none, `*` = any. */
    readonly corsOrigins: readonly string[];
    readonly trustProxy: boolean;
    readonly bodyLimitBytes: number;
    /** 0 requests = no limit; `loginsPerMinute` counts log-in attempts per address, 0 = no limit. */
    readonly rateLimit: {
      readonly requests: number;
      readonly windowS: number;
      readonly loginsPerMinute: number;
      /** Calls of hooks per address and minute; 0 = no limit. */
      readonly hooksPerMinute: number;
    };
    readonly shutdownTimeoutMs: number;
    /** Event streams open at the same time on this replica at most. */
    readonly eventStreams: number;
  };
  abstract readonly log: { readonly level: string; readonly slowRequestMs: number };
  /** Every key, metric and event carries it, even while there is one. */
  abstract readonly tenant: string;
  abstract readonly microshare: {
    readonly apiUrl: string;
    readonly login: MicroshareLoginSettings;
    readonly username: string;
    readonly password: string;
    readonly timeouts: {
      readonly authMs: number;
      readonly readMs: number;
      readonly writeMs: number;
      readonly discoveryMs: number;
    };
    readonly maxSockets: number;
    readonly pageSize: number;
  };
  abstract readonly resilience: {
    readonly retry: { readonly attempts: number; readonly baseMs: number; readonly maxMs: number };
    readonly breaker: { readonly volume: number; readonly errorPercent: number; readonly resetMs: number };
  };
  abstract readonly redisUrl: string | undefined;
  abstract readonly database: {
    /** A PostgreSQL server; the embedded database without one. */
    readonly url: string | undefined;
    /** The same database by the role that owns its tables. */
    readonly migrationUrl?: string;
    readonly poolSize: number;
    /** Folder of the embedded database; in memory without one. */
    readonly dataDir: string | undefined;
    /** Refuse a database role to which row-level security does not apply. */
    readonly strict: boolean;
  };
  abstract readonly audit: {
    /** Records are kept for this many days; 0 = for good. */
    readonly keepDays: number;
    /** Private Ed25519 key that signs checkpoints, PEM. */
    readonly signingKey?: string;
  };
  abstract readonly history: {
    /** What clusters were like before each write is kept for this many days; 0 = not at all. */
    readonly keepDays: number;
  };
  abstract readonly jobs: {
    /** Whether this process does the work of the queue. */
    readonly work: boolean;
    readonly concurrency: number;
    /** How long a process that stops renewing keeps a job. */
    readonly leaseMs: number;
    readonly attempts: number;
    /** Wait after the first failure; it doubles with each further one. */
    readonly backoffMs: number;
    /** Wait of a job whose system does not accept our credentials; no attempt is counted. */
    readonly credentialsWaitMs: number;
    /** At shutdown, how long jobs have to come to a safe place. */
    readonly closeDeadlineMs: number;
  };
  /** `api` answers requests, `worker` does the work in the background, `all` both. */
  abstract readonly role: 'api' | 'worker' | 'all';
  abstract readonly cache: {
    readonly clusterTtlS: number;
    readonly deviceTtlS: number;
    /** Older data is not served any more. */
    readonly staleLimitS: number;
    readonly refreshConcurrency: number;
  };
  abstract readonly writes: {
    /** How long a replica that stops renewing keeps the right to write a cluster. */
    readonly leaseMs: number;
    /** How long a write whose outcome is not known may still arrive upstream. */
    readonly doubtMs: number;
    /** How long after its announcement a write may arrive: its own time limit, and the doubt from then on. */
    readonly arrivalMs: number;
  };
  abstract readonly erp: ErpSettings;
  abstract readonly erpReading: {
    /** How long before the newest known change a reading of changes begins. */
    readonly overlapS: number;
    /** How often all ids are compared, which alone shows deletions. */
    readonly sweepS: number;
  };
  abstract readonly erpHook: {
    /** Standard Webhooks secrets (`whsec_…`), any of which proves a hint; empty = signed hints are refused. */
    readonly secrets: readonly string[];
    /** The secret last part of the address for a sender that cannot sign; undefined = there is no such address. */
    readonly token: string | undefined;
    /** All hints of this time are one reading. */
    readonly debounceMs: number;
  };
  abstract readonly sync: {
    /** When plans are made unasked; never without one. */
    readonly cron: string | undefined;
    /** Plans are kept for this many days after the last that was done on them; 0 = for good. */
    readonly keepDays: number;
  };
  abstract readonly gapAnalysis: {
    readonly cron: string;
    readonly plannedMaxDays: number;
    readonly keepRuns: number;
    /** How long trends and resolved gaps are kept. */
    readonly trendDays: number;
    /** When a digest is mailed; undefined = never. */
    readonly digestCron: string | undefined;
    /** What a run tells beside its digest; undefined = nothing. */
    readonly alert: {
      /** Percent: told when coverage falls below it. */
      readonly coverageBelow: number | undefined;
      /** Told when a run finds more new gaps. */
      readonly newAbove: number | undefined;
    };
  };
  abstract readonly webhooks: {
    /** Messages may go to plain http and to addresses inside. */
    readonly allowPrivate: boolean;
  };
  /** Undefined where no mail is sent. */
  abstract readonly mail:
    { readonly smtpUrl: string; readonly from: string; readonly to: readonly string[] } | undefined;
  abstract readonly auth: {
    readonly sessionSecret: string;
    /** Role of everybody who logs in with Microshare credentials. */
    readonly sessionRole: Role;
    readonly sessionTtlS: number;
    readonly apiKeys: readonly ApiKeyEntry[];
    readonly metricsPublic: boolean;
  };
}
