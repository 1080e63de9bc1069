import {
  HttpPeer,
  UpstreamAccessError,
  UpstreamAuthenticationError,
  type HttpPeerOptions,
} from '@libs/upstream';
import { OdooConnector, type OdooVersion } from './odoo-connection';
import type { CallLimits, OdooTransport, OdooTransportName } from './odoo-transport';
import { SharedFlight } from './shared-flight';
import { unexpectedAnswer } from './unexpected-answer';
import type { XmlRpcArgument } from './xmlrpc/encode-call';
import { isStruct, type XmlRpcValue } from './xmlrpc/xmlrpc-value';

export interface OdooSessionOptions extends Pick<HttpPeerOptions, 'maxSockets' | 'maxAnswerBytes'> {
  /** Address of the server; may hold a path prefix. */
  readonly url: string;
  readonly db: string;
  readonly username: string;
  /** Password or API key, unless {@link OdooSessionOptions.secrets} knows another one. */
  readonly password: string;
  readonly secrets?: OdooSecrets;
  /** Deadline of each call unless it brings its own, in milliseconds. */
  readonly timeoutMs: number;
  /** Default `auto`: by what the server offers and the credentials allow. */
  readonly transport?: OdooTransportName | 'auto';
  /** Language in which names and messages come, e.g. `fr_FR`. Default `en_US`, which every database has. */
  readonly lang?: string;
  /** Companies whose records are seen and written. Default: all of the user's, asked for once at the log-in. */
  readonly companyIds?: readonly number[];
  /** Told once what the server has announced about the transport that `auto` has led to. */
  readonly onWarning?: (text: string) => void;
}

/** Who knows the password or API key in use, where it may be exchanged while the session lives. */
export interface OdooSecrets {
  /** Asked at each log-in, and once more when that is refused: the key may have been exchanged in between. */
  newest(): Promise<string>;
  /** Told of each log-in that worked. */
  accepted(secret: string): void;
}

export interface OdooCallOptions {
  readonly signal?: AbortSignal | undefined;
  /** Deadline in milliseconds; a log-in before the call has one of its own. */
  readonly timeoutMs?: number;
  /** Added to `lang`, `tz: 'UTC'` and `allowed_company_ids`, e.g. `{ active_test: false }` to see archived records too. */
  readonly context?: Readonly<Record<string, XmlRpcArgument>>;
}

/** What a log-in has led to. */
export interface OdooConnection {
  readonly uid: number;
  readonly transport: OdooTransportName;
  /** The user's companies, or those of the options. */
  readonly companyIds: readonly number[];
}

/**
 * One account on one database. Logs in at the first call, once for all callers, keeps the user id, and logs in again,
 * once per call, when Odoo denies access. Errors are those of `libs/upstream`; none holds the password.
 */
export class OdooSession {
  private readonly peer: HttpPeer;
  private readonly connector: OdooConnector;
  private readonly logIn: SharedFlight<OdooConnection>;
  /** What the transports send; the password changes with a log-in that has found a newer one. */
  private readonly credentials: { readonly db: string; readonly username: string; password: string };
  private chosen: OdooTransport | undefined;
  private known: OdooConnection | undefined;

  constructor(private readonly options: OdooSessionOptions) {
    const { url, db, username, password, maxSockets, maxAnswerBytes, transport = 'auto' } = options;
    this.credentials = { db, username, password };
    this.peer = new HttpPeer({
      system: 'odoo',
      baseUrl: url,
      ...(maxSockets !== undefined && { maxSockets }),
      ...(maxAnswerBytes !== undefined && { maxAnswerBytes }),
    });
    this.connector = new OdooConnector(this.peer, this.credentials, transport, (text) =>
      options.onWarning?.(text),
    );
    this.logIn = new SharedFlight((signal) => this.connect(signal));
  }

  get username(): string {
    return this.options.username;
  }

  /** The password looks like an API key as Odoo makes them, or is one because JSON-2 takes nothing else. */
  get hasApiKey(): boolean {
    return /^[0-9a-f]{40}$/.test(this.credentials.password) || this.options.transport === 'json2';
  }

  /** The password or API key of the last log-in, for calls that want it as an argument. Never into a log or an answer. */
  get secret(): string {
    return this.credentials.password;
  }

  /** The next call logs in anew, with what is the newest password or key then. */
  forgetLogIn(): void {
    this.known = undefined;
  }

  /** Scheme, host and path of the server; holds no credentials. */
  get url(): string {
    const { protocol, host, pathname } = new URL(this.options.url);
    return `${protocol}//${host}${pathname}`;
  }

  get lang(): string {
    return this.options.lang ?? 'en_US';
  }

  /** Needs no log-in and no database. */
  version(options: Omit<OdooCallOptions, 'context'> = {}): Promise<OdooVersion> {
    return this.connector.version(this.limits(options));
  }

  /** After logging in if need be. @throws UpstreamAuthenticationError */
  async connection(signal?: AbortSignal): Promise<OdooConnection> {
    return this.known ?? (await this.logIn.join(signal));
  }

  /** The user's id, after logging in if need be. @throws UpstreamAuthenticationError */
  async uid(signal?: AbortSignal): Promise<number> {
    return (await this.connection(signal)).uid;
  }

  /**
   * Calls a public method of a model. The answer is as Odoo gives it: `false` for an empty field, `[id, name]` for a
   * many2one, `null` for None. A write may be committed although the call fails with `delivery: 'unknown'`.
   * @param args by position; recordsets are lists of ids
   * @param kwargs by name; `context` belongs into the options
   */
  async executeKw(
    model: string,
    method: string,
    args: readonly XmlRpcArgument[],
    kwargs: Readonly<Record<string, XmlRpcArgument>> = {},
    options: OdooCallOptions = {},
  ): Promise<XmlRpcValue> {
    const connection = await this.connection(options.signal);
    const call = (as: OdooConnection): Promise<XmlRpcValue> => {
      const context = { ...this.context(as.companyIds), ...options.context };
      const transport = this.transport();
      return transport.execute(
        as.uid,
        { model, method, args, kwargs: { ...kwargs, context } },
        this.limits(options),
      );
    };
    try {
      return await call(connection);
    } catch (error) {
      if (!isOutOfDate(error)) throw error;
      if (this.known === connection) this.known = undefined;
      return call(await this.connection(options.signal));
    }
  }

  /** Like {@link executeKw} for methods that answer with a list of records. */
  async readRecords(
    model: string,
    method: 'search_read' | 'read',
    args: readonly XmlRpcArgument[],
    kwargs: Readonly<Record<string, XmlRpcArgument>> = {},
    options: OdooCallOptions = {},
  ): Promise<readonly OdooRecord[]> {
    return recordsOf(await this.executeKw(model, method, args, kwargs, options), `${model}.${method}`);
  }

  /** Closes idle connections. Calls under way end by themselves or by their signals. */
  close(): void {
    this.peer.close();
  }

  private async connect(signal: AbortSignal): Promise<OdooConnection> {
    await this.takeNewest();
    try {
      return await this.authenticate(signal);
    } catch (error) {
      if (!(error instanceof UpstreamAuthenticationError) || !(await this.takeNewest())) throw error;
      return this.authenticate(signal);
    }
  }

  /** True where it is another one than before: what has been chosen by the old one is chosen anew. */
  private async takeNewest(): Promise<boolean> {
    const newest = (await this.options.secrets?.newest()) ?? this.credentials.password;
    if (newest === this.credentials.password) return false;
    this.credentials.password = newest;
    this.chosen = undefined;
    return true;
  }

  private async authenticate(signal: AbortSignal): Promise<OdooConnection> {
    const limits = this.limits({ signal });
    const secret = this.credentials.password;
    const transport = (this.chosen ??= await this.connector.choose(limits));
    const uid = await transport.authenticate(limits);
    const companyIds = this.options.companyIds ?? (await this.companiesOf(transport, uid, limits));
    this.known = { uid, transport: transport.name, companyIds };
    this.options.secrets?.accepted(secret);
    return this.known;
  }

  /** Without them Odoo uses all of the user's companies, too, but a context that names them cannot be read differently. */
  private async companiesOf(transport: OdooTransport, uid: number, limits: CallLimits): Promise<number[]> {
    const [model, method] = ['res.users', 'read'];
    const kwargs = { fields: ['company_ids'], context: { lang: this.lang, tz: 'UTC' } };
    const answer = await transport.execute(uid, { model, method, args: [[uid]], kwargs }, limits);
    const companies = recordsOf(answer, `${model}.${method}`)[0]?.company_ids;
    if (!Array.isArray(companies)) throw unexpectedAnswer(`${model}.${method}`, "the user's companies");
    return companies.filter((id) => typeof id === 'number');
  }

  private transport(): OdooTransport {
    if (this.chosen === undefined) throw new TypeError('a call was made before the log-in');
    return this.chosen;
  }

  private context(companyIds: readonly number[]): Readonly<Record<string, XmlRpcArgument>> {
    const companies = companyIds.length === 0 ? {} : { allowed_company_ids: companyIds };
    return { lang: this.lang, tz: 'UTC', ...companies };
  }

  private limits(options: Omit<OdooCallOptions, 'context'>): CallLimits {
    return { timeoutMs: options.timeoutMs ?? this.options.timeoutMs, signal: options.signal };
  }
}

/** A record as `read` and `search_read` give it; every record has its id. */
export type OdooRecord = Readonly<Record<string, XmlRpcValue>> & { readonly id: number };

/** Access is denied, or the user has lost a company since the log-in: a new log-in may mend either. */
function isOutOfDate(error: unknown): boolean {
  if (error instanceof UpstreamAuthenticationError) return true;
  return error instanceof UpstreamAccessError && /unauthorized or invalid companies/i.test(error.message);
}

function recordsOf(answer: XmlRpcValue, operation: string): readonly OdooRecord[] {
  if (!Array.isArray(answer) || !answer.every(isRecord))
    throw unexpectedAnswer(operation, 'a list of records');
  return answer;
}

function isRecord(value: XmlRpcValue): value is OdooRecord {
  return isStruct(value) && typeof value.id === 'number';
}
