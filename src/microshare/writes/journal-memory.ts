import { merged, type RecordedExpectation } from './expectation';
import { expectationField, expectedOf, type OpenJournal, remindedOf } from './journal-state';

interface Change {
  readonly set: ReadonlyMap<string, string>;
  readonly remove: readonly string[];
}

interface Known {
  readonly open: OpenJournal;
  /** Since when the store remembered that these fields were in; undefined until it was asked. */
  since: number | undefined;
  readonly fields: Map<string, string>;
  /** What the store could not be told; undefined for a field that has to go. */
  readonly owed: Map<string, string | undefined>;
}

/** What a replica remembers of one cluster's journal at one moment. */
export interface Remembered {
  readonly open: OpenJournal;
  /** Since when the store remembered that held it; undefined until it was asked. */
  readonly since: number | undefined;
  readonly fields: ReadonlyMap<string, string>;
}

/**
 * What this replica knows of the journals, by cluster: a store that forgets is reminded, and one that could not be reached
 * is told later. Nothing is kept of a cluster whose journal is empty.
 */
export class JournalMemory {
  private readonly clusters = new Map<string, Known>();

  /**
   * What the store has to be told about this cluster, given what it holds.
   * @param young the store has begun to remember so lately that no replica can have dropped yet what all of them knew: later,
   * what this one remembers of a store before may be outdated
   */
  missedBy(open: OpenJournal, stored: ReadonlyMap<string, string>, since: number, young: boolean): Change {
    const set = new Map<string, string>();
    const remove: string[] = [];
    const known = this.clusters.get(keyOf(open));
    if (known === undefined) return { set, remove };
    if (young && known.since !== undefined && known.since !== since) {
      for (const [field, text] of known.fields) {
        const together = mergedText(field, text, stored.get(field));
        if (together !== stored.get(field)) set.set(field, together);
      }
    }
    for (const [field, text] of known.owed) {
      if (text !== undefined) set.set(field, text);
      else {
        set.delete(field);
        if (stored.has(field)) remove.push(field);
      }
    }
    return { set, remove };
  }

  /** The store has been told what it had missed. */
  told(open: OpenJournal): void {
    this.clusters.get(keyOf(open))?.owed.clear();
    this.tidy(open);
  }

  /** The store holds these fields now. */
  know(open: OpenJournal, fields: ReadonlyMap<string, string>, since: number): void {
    const known = this.of(open);
    known.since = since;
    known.fields.clear();
    for (const [field, text] of fields) known.fields.set(field, text);
    this.tidy(open);
  }

  apply(open: OpenJournal, { set = new Map(), remove = [] }: Partial<Change>): void {
    const known = this.of(open);
    for (const [field, text] of set) known.fields.set(field, text);
    for (const field of remove) known.fields.delete(field);
    this.tidy(open);
  }

  /** What is remembered of the clusters with an expectation, as it is now. */
  remembered(tenant: string): readonly Remembered[] {
    return [...this.clusters.values()]
      .filter(({ open, fields }) => open.account.tenant === tenant && isExpecting(fields))
      .map(({ open, fields, since }) => ({ open, fields: new Map(fields), since }));
  }

  /** Drops what the same store held when it was remembered, and holds no more; not what was set anew meanwhile. */
  forget({ open, fields }: Remembered, stored: ReadonlyMap<string, string>): void {
    const known = this.clusters.get(keyOf(open));
    for (const [field, text] of fields) {
      if (!stored.has(field) && known?.fields.get(field) === text) known.fields.delete(field);
    }
    this.tidy(open);
  }

  /** The store could not be told. */
  owe(open: OpenJournal, field: string, text: string | undefined): void {
    const known = this.of(open);
    known.owed.set(field, text);
    known.fields.delete(field);
  }

  /** Clusters with an expectation or with something owed. */
  open(tenant: string): readonly OpenJournal[] {
    return [...this.clusters.values()]
      .filter(({ open, fields, owed }) => {
        return open.account.tenant === tenant && (isExpecting(fields) || owed.size > 0);
      })
      .map(({ open }) => open);
  }

  private of(open: OpenJournal): Known {
    const key = keyOf(open);
    const known = this.clusters.get(key) ?? { open, since: undefined, fields: new Map(), owed: new Map() };
    this.clusters.set(key, known);
    return known;
  }

  private tidy(open: OpenJournal): void {
    const known = this.clusters.get(keyOf(open));
    if (known?.fields.size === 0 && known.owed.size === 0) this.clusters.delete(keyOf(open));
  }
}

function keyOf({ account, address }: OpenJournal): string {
  return `${account.tenant}\n${address.id}`;
}

function isExpecting(fields: ReadonlyMap<string, string>): boolean {
  return [...fields.keys()].some((field) => expectedOf(field) !== undefined);
}

/** What the store should hold of a field, given what this replica remembers of it. */
export function mergedText(field: string, text: string, stored: string | undefined): string {
  if (stored === undefined) return text;
  if (expectedOf(field) === undefined) return stored;
  return JSON.stringify(
    merged(JSON.parse(stored) as RecordedExpectation, JSON.parse(text) as RecordedExpectation),
  );
}

/** What the reminders of all replicas make of the expectations, and the reminders, which are of no more use then. */
export function remindersIn(stored: ReadonlyMap<string, string>): {
  readonly set: Map<string, string>;
  readonly remove: readonly string[];
} {
  const set = new Map<string, string>();
  const remove: string[] = [];
  for (const [reminder, text] of stored) {
    const guid = remindedOf(reminder);
    if (guid === undefined) continue;
    const field = expectationField(guid);
    set.set(field, mergedText(field, text, set.get(field) ?? stored.get(field)));
    remove.push(reminder);
  }
  return { set, remove };
}
