import {
  UpstreamAuthenticationError,
  UpstreamProtocolError,
  type HttpPeerOptions,
  type UpstreamErrorContext,
} from '@libs/upstream';
import { OdooEndpoint, type CallLimits } from './odoo-endpoint';
import { SharedFlight } from './shared-flight';
import type { XmlRpcArgument } from './xmlrpc/encode-call';
import { isStruct, type XmlRpcValue } from './xmlrpc/xmlrpc-value';

export interface OdooSessionOptions extends Pick<HttpPeerOptions, 'maxSockets' | 'maxAnswerBytes'> {
  /** Address of the server; may hold a path prefix. */
  readonly url: string;
  readonly db: string;
  readonly username: string;
  /** Password or API key. */
  readonly password: string;
  /** Deadline of each call unless it brings its own, in milliseconds. */
  readonly timeoutMs: number;
  /** Language in which names and messages come, e.g. `fr_FR`. Default `en_US`, which every database has. */
  readonly lang?: string;
}

export interface OdooCallOptions {
  readonly signal?: AbortSignal | undefined;
  /** Deadline in milliseconds; a log-in before the call has one of its own. */
  readonly timeoutMs?: number;
  /** Added to `lang` and `tz: 'UTC'`, e.g. `{ active_test: false }` to see archived records too. */
  readonly context?: Readonly<Record<string, XmlRpcArgument>>;
}

export interface OdooVersion {
  /** As the server states it, e.g. `17.0` or `17.0+e-20240101`. */
  readonly version: string;
  /** The series, e.g. `17.0`. */
  readonly serie: string;
}

/**
 * One account on one database. Logs in at the first call, once for all callers, keeps the user id, and logs in again,
 * once per call, when Odoo denies access. Errors are those of `libs/upstream`; none holds the password.
 */
export class OdooSession {
  private readonly endpoint: OdooEndpoint;
  private readonly logIn: SharedFlight<number>;
  private knownUid: number | undefined;

  constructor(private readonly options: OdooSessionOptions) {
    const { url, maxSockets, maxAnswerBytes } = options;
    this.endpoint = new OdooEndpoint({
      baseUrl: url,
      ...(maxSockets !== undefined && { maxSockets }),
      ...(maxAnswerBytes !== undefined && { maxAnswerBytes }),
    });
    this.logIn = new SharedFlight((signal) => this.authenticate(signal));
  }

  get username(): string {
    return this.options.username;
  }

  get url(): string {
    return this.endpoint.url;
  }

  /** Needs no log-in and no database. */
  async version(options: Omit<OdooCallOptions, 'context'> = {}): Promise<OdooVersion> {
    const operation = 'version';
    const answer = await this.endpoint.call('common', 'version', [], operation, this.limits(options));
    const { server_version: version, server_serie: serie } = isStruct(answer) ? answer : {};
    if (typeof version !== 'string') throw unexpected(operation, 'a version');
    return { version, serie: typeof serie === 'string' ? serie : version };
  }

  /** The user's id, after logging in if need be. @throws UpstreamAuthenticationError */
  async uid(signal?: AbortSignal): Promise<number> {
    return this.knownUid ?? (await this.logIn.join(signal));
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
    const uid = await this.uid(options.signal);
    const call = (as: number): Promise<XmlRpcValue> => this.execute(as, model, method, args, kwargs, options);
    try {
      return await call(uid);
    } catch (error) {
      if (!(error instanceof UpstreamAuthenticationError)) throw error;
      if (this.knownUid === uid) this.knownUid = undefined;
      return call(await this.uid(options.signal));
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
    const answer = await this.executeKw(model, method, args, kwargs, options);
    if (!Array.isArray(answer) || !answer.every(isRecord)) {
      throw unexpected(`${model}.${method}`, 'a list of records');
    }
    return answer;
  }

  /** Closes idle connections. Calls under way end by themselves or by their signals. */
  close(): void {
    this.endpoint.close();
  }

  private execute(
    uid: number,
    model: string,
    method: string,
    args: readonly XmlRpcArgument[],
    kwargs: Readonly<Record<string, XmlRpcArgument>>,
    options: OdooCallOptions,
  ): Promise<XmlRpcValue> {
    const { db, password, lang = 'en_US' } = this.options;
    const context = { lang, tz: 'UTC', ...options.context };
    return this.endpoint.call(
      'object',
      'execute_kw',
      [db, uid, password, model, method, args, { ...kwargs, context }],
      `${model}.${method}`,
      this.limits(options),
    );
  }

  private async authenticate(signal: AbortSignal): Promise<number> {
    const { db, username, password } = this.options;
    const operation = 'authenticate';
    const params = [db, username, password, {}];
    const answer = await this.endpoint.call('common', operation, params, operation, this.limits({ signal }));
    // Not a fault: wrong credentials are answered with false.
    if (answer === false) {
      throw new UpstreamAuthenticationError(
        `odoo (${operation}): user ${username} with this password or API key is not accepted`,
        { system: 'odoo', operation },
      );
    }
    if (typeof answer !== 'number') throw unexpected(operation, 'a user id');
    this.knownUid = answer;
    return answer;
  }

  private limits(options: Omit<OdooCallOptions, 'context'>): CallLimits {
    return { timeoutMs: options.timeoutMs ?? this.options.timeoutMs, signal: options.signal };
  }
}

/** A record as `read` and `search_read` give it; every record has its id. */
export type OdooRecord = Readonly<Record<string, XmlRpcValue>> & { readonly id: number };

function isRecord(value: XmlRpcValue): value is OdooRecord {
  return isStruct(value) && typeof value.id === 'number';
}

function unexpected(operation: string, wanted: string): UpstreamProtocolError {
  const context: UpstreamErrorContext = { system: 'odoo', operation };
  return new UpstreamProtocolError(
    `odoo (${operation}) answered with something else than ${wanted}`,
    context,
  );
}
