import { Injectable } from '@nestjs/common';
import { type HealthIndicatorResult, HealthIndicatorService } from '@nestjs/terminus';
import { CacheStore, CacheUnavailableError } from '../cache/cache.store';
import { Configuration } from '../config/configuration';
import { Database } from '../database/database';
import { DatabaseUnavailableError } from '../database/database-errors';
import { CredentialWatch } from '../erp/credential-watch';
import { ErpPoints } from '../erp/erp-points';
import { CatalogueService } from '../microshare/catalogue.service';
import { type BreakerState, UpstreamPolicies } from '../resilience/upstream-policy';

/**
 * What the application needs to do its work. `down` means that requests cannot be answered; what is worse than usual but
 * survived is `up` with `degraded: true` and the reason.
 */
@Injectable()
export class DependenciesHealth {
  constructor(
    private readonly indicators: HealthIndicatorService,
    private readonly catalogue: CatalogueService,
    private readonly store: CacheStore,
    private readonly durableState: Database,
    private readonly policies: UpstreamPolicies,
    private readonly erpPoints: ErpPoints,
    private readonly credentials: CredentialWatch,
    private readonly configuration: Configuration,
  ) {}

  /** The devices in memory: without them there is nothing to serve. */
  devices(): HealthIndicatorResult {
    const indicator = this.indicators.check('devices');
    const status = this.catalogue.status(this.catalogue.serviceAccount);
    const { ready, age_seconds: age, last_error: lastError } = status;
    if (!ready) {
      const message = lastError ?? 'the first discovery has not ended';
      return indicator.down({ message, discovering: status.discovering });
    }
    if (age !== null && age > this.configuration.cache.staleLimitS) {
      return indicator.down({ message: 'what is known is older than CACHE_STALE_LIMIT_S', age_seconds: age });
    }
    return indicator.up({
      age_seconds: age,
      degraded: lastError !== null,
      ...(lastError !== null && { message: lastError }),
    });
  }

  /** The store that replicas share. Without it reads go on from memory. */
  async cacheStore(): Promise<HealthIndicatorResult> {
    const indicator = this.indicators.check('cache_store');
    const { driver } = this.store;
    try {
      await this.store.ping();
      return indicator.up({ driver, degraded: false });
    } catch (error) {
      if (!(error instanceof CacheUnavailableError)) throw error;
      return indicator.up({ driver, degraded: true, message: 'unreachable; reads go on from memory' });
    }
  }

  /** What has to last. Without it devices are served and changed all the same. */
  async database(): Promise<HealthIndicatorResult> {
    const indicator = this.indicators.check('database');
    const { driver, durable } = this.durableState.status();
    try {
      await this.durableState.ping();
      return indicator.up({ driver, durable, degraded: false });
    } catch (error) {
      if (!(error instanceof DatabaseUnavailableError)) throw error;
      return indicator.up({ driver, durable, degraded: true, message: error.message });
    }
  }

  microshare(): HealthIndicatorResult {
    return this.peer('microshare', (breaker) => breaker.system === 'microshare');
  }

  erp(): HealthIndicatorResult {
    if (this.configuration.erp.adapter === 'none') {
      return this.indicators.check('erp').up({ configured: false, degraded: false });
    }
    const { lastError } = this.erpPoints;
    if (lastError !== undefined)
      return this.indicators.check('erp').up({ degraded: true, message: lastError });
    const warning = this.credentials.state()?.warning;
    if (warning !== undefined) return this.indicators.check('erp').up({ degraded: true, message: warning });
    return this.peer('erp', (breaker) => breaker.name.startsWith('erp'));
  }

  private peer(name: string, belongs: (breaker: BreakerState) => boolean): HealthIndicatorResult {
    // A half-open breaker waits for the next call to prove it: on a quiet night nobody may call for hours.
    const open = this.policies.states().filter((breaker) => belongs(breaker) && breaker.status === 'open');
    const [first] = open;
    return this.indicators.check(name).up({
      degraded: first !== undefined,
      ...(first !== undefined && {
        message: first.lastError,
        open_breakers: open.map((breaker) => breaker.name),
      }),
    });
  }
}
