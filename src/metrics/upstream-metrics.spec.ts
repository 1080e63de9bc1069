import { Logger } from '@nestjs/common';
import { UpstreamNotFoundError, UpstreamUnavailableError } from '@libs/upstream';
import { loadConfiguration } from '../config/load-configuration';
import { UpstreamPolicies } from '../resilience/upstream-policy';
import { Metrics } from './metrics';
import { UpstreamMetrics } from './upstream-metrics';

const configuration = loadConfiguration({
  MICROSHARE_API_URL: 'http://127.0.0.1:9',
  MICROSHARE_AUTH_URL: 'http://127.0.0.1:9',
  MICROSHARE_CLIENT_ID: 'client',
  MICROSHARE_USERNAME: 'user',
  MICROSHARE_PASSWORD: 'password',
  SESSION_SECRET: 'a secret that only this test knows 1234',
  BREAKER_VOLUME: '2',
  RETRY_ATTEMPTS: '2',
  RETRY_BASE_MS: '1',
});
const context = { system: 'microshare', operation: 'read' };

describe('metrics of connected systems', () => {
  let metrics: Metrics;
  let policies: UpstreamPolicies;
  let listening: UpstreamMetrics;
  beforeAll(() => {
    Logger.overrideLogger(false);
  });
  beforeEach(() => {
    metrics = new Metrics(configuration);
    policies = new UpstreamPolicies(configuration);
    listening = new UpstreamMetrics(metrics, policies);
    listening.onModuleInit();
  });
  afterEach(() => {
    listening.onModuleDestroy();
  });

  const call = async (error?: Error, idempotent = false): Promise<void> => {
    const work = (): Promise<void> => (error === undefined ? Promise.resolve() : Promise.reject(error));
    await policies
      .get('read')
      .execute(work, { idempotent })
      .catch((thrown: unknown) => {
        if (error === undefined) throw thrown;
      });
  };
  const value = async (name: string, labels: Record<string, string>): Promise<number | undefined> => {
    const metric = (await metrics.registry.getMetricsAsJSON()).find((each) => each.name === name);
    const values = (metric?.values ?? []) as {
      metricName?: string;
      value: number;
      labels: Record<string, unknown>;
    }[];
    return values.find(
      (sample) =>
        (sample.metricName === undefined ||
          sample.metricName.endsWith('_count') ||
          sample.metricName === name) &&
        Object.entries(labels).every(([key, expected]) => sample.labels[key] === expected),
    )?.value;
  };
  const outage = (): Error => new UpstreamUnavailableError('down', 'not_sent', context);

  it('count calls by outcome and time them', async () => {
    await call();
    await call(new UpstreamNotFoundError('gone', context));
    const labels = { system: 'microshare', operation: 'read', tenant: 'default' };
    expect(await value('upstream_calls_total', { ...labels, outcome: 'success' })).toBe(1);
    expect(await value('upstream_calls_total', { ...labels, outcome: 'UpstreamNotFoundError' })).toBe(1);
    expect(await value('upstream_call_seconds', labels)).toBe(2);
  });

  it('follow a breaker as it opens, and count what it refuses without timing it', async () => {
    expect(await value('breaker_state', { name: 'read' })).toBe(0);
    await call(outage());
    await call(outage());
    await call(outage());
    expect(await value('breaker_state', { name: 'read' })).toBe(1);
    expect(await value('breaker_state', { name: 'write' })).toBe(0);
    expect(await value('breaker_events_total', { name: 'read', event: 'open' })).toBe(1);
    expect(await value('upstream_calls_total', { outcome: 'BreakerOpenError' })).toBe(1);
    expect(await value('upstream_call_seconds', { operation: 'read' })).toBe(2);
  });

  it('count retries', async () => {
    await call(outage(), true);
    expect(await value('breaker_events_total', { name: 'read', event: 'retry' })).toBe(1);
  });

  it('stop when the module goes', async () => {
    listening.onModuleDestroy();
    await call();
    expect(await value('upstream_calls_total', { outcome: 'success' })).toBeUndefined();
  });
});
