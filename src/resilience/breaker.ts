import { UpstreamError } from '@libs/upstream';
import CircuitBreaker from 'opossum';
import { BreakerOpenError } from './breaker-open.error';

/** While `half_open`, one probe at a time is let through and decides. */
export type BreakerStatus = 'closed' | 'half_open' | 'open';

/** What `/health` shows of one breaker. Counts are calls, retries included, since the start of the process. */
export interface BreakerState {
  readonly name: string;
  readonly system: string;
  readonly status: BreakerStatus;
  /** Calls that the peer answered, refusals such as 404 or 429 included. */
  readonly successes: number;
  /** Outages: see `UpstreamError.outage`. */
  readonly failures: number;
  /** Calls not made because the breaker was open. */
  readonly rejects: number;
  /** ISO 8601 UTC of the last change of status; `null` where there was none. */
  readonly changedAt: string | null;
  /** Message of the last outage, free of secrets; kept after recovery; `null` where there was none. */
  readonly lastError: string | null;
  /** Time until the next probe, in milliseconds; 0 unless open. */
  readonly retryAfterMs: number;
}

/** How one call ended, as the breaker counts it. `inconclusive`: cancelled, or failed on our side. */
export type CallVerdict = 'success' | 'failure' | 'reject' | 'inconclusive';

export interface BreakerOptions {
  readonly name: string;
  readonly system: string;
  /** Calls within the window before the breaker may open. */
  readonly volume: number;
  /** Opens when this share of them, 1..100, has failed. */
  readonly errorPercent: number;
  /** From opening to the probe, in milliseconds. */
  readonly resetMs: number;
  /**
   * Length of the window in milliseconds. Must exceed the deadline of a call: a call is counted when it starts, its
   * failure when it ends, and calls that hang together would otherwise have left the window before they fail.
   */
  readonly windowMs: number;
  readonly onVerdict: (verdict: CallVerdict, ms: number, error?: unknown) => void;
  readonly onChange: (state: BreakerState, previous: BreakerStatus) => void;
}

/** What a call through the circuit leaves behind: its value, or an error that is no failure of the peer. */
type Outcome = () => unknown;

/** What an answer to "when?" is worth while a probe is under way. */
const PROBE_UNDER_WAY_MS = 1000;

/** Fails fast while a peer is down. Wraps one opossum circuit, whose own timeouts are off: deadlines belong to the calls. */
export class Breaker {
  private readonly circuit: CircuitBreaker<[() => Promise<Outcome>], Outcome>;
  private status: BreakerStatus = 'closed';
  private readonly counts = { success: 0, failure: 0, reject: 0, inconclusive: 0 };
  private changedAtMs: number | null = null;
  private lastError: string | null = null;

  constructor(private readonly options: BreakerOptions) {
    this.circuit = new CircuitBreaker((call: () => Promise<Outcome>) => call(), {
      name: options.name,
      timeout: false,
      volumeThreshold: options.volume,
      // opossum opens above its threshold; 100 % could never be exceeded.
      errorThresholdPercentage: options.errorPercent - 0.001,
      resetTimeout: options.resetMs,
      rollingCountTimeout: options.windowMs,
      rollingPercentilesEnabled: false,
      enableSnapshots: false,
    });
    this.circuit.on('open', () => {
      this.change('open');
    });
    this.circuit.on('halfOpen', () => {
      this.change('half_open');
    });
    this.circuit.on('close', () => {
      this.change('closed');
    });
  }

  /**
   * Runs the work unless the breaker is open. Errors of the work come through unchanged.
   * @throws BreakerOpenError when the work was not started
   */
  async fire<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    const outcome = await this.circuit
      .fire(() => this.call(work, signal))
      .catch((error: unknown) => {
        // Only outages leave `call` as errors; anything else is opossum's refusal.
        if (error instanceof UpstreamError) throw error;
        const refusal = new BreakerOpenError(this.options.name, this.options.system, this.untilProbe());
        this.report('reject', 0, refusal);
        throw refusal;
      });
    return outcome() as T;
  }

  state(): BreakerState {
    const { name, system } = this.options;
    return {
      name,
      system,
      status: this.status,
      successes: this.counts.success,
      failures: this.counts.failure,
      rejects: this.counts.reject,
      changedAt: this.changedAtMs === null ? null : new Date(this.changedAtMs).toISOString(),
      lastError: this.lastError,
      retryAfterMs: this.status === 'open' ? this.untilProbe() : 0,
    };
  }

  /** Throws outages, which is what opossum counts; other errors are part of the outcome. */
  private async call<T>(work: () => Promise<T>, signal: AbortSignal | undefined): Promise<Outcome> {
    const startedAt = Date.now();
    try {
      const value = await work();
      this.report('success', Date.now() - startedAt);
      return () => value;
    } catch (error) {
      const verdict = verdictOf(error, signal);
      this.report(verdict, Date.now() - startedAt, error);
      if (verdict === 'failure') throw error;
      // To opossum this call is a success and would close the circuit; a probe that learnt nothing must not.
      if (verdict === 'inconclusive' && this.circuit.halfOpen) this.circuit.open();
      return () => {
        throw error;
      };
    }
  }

  private report(verdict: CallVerdict, ms: number, error?: unknown): void {
    this.counts[verdict] += 1;
    if (verdict === 'failure' && error instanceof Error) this.lastError = error.message;
    this.options.onVerdict(verdict, ms, error);
  }

  private untilProbe(): number {
    if (this.status !== 'open' || this.changedAtMs === null) return PROBE_UNDER_WAY_MS;
    return Math.max(0, this.changedAtMs + this.options.resetMs - Date.now());
  }

  private change(status: BreakerStatus): void {
    const previous = this.status;
    this.status = status;
    this.changedAtMs = Date.now();
    this.options.onChange(this.state(), previous);
  }
}

function verdictOf(error: unknown, signal: AbortSignal | undefined): CallVerdict {
  if (signal?.aborted === true || !(error instanceof UpstreamError)) return 'inconclusive';
  if (error.outage) return 'failure';
  // Another breaker refused something that this call needs, e.g. its log-in.
  return error instanceof BreakerOpenError ? 'inconclusive' : 'success';
}
