import { hash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { cacheKeys } from '../cache/cache-keys';
import { CacheStore, CacheUnavailableError } from '../cache/cache.store';
import { deriveKey } from '../common/secret-box';
import { type ApiKeyEntry, Configuration, type Role } from '../config/configuration';
import { Metrics } from '../metrics/metrics';
import { AccountTokens } from '../microshare/account-tokens';
import type { UpstreamAccount } from '../microshare/upstream-account';
import { mintSessionToken, readSessionToken } from './session-token';

/** A log-in as the store keeps it. The upstream token is kept elsewhere, sealed. */
export interface Session {
  /** Microshare user name, or the name of the API key. */
  readonly username: string;
  readonly role: Role;
  readonly account: UpstreamAccount;
  /** Names the upstream log-in to end with this session; an API key has none. */
  readonly loginId: string | null;
  /** SHA-256 of the API key that opened it; absent for Microshare credentials. */
  readonly keySha256?: string;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

export interface OpenedSession {
  readonly token: string;
  readonly session: Session;
}

export type SessionFinding =
  | {
      readonly state: 'live';
      readonly session: Session;
      /** The store could not be asked; what this process remembers is good for reading only. */
      readonly unconfirmed: boolean;
    }
  | { readonly state: 'ended'; /** In words for the caller. */ readonly why: string };

/** Sessions that this process has seen lately, for the time that the store is away. */
const REMEMBERED_SESSIONS = 1000;
const REMEMBERED_MS = 5 * 60_000;

/** What the store holds in place of a session that was logged out, until the token would have expired. */
const LOGGED_OUT = 'logged-out';

/** Opens, finds and closes sessions. Any replica with the same SESSION_SECRET and store knows all of them. */
@Injectable()
export class SessionService {
  private readonly key: Buffer;
  private readonly remembered = new Map<string, { readonly session: Session; readonly until: number }>();

  constructor(
    private readonly configuration: Configuration,
    private readonly store: CacheStore,
    private readonly accounts: AccountTokens,
    private readonly metrics: Metrics,
  ) {
    this.key = deriveKey(configuration.auth.sessionSecret, 'sessions');
  }

  /**
   * Logs in to Microshare and opens a session, which lasts no longer than the upstream token.
   * @throws UpstreamAuthenticationError for wrong credentials; other UpstreamErrors when Microshare cannot tell
   * @throws CacheUnavailableError when the session cannot be kept
   */
  async open(username: string, password: string, signal?: AbortSignal): Promise<OpenedSession> {
    const login = await this.accounts.login(username, password, signal);
    const { account, loginId } = login;
    const expiresAt = this.expiry(login.expiresAt.getTime());
    try {
      return await this.keep({
        username,
        role: this.configuration.auth.sessionRole,
        account,
        loginId,
        expiresAt,
      });
    } catch (error) {
      await this.accounts.end(account, loginId);
      throw error;
    }
  }

  /**
   * Opens a session for an API key, which acts for the service account and ends with its key; undefined for a key that is
   * not configured.
   * @throws CacheUnavailableError when the session cannot be kept
   */
  async openForKey(apiKey: string): Promise<OpenedSession | undefined> {
    const keySha256 = hash('sha256', apiKey, 'hex');
    const entry = this.keyEntry(keySha256);
    if (entry === undefined) return undefined;
    const { name: username, role } = entry;
    const account = this.accounts.serviceAccount;
    return this.keep({ username, role, account, loginId: null, keySha256, expiresAt: this.expiry(Infinity) });
  }

  /**
   * The session behind a token; undefined for text that is no session token.
   * @throws CacheUnavailableError when the store cannot be asked and this process has not seen the session lately
   */
  async find(token: string): Promise<SessionFinding | undefined> {
    const now = Date.now();
    const reading = readSessionToken(this.key, token, now);
    if (reading === undefined) return undefined;
    if (reading.state === 'forged') return { state: 'ended', why: 'the session token is not genuine' };
    if (reading.state === 'expired') return { state: 'ended', why: 'the session has expired; log in again' };
    const held = await this.ask(reading.id, now);
    if (held.session === undefined) {
      this.remembered.delete(reading.id);
      return {
        state: 'ended',
        why: held.loggedOut
          ? 'the session was logged out'
          : 'the session is not known any more; log in again',
      };
    }
    const session = this.withPresentRole(held.session);
    if (session === undefined) {
      return { state: 'ended', why: 'the API key behind the session is not valid any more; log in again' };
    }
    return { state: 'live', session, unconfirmed: held.unconfirmed };
  }

  /**
   * Ends the session and the upstream log-in behind it. Its token is refused from now on, on every replica.
   * @throws CacheUnavailableError when other replicas cannot be told; nothing has ended then
   */
  async close(token: string): Promise<void> {
    const now = Date.now();
    const reading = readSessionToken(this.key, token, now);
    if (reading?.state !== 'genuine') return;
    const { session } = await this.ask(reading.id, now);
    if (session === undefined) return;
    await this.store.set(this.keyOf(reading.id), LOGGED_OUT, secondsUntil(session.expiresAt, now));
    this.remembered.delete(reading.id);
    if (session.loginId !== null) await this.accounts.end(session.account, session.loginId);
  }

  /** Keeps the session under a new token. */
  private async keep(session: Session): Promise<OpenedSession> {
    const now = Date.now();
    const token = mintSessionToken(this.key, new Date(session.expiresAt));
    const reading = readSessionToken(this.key, token, now);
    if (reading?.state !== 'genuine')
      throw new TypeError('Microshare handed out a token that has expired already');
    const seconds = secondsUntil(session.expiresAt, now);
    await this.store.set(this.keyOf(reading.id), JSON.stringify(session), seconds);
    this.remember(reading.id, session, now);
    return { token, session };
  }

  /** In whole seconds, as the token holds them. */
  private expiry(latest: number): number {
    const own = Date.now() + this.configuration.auth.sessionTtlS * 1000;
    return Math.floor(Math.min(own, latest) / 1000) * 1000;
  }

  /** A key's session may do what its key may now; undefined where that key is gone. */
  private withPresentRole(session: Session): Session | undefined {
    if (session.keySha256 === undefined) return session;
    const entry = this.keyEntry(session.keySha256);
    return entry === undefined ? undefined : { ...session, role: entry.role };
  }

  private keyEntry(sha256: string): ApiKeyEntry | undefined {
    return this.configuration.auth.apiKeys.find((entry) => entry.sha256 === sha256);
  }

  private async ask(
    id: string,
    now: number,
  ): Promise<{ session?: Session; loggedOut: boolean; unconfirmed: boolean }> {
    try {
      const text = await this.store.get(this.keyOf(id));
      if (text === undefined || text === LOGGED_OUT)
        return { loggedOut: text === LOGGED_OUT, unconfirmed: false };
      const session = JSON.parse(text) as Session;
      this.remember(id, session, now);
      return { session, loggedOut: false, unconfirmed: false };
    } catch (error) {
      if (!(error instanceof CacheUnavailableError)) throw error;
      this.metrics.cacheUnavailable.inc();
      const known = this.remembered.get(id);
      if (known === undefined || known.until <= now) throw error;
      return { session: known.session, loggedOut: false, unconfirmed: true };
    }
  }

  private remember(id: string, session: Session, now: number): void {
    // Re-inserted, so that the map's first entry is the one seen longest ago.
    this.remembered.delete(id);
    this.remembered.set(id, { session, until: now + REMEMBERED_MS });
    if (this.remembered.size <= REMEMBERED_SESSIONS) return;
    const [oldest] = this.remembered.keys();
    if (oldest !== undefined) this.remembered.delete(oldest);
  }

  private keyOf(id: string): string {
    return cacheKeys.session(this.configuration.tenant, id);
  }
}

function secondsUntil(at: number, now: number): number {
  return Math.max(1, Math.ceil((at - now) / 1000));
}
