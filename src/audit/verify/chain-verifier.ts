import { type AuditRecord, GENESIS, hashOf } from '../audit-record';
import { canonicalJson } from '../canonical-json';
import { type Checkpoint, isSigned } from '../checkpoint';
import { keyIdOf } from '../signing-key';

/** The first thing that is wrong with a chain. */
export interface ChainFault {
  readonly seq: number;
  readonly kind: 'altered' | 'missing' | 'out of order' | 'checkpoint mismatch';
  readonly why: string;
}

/** What a walk over a chain has shown. */
export interface ChainReport {
  readonly tenant: string;
  readonly records: number;
  readonly first: number | undefined;
  readonly last: number | undefined;
  readonly checkpoints: number;
  /** Records after the last checkpoint: nobody has sworn to them yet. */
  readonly unsworn: number;
  /** Ids of the keys that have signed. */
  readonly keys: readonly string[];
  /** Records that were lost to the trail and are told of in it. */
  readonly lost: number;
  /** Processes that began and have not ended: they run still, or were killed. */
  readonly unended: readonly string[];
}

/** Walks over one tenant's chain, the oldest record first. The first fault ends it. */
export class ChainVerifier {
  private readonly checkpoints: ReadonlyMap<number, readonly Checkpoint[]>;
  private readonly all: readonly Checkpoint[];
  /** Where deleted records may have ended. */
  private readonly anchor: Checkpoint | undefined;
  private first: number | undefined;
  private last: number | undefined;
  private lastHash = GENESIS;
  private records = 0;
  private lost = 0;
  private readonly begun = new Set<string>();

  /** @param trusted public keys, PEM, one of which must have signed; empty: any may have */
  constructor(
    private readonly tenant: string,
    checkpoints: readonly Checkpoint[],
    private readonly trusted: readonly string[] = [],
  ) {
    this.all = [...checkpoints].sort((a, b) => a.seq - b.seq);
    const bySeq = new Map<number, Checkpoint[]>();
    for (const checkpoint of this.all) {
      bySeq.set(checkpoint.seq, [...(bySeq.get(checkpoint.seq) ?? []), checkpoint]);
    }
    this.checkpoints = bySeq;
    this.anchor = this.all.filter(({ anchor }) => anchor).at(-1);
  }

  /** What is wrong with the checkpoints themselves. */
  begin(): ChainFault | undefined {
    for (const checkpoint of this.all) {
      const { seq, tenant } = checkpoint;
      const mismatch = (why: string): ChainFault => ({ seq, kind: 'checkpoint mismatch', why });
      if (tenant !== this.tenant) return mismatch(`the checkpoint is of the tenant "${tenant}"`);
      if (!isSigned(checkpoint)) return mismatch('the signature of the checkpoint is wrong');
      if (!this.isTrusted(checkpoint)) {
        return mismatch(
          `the checkpoint is signed by the key ${keyIdOf(checkpoint.public_key)}, which is not trusted`,
        );
      }
    }
    return undefined;
  }

  /** What is wrong with the next record, or with its place. */
  next(record: AuditRecord): ChainFault | undefined {
    const { seq } = record;
    const fault = this.misplaced(record) ?? this.altered(record) ?? this.denied(record);
    if (fault !== undefined) return fault;
    this.first ??= seq;
    this.last = seq;
    this.lastHash = record.hash;
    this.records += 1;
    this.note(record);
    return undefined;
  }

  /** What is missing at the end. */
  end(): ChainFault | undefined {
    const sworn = this.all.at(-1);
    const last = this.last ?? 0;
    if (sworn === undefined || sworn.seq <= last) return undefined;
    return missing(last + 1, sworn.seq, `a checkpoint of ${sworn.time} has seen record ${sworn.seq}`);
  }

  report(): ChainReport {
    const sworn = this.all.at(-1)?.seq ?? 0;
    return {
      tenant: this.tenant,
      records: this.records,
      first: this.first,
      last: this.last,
      checkpoints: this.all.length,
      unsworn: Math.max(0, (this.last ?? 0) - Math.max(sworn, (this.first ?? 1) - 1)),
      keys: [...new Set(this.all.map((checkpoint) => keyIdOf(checkpoint.public_key)))],
      lost: this.lost,
      unended: [...this.begun],
    };
  }

  private misplaced({ seq, tenant, previous }: AuditRecord): ChainFault | undefined {
    if (tenant !== this.tenant)
      return { seq, kind: 'altered', why: `the record is of the tenant "${tenant}"` };
    if (!Number.isSafeInteger(seq)) return { seq, kind: 'altered', why: 'the number is none' };
    const anchored = this.anchor?.seq ?? 0;
    if (this.last === undefined) {
      if (seq < 1) return { seq, kind: 'altered', why: 'records are counted from 1' };
      if (seq > anchored + 1)
        return missing(anchored + 1, seq - 1, 'no checkpoint says that they were given up');
      if (seq === anchored + 1) this.lastHash = this.anchor?.hash ?? GENESIS;
      else if (seq > 1) this.lastHash = previous;
    } else if (seq > this.last + 1) return missing(this.last + 1, seq - 1, 'the numbers have a gap');
    else if (seq <= this.last)
      return { seq, kind: 'out of order', why: `it comes after record ${this.last}` };
    return undefined;
  }

  private altered(record: AuditRecord): ChainFault | undefined {
    const { seq } = record;
    for (const name of ['before', 'after'] as const) {
      if (!isCanonical(record[name]))
        return { seq, kind: 'altered', why: `"${name}" is not as it was written` };
    }
    if (record.previous !== this.lastHash) {
      const intact = hashOf(record) === record.hash;
      const why = 'it does not follow from the record before';
      return { seq, kind: intact && this.last !== undefined ? 'out of order' : 'altered', why };
    }
    if (hashOf(record) !== record.hash) return { seq, kind: 'altered', why: 'its hash is another' };
    return undefined;
  }

  private denied({ seq, hash }: AuditRecord): ChainFault | undefined {
    const other = this.checkpoints.get(seq)?.find((checkpoint) => checkpoint.hash !== hash);
    if (other === undefined) return undefined;
    return { seq, kind: 'checkpoint mismatch', why: `the checkpoint of ${other.time} has seen another hash` };
  }

  private note({ action, subject, after }: AuditRecord): void {
    if (action === 'process.start') this.begun.add(subject);
    if (action === 'process.end') this.begun.delete(subject);
    if (action === 'audit.gap' && after !== null) this.lost += (JSON.parse(after) as { lost: number }).lost;
  }

  private isTrusted({ public_key: publicKey }: Checkpoint): boolean {
    return this.trusted.length === 0 || this.trusted.some((pem) => keyIdOf(pem) === keyIdOf(publicKey));
  }
}

function missing(from: number, to: number, why: string): ChainFault {
  const which = from === to ? `record ${from} is` : `records ${from} to ${to} are`;
  return { seq: from, kind: 'missing', why: `${which} missing: ${why}` };
}

function isCanonical(text: string | null): boolean {
  if (text === null) return true;
  try {
    return canonicalJson(JSON.parse(text)) === text;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}
