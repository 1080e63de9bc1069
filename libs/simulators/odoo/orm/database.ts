import { Model } from './model';
import type { ModelOptions } from './schema';
import { Threads } from './threads';
import { majorOf, type Major, type OdooVersion } from './version';

/**
 * The tables of one simulated database. Changes are journalled, so that a call that fails leaves nothing behind;
 * ids drawn from a sequence stay drawn.
 */
export class Database {
  readonly major: Major;
  readonly threads: Threads;
  private readonly models = new Map<string, Model>();
  private readonly journal: (() => void)[] = [];
  private depth = 0;
  /** A later version that it claims to be. */
  later: { readonly serie: string; readonly rpcRemoved?: number } | undefined;
  /** Days that a key of an internal user may last; undefined: as many as the installation brings. */
  keyDays: number | undefined;
  /** Calls of `load` that are still to lose against others. */
  private races = 0;

  constructor(
    readonly name: string,
    readonly version: OdooVersion,
    /** Milliseconds since the epoch. */
    private readonly now: () => number,
  ) {
    this.major = majorOf(version);
    this.threads = new Threads(this.major, (undo) => {
      this.onRollback(undo);
    });
  }

  define(options: ModelOptions): Model {
    const model = new Model(options, this.major);
    this.models.set(options.name, model);
    return model;
  }

  find(name: string): Model | undefined {
    return this.models.get(name);
  }

  /** All or nothing, and nestable: an inner failure that is caught undoes the inner changes only. */
  transaction<T>(work: () => T): T {
    const mark = this.journal.length;
    this.depth += 1;
    try {
      return work();
    } catch (error) {
      while (this.journal.length > mark) this.journal.pop()?.();
      throw error;
    } finally {
      this.depth -= 1;
      if (this.depth === 0) this.journal.length = 0;
    }
  }

  onRollback(undo: () => void): void {
    if (this.depth > 0) this.journal.push(undo);
  }

  losesRaces(times: number): void {
    this.races += times;
  }

  losesRace(): boolean {
    if (this.races === 0) return false;
    this.races -= 1;
    return true;
  }

  timestamp(): string {
    return new Date(this.now()).toISOString().replace('T', ' ').slice(0, 23);
  }
}
