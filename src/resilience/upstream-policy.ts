import { UpstreamRateLimitedError, UpstreamUnavailableError, type UpstreamError } from '@libs/upstream';
import { Injectable, Logger } from '@nestjs/common';
import {
  ConstantBackoff,
  ExponentialBackoff,
  halfJitterGenerator,
  handleWhen,
  retry,
  type IBackoff,
  type RetryPolicy,
} from 'cockatiel';
import { abortableDelay } from './abortable-delay';
import { Configuration } from '../config/configuration';
import {
  Breaker,
  type BreakerOptions,
  type BreakerState,
  type BreakerStatus,
  type CallVerdict,
} from './breaker';

export { BreakerOpenError } from './breaker-open.error';
export type { BreakerState, BreakerStatus } from './breaker';

/** The operations with a breaker of their own: four of Microshare, and the ERP's reads and writes. */
export const POLICY_NAMES = ['auth', 'discovery', 'read', 'write', 'erp', 'erp_write'] as const;
export type PolicyName = (typeof POLICY_NAMES)[number];

export interface RetrySettings {
  /** Calls at most, the first one included. */
  readonly attempts: number;
  /** First and longest wait between two calls, in milliseconds. */
  readonly baseMs: number;
  readonly maxMs: number;
}

export interface ExecuteOptions {
  /** Only calls that may safely be made twice are retried. */
  readonly idempotent: boolean;
  /** Ends the waits of the policy; the work has to honour it by itself. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Retries around a breaker, for one kind of call. Each attempt is one call of the breaker. Deadlines are the work's own.
 */
export class UpstreamPolicy {
  private readonly breaker: Breaker;
  private readonly retries: RetryPolicy;
  private readonly backoff: ExponentialBackoff<number>;

  constructor(
    readonly name: PolicyName,
    private readonly retrySettings: RetrySettings,
    breaker: Omit<BreakerOptions, 'name'>,
    private readonly onRetry: (error: unknown) => void = () => undefined,
  ) {
    this.breaker = new Breaker({ name, ...breaker });
    this.backoff = new ExponentialBackoff({
      initialDelay: retrySettings.baseMs,
      maxDelay: retrySettings.maxMs,
      generator: halfJitterGenerator,
    });
    // cockatiel's own wait cannot be cancelled, so it is 0 and the attempt itself waits.
    this.retries = retry(
      handleWhen((error) => this.isWorthAnotherTry(error)),
      { maxAttempts: retrySettings.attempts - 1, backoff: new ConstantBackoff(0) },
    );
  }

  /**
   * Runs the work, again after a growing, jittered wait while it fails with an outage or a rate limit and is idempotent.
   * What the peer asks for (`retryAfterMs`) is waited for; when that is more than the longest wait, its error is thrown
   * at once and carries it.
   * @throws BreakerOpenError when the work was not started, or not tried again, because the breaker is open
   * @throws the signal's reason when it was aborted; that counts neither for nor against the peer
   * @throws the work's last error, unchanged
   */
  async execute<T>(work: () => Promise<T>, options: ExecuteOptions): Promise<T> {
    const { idempotent, signal } = options;
    let failure: unknown;
    let backoff: IBackoff<unknown> = this.backoff.next();
    const attempt = async (nth: number): Promise<T> => {
      if (nth > 0) {
        this.onRetry(failure);
        await abortableDelay(Math.max(backoff.duration, askedWait(failure)), signal);
        backoff = backoff.next(undefined);
      }
      signal?.throwIfAborted();
      try {
        return await this.breaker.fire(work, signal);
      } catch (error) {
        signal?.throwIfAborted();
        failure = error;
        throw error;
      }
    };
    return idempotent ? this.retries.execute((context) => attempt(context.attempt), signal) : attempt(0);
  }

  state(): BreakerState {
    return this.breaker.state();
  }

  private isWorthAnotherTry(error: unknown): boolean {
    return isTemporary(error) && askedWait(error) <= this.retrySettings.maxMs;
  }
}

/** One thing that happened to a call, for metrics. */
export interface PolicyEvent {
  readonly policy: PolicyName;
  readonly system: string;
  /** `retry`: another attempt follows after a wait. The others end one attempt; see {@link CallVerdict}. */
  readonly kind: CallVerdict | 'retry';
  /** How long the attempt took, in milliseconds; 0 for `retry`. */
  readonly ms: number;
  /** What the attempt threw. */
  readonly error?: unknown;
}

/** All policies, built once from the settings, and what became of the calls through them. */
@Injectable()
export class UpstreamPolicies {
  private readonly logger = new Logger('Resilience');
  private readonly policies: ReadonlyMap<PolicyName, UpstreamPolicy>;
  private readonly stateListeners = new Set<(state: BreakerState) => void>();
  private readonly eventListeners = new Set<(event: PolicyEvent) => void>();

  constructor(configuration: Configuration) {
    const deadlines = deadlinesOf(configuration);
    this.policies = new Map(
      POLICY_NAMES.map((name) => [name, this.build(name, configuration, deadlines[name])] as const),
    );
  }

  get(name: PolicyName): UpstreamPolicy {
    const policy = this.policies.get(name);
    if (policy === undefined) throw new TypeError(`there is no policy named ${name}`);
    return policy;
  }

  /** All breakers, in the order of {@link POLICY_NAMES}. */
  states(): readonly BreakerState[] {
    return [...this.policies.values()].map((policy) => policy.state());
  }

  /** Calls back with the new state on every change of a breaker, until the returned function is called. */
  onStateChange(listener: (state: BreakerState) => void): () => void {
    return subscribe(this.stateListeners, listener);
  }

  /** Calls back for every attempt and every retry, until the returned function is called. */
  onEvent(listener: (event: PolicyEvent) => void): () => void {
    return subscribe(this.eventListeners, listener);
  }

  private build(name: PolicyName, configuration: Configuration, deadlineMs: number): UpstreamPolicy {
    const { retry: retrySettings, breaker } = configuration.resilience;
    const system = name.startsWith('erp') ? configuration.erp.adapter : 'microshare';
    const emit = (kind: PolicyEvent['kind'], ms: number, error?: unknown): void => {
      this.notify(this.eventListeners, { policy: name, system, kind, ms, error });
    };
    return new UpstreamPolicy(
      name,
      retrySettings,
      {
        ...breaker,
        system,
        windowMs: deadlineMs + 10_000,
        onVerdict: emit,
        onChange: (state, previous) => {
          this.log(state, previous);
          this.notify(this.stateListeners, state);
        },
      },
      (error) => {
        emit('retry', 0, error);
      },
    );
  }

  /** Lost and back are worth a line each; the probes in between are for debugging. */
  private log(state: BreakerState, previous: BreakerStatus): void {
    const { name, system, failures, rejects } = state;
    const facts = { system, policy: name, from: previous, to: state.status, failures, rejects };
    if (state.status === 'open' && previous === 'closed') {
      this.logger.warn(
        { ...facts, error: state.lastError },
        `${system} (${name}) is failing; calls are held back`,
      );
    } else if (state.status === 'closed') {
      this.logger.log(facts, `${system} (${name}) answers again`);
    } else {
      this.logger.debug(facts, `${system} (${name}): breaker ${previous} -> ${state.status}`);
    }
  }

  /** A listener's mistake must not change the outcome of an upstream call. */
  private notify<T>(listeners: ReadonlySet<(value: T) => void>, value: T): void {
    for (const listener of listeners) {
      try {
        listener(value);
      } catch (error) {
        this.logger.error({ err: error }, 'a listener of the policies failed');
      }
    }
  }
}

/** How long a single call may take at most, by policy, in milliseconds. */
function deadlinesOf({ microshare: { timeouts }, erp }: Configuration): Readonly<Record<PolicyName, number>> {
  return {
    auth: timeouts.authMs,
    discovery: timeouts.discoveryMs,
    read: timeouts.readMs,
    write: timeouts.writeMs,
    erp: erp.adapter === 'odoo' ? erp.odoo.timeoutMs : 0,
    erp_write: erp.adapter === 'odoo' ? erp.odoo.writeTimeoutMs : 0,
  };
}

function subscribe<T>(listeners: Set<T>, listener: T): () => void {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}

function isTemporary(error: unknown): error is UpstreamError {
  return error instanceof UpstreamUnavailableError || error instanceof UpstreamRateLimitedError;
}

/** Milliseconds that the peer asked us to wait; 0 where it did not. */
function askedWait(error: unknown): number {
  return isTemporary(error) ? (error.retryAfterMs ?? 0) : 0;
}
