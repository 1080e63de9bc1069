import type { RawCluster } from '@libs/microshare-client';

/** What a call is about, for delays, faults and the call log. `other` is a path the platform does not have. */
export type MicroshareOperation = 'auth' | 'discovery' | 'read' | 'write';

export interface MicroshareAccount {
  readonly username: string;
  readonly password: string;
  /** Clusters shared with it beside its own (those whose `owner.user` it is), by id. Default `all`. */
  readonly sees?: 'all' | readonly string[];
}

/** In milliseconds, per operation. The real platform takes about 20,000 to discover and 500 for the rest. */
export interface MicroshareDelays {
  readonly authMs: number;
  readonly discoveryMs: number;
  readonly readMs: number;
  readonly writeMs: number;
}

export interface MicroshareSimulatorOptions {
  readonly clusters?: readonly RawCluster[];
  /** Default one, {@link DEFAULT_ACCOUNT}, that sees everything. */
  readonly accounts?: readonly MicroshareAccount[];
  /** The API key that the OAuth2 log-in asks for. */
  readonly clientId?: string;
  /** Prefix of the API's paths, e.g. `/api`; the log-ins lie at the root. Default none. */
  readonly basePath?: string;
  readonly delays?: Partial<MicroshareDelays>;
  /** Default 0: an ephemeral one. */
  readonly port?: number;
  /** Epoch milliseconds: token expiry, update dates and the call log. */
  readonly now?: () => number;
  /** Default 48 h. */
  readonly tokenLifetimeMs?: number;
  /** State the lifetime as `expires_in` of the OAuth2 answer. Default false: nobody has seen it there. */
  readonly statesExpiresIn?: boolean;
  /** How a refused web log-in looks: back to the form by redirect, or the form again. Default 303. */
  readonly refusedLoginStatus?: 303 | 200;
  /** Answer a PUT or POST with the whole object in place of the short form. Default false. */
  readonly putAnswersObject?: boolean;
  /** Drop keys of `data` that the platform does not know. Default false: they survive. */
  readonly dropsUnknownDataKeys?: boolean;
  /** Serialise `_id` as `{"$oid": "…"}` and leave `id` out, as older answers do. Default false. */
  readonly legacyIds?: boolean;
  /** Largest page given, whatever `perPage` asks for; `meta.perPage` states it. Default none. */
  readonly pageLimit?: number;
}

export const DEFAULT_ACCOUNT: MicroshareAccount = {
  username: 'erp.sync@northbank-pest.example',
  password: 'Trap&line+100%#ü"\'',
};

export const DEFAULT_CLIENT_ID = '3C1F0A52-7B64-4D0E-9A11-5E2D7F90B6C4';
