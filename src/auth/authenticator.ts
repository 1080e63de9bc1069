import type { IncomingMessage } from 'node:http';
import { Injectable } from '@nestjs/common';
import { Configuration } from '../config/configuration';
import { AccountTokens } from '../microshare/account-tokens';
import { ApiKeys } from './api-keys';
import type { Principal } from './principal';
import { sessionCookieOf } from './session-cookie';
import { SessionService } from './session.service';

/** What a request's credentials are worth. */
export type Authentication =
  | {
      readonly state: 'accepted';
      readonly principal: Principal;
      /** Only for sessions. */
      readonly session?: {
        readonly token: string;
        readonly expiresAt: Date;
        /** It came in the cookie, which a browser sends by itself. */
        readonly inCookie: boolean;
      };
      /** The session could not be confirmed; the caller may read and nothing else. */
      readonly readOnly: boolean;
    }
  | { readonly state: 'refused'; readonly why: string }
  | { readonly state: 'absent' };

const UNKNOWN_KEY: Authentication = { state: 'refused', why: 'the API key is not known' };

/** What limits count a caller as. */
export function clientName({ kind, name }: Principal): string {
  return `${kind}:${name}`;
}

/** Establishes who is calling, once per request: an API key in `X-API-Key` or as Bearer, or a session token as Bearer or
 * in the cookie. */
@Injectable()
export class Authenticator {
  private readonly keys: ApiKeys;
  private readonly known = new WeakMap<IncomingMessage, Promise<Authentication>>();

  constructor(
    configuration: Configuration,
    private readonly sessions: SessionService,
    private readonly accounts: AccountTokens,
  ) {
    this.keys = new ApiKeys(configuration.auth.apiKeys);
  }

  /** What an API key in `X-API-Key` is worth; undefined where only {@link of} can tell, because it may have to ask the store. */
  atOnce({ headers }: IncomingMessage): Authentication | undefined {
    const apiKey = headers['x-api-key'];
    return apiKey === undefined ? undefined : (this.byApiKey(String(apiKey)) ?? UNKNOWN_KEY);
  }

  /** @throws CacheUnavailableError when a session cannot be looked up and this process has not seen it lately */
  of(request: IncomingMessage): Promise<Authentication> {
    const known = this.known.get(request);
    if (known !== undefined) return known;
    const asked = this.authenticate(request);
    this.known.set(request, asked);
    return asked;
  }

  /**
   * Whether a session that was accepted before is still open.
   * @throws CacheUnavailableError when it cannot be looked up
   */
  async isLive(sessionToken: string): Promise<boolean> {
    return (await this.sessions.find(sessionToken))?.state === 'live';
  }

  private async authenticate(request: IncomingMessage): Promise<Authentication> {
    const atOnce = this.atOnce(request);
    if (atOnce !== undefined) return atOnce;
    const { headers } = request;
    if (headers.authorization === undefined) return this.byCookie(request);
    const token = /^Bearer +(\S+) *$/i.exec(headers.authorization)?.[1];
    if (token === undefined) {
      return {
        state: 'refused',
        why: 'the Authorization header must be: Bearer, a space, a token or API key',
      };
    }
    return (
      (await this.bySession(token, false)) ??
      this.byApiKey(token) ?? { state: 'refused', why: 'the token is neither a session nor an API key' }
    );
  }

  private byApiKey(key: string): Authentication | undefined {
    const entry = this.keys.find(key);
    if (entry === undefined) return undefined;
    const account = this.accounts.serviceAccount;
    const principal: Principal = { kind: 'api_key', name: entry.name, role: entry.role, account };
    return { state: 'accepted', principal, readOnly: false };
  }

  private async byCookie(request: IncomingMessage): Promise<Authentication> {
    const token = sessionCookieOf(request);
    if (token === undefined) return { state: 'absent' };
    return (await this.bySession(token, true)) ?? { state: 'refused', why: 'the cookie holds no session' };
  }

  private async bySession(token: string, inCookie: boolean): Promise<Authentication | undefined> {
    const found = await this.sessions.find(token);
    if (found === undefined) return undefined;
    if (found.state === 'ended') return { state: 'refused', why: found.why };
    const { username, role, account, expiresAt, keySha256 } = found.session;
    return {
      state: 'accepted',
      principal: { kind: keySha256 === undefined ? 'session' : 'api_key', name: username, role, account },
      session: { token, expiresAt: new Date(expiresAt), inCookie },
      readOnly: found.unconfirmed,
    };
  }
}
