import { Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { Configuration } from '../config/configuration';

/**
 * Everything that `/metrics` shows, in a registry of its own. Every sample carries the tenant. Label values must come
 * from small closed sets: never a guid, an address with ids in it, or a user name.
 */
@Injectable()
export class Metrics {
  readonly registry = new Registry();

  /** Device operations by outcome: operation create, read, update, delete, import…; status success or the problem kind. */
  readonly crudOperations = this.counter('crud_operations_total', 'Operations on devices', [
    'operation',
    'status',
  ]);
  /** Seconds from a request's arrival to its answer, by method and route pattern. */
  readonly responseTime = this.histogram('response_time_seconds', 'Time to answer a request', ['endpoint']);
  /** `cache_type` is `mapping` or `payload`. */
  readonly cacheHits = this.counter('cache_hits_total', 'Reads answered from the cache', ['cache_type']);
  readonly cacheMisses = this.counter('cache_misses_total', 'Reads that the cache could not answer', []);
  readonly cacheSize = this.gauge('cache_size_bytes', 'Bytes that the cache holds', []);
  readonly cacheUnavailable = this.counter(
    'cache_unavailable_total',
    'Calls that found the cache store unreachable',
    [],
  );
  /** Age of the oldest data that the latest answer was made from. */
  readonly dataAge = this.gauge('data_age_seconds', 'Age of the data last served', []);
  /** Requests being answered now: a plain number, which `/metrics` reads when it is asked. */
  activeRequests = 0;
  /** `outcome` is `success` or the class of error. */
  readonly upstreamCalls = this.counter('upstream_calls_total', 'Calls to connected systems', [
    'system',
    'operation',
    'outcome',
  ]);
  readonly upstreamSeconds = this.histogram(
    'upstream_call_seconds',
    'Duration of calls to connected systems',
    ['system', 'operation'],
  );
  /** 0 closed, 0.5 half-open, 1 open. */
  readonly breakerState = this.gauge(
    'breaker_state',
    'State of a circuit breaker: 0 closed, 0.5 half-open, 1 open',
    ['name'],
  );
  readonly breakerEvents = this.counter('breaker_events_total', 'State changes of a circuit breaker', [
    'name',
    'event',
  ]);
  /** Clusters found other than we left them: somebody else has changed them since. */
  readonly foreignChanges = this.counter(
    'foreign_changes_total',
    'Clusters found other than this replica left them',
    [],
  );
  /** Acknowledged changes that a late write had undone and that were applied again. */
  readonly repairedChanges = this.counter(
    'repaired_changes_total',
    'Acknowledged changes applied again after a late write',
    [],
  );
  readonly auditRecords = this.counter('audit_records_total', 'Records appended to the audit trail', []);
  readonly auditWaiting = this.gauge(
    'audit_waiting',
    'Audit records that the database does not have yet',
    [],
  );
  readonly auditLost = this.counter('audit_lost_total', 'Audit records that are in the log alone', []);
  readonly eventStreams = this.gauge('event_streams', 'Open event streams', []);
  /** `reason` is `slow`, `session` or `shutdown`. */
  readonly eventStreamsEnded = this.counter('event_streams_ended_total', 'Event streams that we ended', [
    'reason',
  ]);
  /** Findings of the last good run. */
  readonly gaps = this.gauge('gap_findings', 'Findings of the last complete gap analysis', ['kind']);
  /** `result` is `completed` or `failed`. */
  readonly gapRuns = this.counter('gap_runs_total', 'Gap analysis runs', ['result']);

  constructor(configuration: Configuration) {
    this.registry.setDefaultLabels({ tenant: configuration.tenant });
    collectDefaultMetrics({ register: this.registry });
    const activeConnections: Gauge = new Gauge({
      name: 'active_connections',
      help: 'Requests being answered',
      registers: [this.registry],
      collect: () => {
        activeConnections.set(this.activeRequests);
      },
    });
    // A counter that is there from the start shows its first failure as an increase.
    for (const result of ['completed', 'failed']) this.gapRuns.inc({ result }, 0);
  }

  private counter<T extends string>(name: string, help: string, labelNames: readonly T[]): Counter<T> {
    return new Counter({ name, help, labelNames, registers: [this.registry] });
  }

  private gauge<T extends string>(name: string, help: string, labelNames: readonly T[]): Gauge<T> {
    return new Gauge({ name, help, labelNames, registers: [this.registry] });
  }

  private histogram<T extends string>(name: string, help: string, labelNames: readonly T[]): Histogram<T> {
    return new Histogram({ name, help, labelNames, buckets: BUCKETS, registers: [this.registry] });
  }
}

/** Seconds, from a warm list to a discovery that runs into its deadline. */
const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];
