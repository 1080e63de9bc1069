import { randomUUID } from 'node:crypto';
import { MicroshareClient, OauthLogin } from '@libs/microshare-client';
import {
  DEFAULT_ACCOUNT,
  type MicroshareAccount,
  type MicroshareSimulator,
  type MicroshareSimulatorOptions,
  startMicroshareSimulator,
} from '@libs/simulators';
import type { CacheStore } from '../../../../src/cache/cache.store';
import { SecretBox } from '../../../../src/common/secret-box';
import type { Configuration } from '../../../../src/config/configuration';
import { loadConfiguration } from '../../../../src/config/load-configuration';
import { Metrics } from '../../../../src/metrics/metrics';
import { AccountTokens } from '../../../../src/microshare/account-tokens';
import { ClusterCache } from '../../../../src/microshare/catalogue/cluster-cache';
import { SharedCopy } from '../../../../src/microshare/catalogue/shared-copy';
import { CatalogueService } from '../../../../src/microshare/catalogue.service';
import { MicroshareCalls } from '../../../../src/microshare/microshare-calls';
import type { UpstreamAccount } from '../../../../src/microshare/upstream-account';
import { UpstreamPolicies } from '../../../../src/resilience/upstream-policy';
import { eventually } from '../../../support/eventually';

/** A Microshare whose first account no other test has: accounts are part of every key in a shared store. */
export function startOwnMicroshare(
  options: MicroshareSimulatorOptions = {},
  more: readonly MicroshareAccount[] = [],
): Promise<MicroshareSimulator> {
  const own = { ...DEFAULT_ACCOUNT, username: `${randomUUID()}@northbank-pest.example` };
  return startMicroshareSimulator({ ...options, accounts: [own, ...more] });
}

/** What one process holds of Microshare, over real HTTP and a store of the test's choice. */
export class Replica {
  readonly configuration: Configuration;
  readonly metrics: Metrics;
  readonly tokens: AccountTokens;
  readonly catalogue: CatalogueService;
  readonly calls: MicroshareCalls;

  constructor(
    readonly microshare: MicroshareSimulator,
    readonly store: CacheStore,
    settings: Readonly<Record<string, string>> = {},
  ) {
    const [service = DEFAULT_ACCOUNT] = microshare.accounts;
    this.configuration = loadConfiguration({
      MICROSHARE_API_URL: microshare.apiUrl,
      MICROSHARE_AUTH_URL: microshare.authUrl,
      MICROSHARE_CLIENT_ID: microshare.clientId,
      MICROSHARE_USERNAME: service.username,
      MICROSHARE_PASSWORD: service.password,
      SESSION_SECRET: 'a secret for tests that is long enough',
      RETRY_BASE_MS: '1',
      RETRY_MAX_MS: '5',
      BREAKER_VOLUME: '1000',
      LOG_LEVEL: 'silent',
      ...settings,
    });
    const { microshare: peer } = this.configuration;
    const login = new OauthLogin({
      authUrl: microshare.authUrl,
      clientId: microshare.clientId,
      timeoutMs: peer.timeouts.authMs,
    });
    const client = new MicroshareClient({
      apiUrl: peer.apiUrl,
      pageSize: peer.pageSize,
      timeouts: peer.timeouts,
    });
    const policies = new UpstreamPolicies(this.configuration);
    this.metrics = new Metrics(this.configuration);
    this.tokens = new AccountTokens(
      this.configuration,
      login,
      policies,
      store,
      new SecretBox(this.configuration),
      this.metrics,
    );
    this.calls = new MicroshareCalls(client, this.tokens, policies);
    const copy = new SharedCopy(new ClusterCache(store, this.configuration), store, this.metrics);
    this.catalogue = new CatalogueService(this.configuration, this.tokens, this.calls, copy, this.metrics);
  }

  get account(): UpstreamAccount {
    return this.tokens.serviceAccount;
  }

  /** Starts as the application does, and waits until devices can be served and other replicas are heard. */
  async open(): Promise<this> {
    await this.catalogue.onApplicationBootstrap();
    await this.served();
    await this.readAll(Infinity);
    return this;
  }

  /** Waits until the account's devices can be served. */
  async served(account = this.account): Promise<void> {
    await eventually(() => this.catalogue.view(account));
  }

  /** Reads everything anew and waits for it. */
  async discover(): Promise<void> {
    await this.readAll(0);
  }

  /** Brings what is older than that up to date, and waits for it. */
  async readAll(maxAgeS: number): Promise<void> {
    await this.catalogue.readComplete(this.account, { maxAgeS });
  }

  /** Areas of a cluster's devices by guid, as readers see them. */
  areas(clusterId: string, account = this.account): Record<string, string> {
    const cluster = this.catalogue.view(account).index.cluster(clusterId);
    return Object.fromEntries([...(cluster?.devices.values() ?? [])].map(({ guid, area }) => [guid, area]));
  }

  /** Ids of the clusters that readers see. */
  clusterIds(account = this.account): string[] {
    return [...this.catalogue.view(account).index.clusters()].map(({ summary }) => summary.id).sort();
  }

  close(): void {
    this.catalogue.onModuleDestroy();
    this.calls.onApplicationShutdown();
    this.tokens.onApplicationShutdown();
  }
}
