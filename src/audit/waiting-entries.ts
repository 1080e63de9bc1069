import type { ChainEnd } from './audit-chain';
import type { AuditEntry } from './audit-record';

/** Entries that found no place, of which the chain will tell. */
export interface Gap {
  readonly lost: number;
  /** Times of the first and the last of them, ISO 8601. */
  readonly since: string;
  readonly until: string;
}

/** What one tenant's chain is still to take, in order. */
export class WaitingEntries {
  private readonly entries: AuditEntry[] = [];
  private gap: Gap | undefined;
  /** Where the chain would end if the last try to append the first {@link tried} entries has arrived after all. */
  intended: ChainEnd | undefined;
  private tried = 0;

  constructor(readonly tenant: string) {}

  get count(): number {
    return this.entries.length;
  }

  add(entry: AuditEntry): void {
    this.entries.push(entry);
  }

  /** For an entry that cannot wait: it is counted. */
  lose({ time }: AuditEntry): void {
    this.gap = { lost: (this.gap?.lost ?? 0) + 1, since: this.gap?.since ?? time, until: time };
  }

  /** The gap since this was last asked, for an entry of its own. */
  takeGap(): Gap | undefined {
    const { gap } = this;
    this.gap = undefined;
    return gap;
  }

  get hasGap(): boolean {
    return this.gap !== undefined;
  }

  get all(): readonly AuditEntry[] {
    return this.entries;
  }

  /** The first entries: the same as last time while it is not known whether those were appended. */
  first(count: number): readonly AuditEntry[] {
    this.tried = this.intended === undefined ? Math.min(count, this.entries.length) : this.tried;
    return this.entries.slice(0, this.tried);
  }

  /** Takes away the first entries: as many as {@link first} handed out, unless a number is given. */
  drop(count = this.tried): readonly AuditEntry[] {
    this.intended = undefined;
    return this.entries.splice(0, count);
  }
}
