import { createHash, randomUUID } from 'node:crypto';
import { Injectable, Logger, OnApplicationShutdown } from '@nestjs/common';
import { type AccessToken, MicroshareLogin } from '@libs/microshare-client';
import { cacheKeys } from '../cache/cache-keys';
import { CacheStore, CacheUnavailableError } from '../cache/cache.store';
import { SingleFlight } from '../cache/single-flight';
import { ProblemError } from '../common/problem';
import { SecretBox } from '../common/secret-box';
import { Configuration } from '../config/configuration';
import { Metrics } from '../metrics/metrics';
import { UpstreamPolicies } from '../resilience/upstream-policy';
import type { UpstreamAccount } from './upstream-account';

/** A log-in with a user's own credentials. `loginId` names it for {@link AccountTokens.end} and is no secret. */
export interface UserLogin {
  readonly account: UpstreamAccount;
  readonly loginId: string;
  readonly expiresAt: Date;
}

/** A token is renewed once less than this share of its life is left. */
const RENEW_AT_REMAINING = 0.1;

/**
 * The upstream tokens of all accounts. The service account logs in by itself, ahead of expiry and one log-in at a time;
 * users' tokens come from their log-in and are kept sealed in the store, so that any replica can act for them.
 */
@Injectable()
export class AccountTokens implements OnApplicationShutdown {
  /** The account of API keys, schedules and background refreshes. */
  readonly serviceAccount: UpstreamAccount;
  private readonly logger = new Logger(AccountTokens.name);
  private readonly held = new Map<string, HeldToken>();
  private readonly logins = new SingleFlight<string, HeldToken>();
  private renewalFails = false;

  constructor(
    private readonly configuration: Configuration,
    private readonly upstream: MicroshareLogin,
    private readonly policies: UpstreamPolicies,
    private readonly store: CacheStore,
    private readonly box: SecretBox,
    private readonly metrics: Metrics,
  ) {
    this.serviceAccount = this.accountOf(configuration.microshare.username);
  }

  /**
   * A token that upstream should accept.
   * @throws ProblemError `unauthorized` when a user's log-in has ended: he must log in again
   * @throws UpstreamError when the service account cannot log in
   */
  async tokenFor(account: UpstreamAccount): Promise<string> {
    const held = this.held.get(account.account);
    const now = Date.now();
    if (held !== undefined && held.expiresAt > now) {
      if (this.isService(account) && held.expiresAt - now < held.lifetime * RENEW_AT_REMAINING)
        this.renewAhead();
      return held.value;
    }
    const fresh = this.isService(account)
      ? await this.logins.run(account.account, () => this.logInService())
      : await this.logins.run(account.account, () => this.storedToken(account));
    return fresh.value;
  }

  /** Forgets a token that upstream refused, unless it has been replaced meanwhile. */
  async invalidate(account: UpstreamAccount, value: string): Promise<void> {
    if (this.held.get(account.account)?.value === value) this.held.delete(account.account);
    if (this.isService(account)) return;
    for (const [loginId, token] of await this.storedTokens(account)) {
      if (token.value === value) await this.end(account, loginId);
    }
  }

  /**
   * Logs a user in with his own credentials.
   * @throws UpstreamAuthenticationError for wrong ones; other UpstreamErrors when upstream cannot tell
   */
  async login(username: string, password: string, signal?: AbortSignal): Promise<UserLogin> {
    const account = this.accountOf(username);
    const token = await this.logIn(username, password, signal);
    const loginId = randomUUID();
    if (!this.isService(account)) {
      this.hold(account, token);
      const sealed = this.box.seal(
        JSON.stringify({ value: token.value, expiresAt: token.expiresAt.getTime() }),
      );
      await this.tolerateOutage(async () => {
        await this.forgetUseless(account);
        await this.store.hashSet(cacheKeys.tokens(account), new Map([[loginId, sealed]]));
      });
    }
    return { account, loginId, expiresAt: token.expiresAt };
  }

  /** Ends one log-in of a user. Others of the same user go on with their own tokens. */
  async end(account: UpstreamAccount, loginId: string): Promise<void> {
    if (this.isService(account)) return;
    this.held.delete(account.account);
    await this.tolerateOutage(() => this.store.hashDelete(cacheKeys.tokens(account), loginId));
  }

  isService(account: UpstreamAccount): boolean {
    return account.account === this.serviceAccount.account;
  }

  onApplicationShutdown(): void {
    this.upstream.close();
  }

  private accountOf(username: string): UpstreamAccount {
    const { login } = this.configuration.microshare;
    const host = login.method === 'oauth' ? login.authUrl : login.appUrl;
    const hash = createHash('sha256').update(`${host}\n${username.trim().toLowerCase()}`).digest('hex');
    return { tenant: this.configuration.tenant, account: hash.slice(0, 16) };
  }

  private renewAhead(): void {
    this.logins
      .run(this.serviceAccount.account, () => this.logInService())
      .catch((error: unknown) => {
        if (this.renewalFails) return;
        this.renewalFails = true;
        const why = error instanceof Error ? error.message : String(error);
        this.logger.warn(`the service account's token could not be renewed ahead of its expiry: ${why}`);
      });
  }

  private async logInService(): Promise<HeldToken> {
    const { username, password } = this.configuration.microshare;
    const token = await this.logIn(username, password);
    this.renewalFails = false;
    return this.hold(this.serviceAccount, token);
  }

  private logIn(username: string, password: string, signal?: AbortSignal): Promise<AccessToken> {
    return this.policies
      .get('auth')
      .execute(() => this.upstream.login(username, password, { signal }), { idempotent: true, signal });
  }

  private async storedToken(account: UpstreamAccount): Promise<HeldToken> {
    const now = Date.now();
    const usable = [...(await this.storedTokens(account)).values()]
      .filter(({ expiresAt }) => expiresAt > now)
      .sort((a, b) => b.expiresAt - a.expiresAt);
    const [newest] = usable;
    if (newest === undefined) {
      throw new ProblemError(
        'unauthorized',
        'the Microshare session behind this log-in has ended; log in again',
      );
    }
    return this.hold(account, { value: newest.value, expiresAt: new Date(newest.expiresAt) });
  }

  /** Tokens that have expired, or were sealed under another secret: nobody who just goes away logs out. */
  private async forgetUseless(account: UpstreamAccount): Promise<void> {
    const key = cacheKeys.tokens(account);
    const stored = await this.store.hashGetAll(key);
    const now = Date.now();
    const useless = [...stored].filter(([, sealed]) => (this.open(sealed)?.expiresAt ?? 0) <= now);
    await this.store.hashDelete(key, ...useless.map(([loginId]) => loginId));
  }

  private async storedTokens(account: UpstreamAccount): Promise<ReadonlyMap<string, StoredToken>> {
    const tokens = new Map<string, StoredToken>();
    for (const [loginId, sealed] of await this.store.hashGetAll(cacheKeys.tokens(account))) {
      const token = this.open(sealed);
      if (token !== undefined) tokens.set(loginId, token);
    }
    return tokens;
  }

  private open(sealed: string): StoredToken | undefined {
    const opened = this.box.open(sealed);
    return opened === undefined ? undefined : (JSON.parse(opened) as StoredToken);
  }

  private hold(account: UpstreamAccount, token: AccessToken): HeldToken {
    const expiresAt = token.expiresAt.getTime();
    const held = { value: token.value, expiresAt, lifetime: expiresAt - Date.now() };
    this.held.set(account.account, held);
    return held;
  }

  /** This replica goes on with what it holds in process; others cannot see the change until the store is back. */
  private async tolerateOutage(write: () => Promise<void>): Promise<void> {
    try {
      await write();
    } catch (error) {
      if (!(error instanceof CacheUnavailableError)) throw error;
      this.metrics.cacheUnavailable.inc();
    }
  }
}

interface StoredToken {
  readonly value: string;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

interface HeldToken extends StoredToken {
  /** Milliseconds from log-in to expiry. */
  readonly lifetime: number;
}
