import type { SimulatedAnswer } from './answer';
import type { HeldCall } from './held-call';
import type { MicroshareOperation } from './microshare.options';

/** What goes wrong with a call. Where `applying`, the call is carried out first. */
export type Fault =
  | { readonly kind: 'hang' }
  | { readonly kind: 'slow'; readonly ms: number }
  | { readonly kind: 'drop'; readonly applying: boolean }
  | { readonly kind: 'answer'; readonly applying: boolean; readonly answer: SimulatedAnswer }
  | { readonly kind: 'half' }
  | { readonly kind: 'hold'; readonly applying: boolean; readonly hold: HeldCall };

export interface FaultScope {
  /** Default: all of them. */
  readonly operation?: MicroshareOperation;
  /** Default: until the simulator recovers. */
  readonly times?: number;
  /** Id of the cluster that is read or written. Default: any. */
  readonly cluster?: string;
}

/** An operation alone, or a scope. */
export type FaultTarget = MicroshareOperation | FaultScope;

interface Rule {
  readonly fault: Fault;
  readonly operation: MicroshareOperation | undefined;
  readonly cluster: string | undefined;
  left: number;
}

/** Faults in the order in which they are to happen: counted ones first, then the last one that was to stay. */
export class FaultScript {
  private counted: Rule[] = [];
  private lasting: Rule[] = [];

  add(fault: Fault, target: FaultTarget = {}): void {
    const scope: FaultScope = typeof target === 'string' ? { operation: target } : target;
    const { operation, times, cluster } = scope;
    if (times === undefined) this.lasting.unshift({ fault, operation, cluster, left: Infinity });
    else this.counted.push({ fault, operation, cluster, left: times });
  }

  /**
   * The fault for the call that has just come in, used up by it.
   * @param path the segments of the call's path
   */
  next(operation: MicroshareOperation, path: readonly string[]): Fault | undefined {
    const rule = [...this.counted, ...this.lasting].find(
      (one) =>
        one.left > 0 &&
        (one.operation === undefined || one.operation === operation) &&
        (one.cluster === undefined || path.at(-1) === one.cluster),
    );
    if (rule === undefined) return undefined;
    rule.left -= 1;
    this.counted = this.counted.filter(({ left }) => left > 0);
    return rule.fault;
  }

  clear(): void {
    this.counted = [];
    this.lasting = [];
  }
}
