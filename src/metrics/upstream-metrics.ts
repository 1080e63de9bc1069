import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { UpstreamError } from '@libs/upstream';
import { type BreakerState, type PolicyEvent, UpstreamPolicies } from '../resilience/upstream-policy';
import { Metrics } from './metrics';

const STATUS_VALUES = { closed: 0, half_open: 0.5, open: 1 } as const;

/** Counts and times every call through the policies, and follows the breakers. */
@Injectable()
export class UpstreamMetrics implements OnModuleInit, OnModuleDestroy {
  private readonly unsubscribe: (() => void)[] = [];

  constructor(
    private readonly metrics: Metrics,
    private readonly policies: UpstreamPolicies,
  ) {}

  onModuleInit(): void {
    for (const state of this.policies.states()) this.show(state);
    this.unsubscribe.push(
      this.policies.onStateChange((state) => {
        this.show(state);
        this.metrics.breakerEvents.inc({ name: state.name, event: state.status });
      }),
      this.policies.onEvent((event) => {
        this.count(event);
      }),
    );
  }

  onModuleDestroy(): void {
    this.unsubscribe.splice(0).forEach((unsubscribe) => {
      unsubscribe();
    });
  }

  private show({ name, status }: BreakerState): void {
    this.metrics.breakerState.set({ name }, STATUS_VALUES[status]);
  }

  private count({ policy, system, kind, ms, error }: PolicyEvent): void {
    if (kind === 'retry') {
      this.metrics.breakerEvents.inc({ name: policy, event: 'retry' });
      return;
    }
    const labels = { system, operation: policy };
    this.metrics.upstreamCalls.inc({ ...labels, outcome: outcomeOf(error) });
    // A call that was not made has no duration.
    if (kind !== 'reject') this.metrics.upstreamSeconds.observe(labels, ms / 1000);
  }
}

/** `success`, the class of an upstream error, or `other`: a closed set. */
function outcomeOf(error: unknown): string {
  if (error === undefined) return 'success';
  return error instanceof UpstreamError ? error.name : 'other';
}
