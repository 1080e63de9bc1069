import { createHash } from 'node:crypto';
import type { AuditAct } from './audit-act';
import { canonicalJson } from './canonical-json';

/** An act as it waits for its place in the chain: text alone, in the words of the table. */
export interface AuditEntry {
  /** ISO 8601, UTC, milliseconds. */
  readonly time: string;
  readonly actor_kind: string;
  readonly actor: string;
  readonly role: string | null;
  readonly account: string | null;
  readonly action: string;
  readonly subject_kind: string;
  readonly subject: string;
  readonly reference: string | null;
  readonly cluster: string | null;
  /** Canonical JSON, as text. */
  readonly before: string | null;
  readonly after: string | null;
  readonly result: string;
  readonly detail: string | null;
  readonly correlation_id: string | null;
  /** Of the plan, and of its action, that it was done for; null where no plan asked for it. */
  readonly plan: string | null;
  readonly plan_action: string | null;
}

/** One link of a tenant's chain. */
export interface AuditRecord extends AuditEntry {
  readonly tenant: string;
  /** 1, 2, 3… without a gap. */
  readonly seq: number;
  /** Hash of the record before; {@link GENESIS} for the first. */
  readonly previous: string;
  /** SHA-256, hex, of everything above: see {@link hashOf}. */
  readonly hash: string;
}

/** What the first record of a chain names as the hash before it. */
export const GENESIS = '0'.repeat(64);

const LONGEST_DETAIL = 2_000;
const LONGEST_NAME = 500;

/** Members that came later. A record without them is hashed as those were that know nothing of them. */
const HASHED_WHERE_GIVEN: ReadonlySet<string> = new Set<keyof AuditEntry>(['plan', 'plan_action']);

/** Members of a record that are hashed, in the order of canonical JSON. */
const HASHED = [
  'account',
  'action',
  'actor',
  'actor_kind',
  'after',
  'before',
  'cluster',
  'correlation_id',
  'detail',
  'plan',
  'plan_action',
  'previous',
  'reference',
  'result',
  'role',
  'seq',
  'subject',
  'subject_kind',
  'tenant',
  'time',
] as const satisfies readonly Exclude<keyof AuditRecord, 'hash'>[];

export function entryOf(act: AuditAct, time: Date, correlationId: string | undefined): AuditEntry {
  const { actor, subject } = act;
  return {
    time: time.toISOString(),
    actor_kind: actor.kind,
    actor: storable(actor.name, LONGEST_NAME),
    role: actor.role ?? null,
    account: actor.account ?? null,
    action: act.action,
    subject_kind: subject.kind,
    subject: storable(subject.id, LONGEST_NAME),
    reference: storableOrNull(subject.reference, LONGEST_NAME),
    cluster: storableOrNull(subject.cluster, LONGEST_NAME),
    before: jsonOrNull(act.before),
    after: jsonOrNull(act.after),
    result: act.result,
    detail: storableOrNull(act.detail, LONGEST_DETAIL),
    correlation_id: correlationId ?? null,
    plan: act.cause?.plan ?? null,
    plan_action: act.cause?.action ?? null,
  };
}

/**
 * SHA-256, hex, of the canonical JSON (RFC 8785) of all members but the hash; `before` and `after` count as JSON, not as
 * text, and `plan` and `plan_action` only where they are not null.
 */
export function hashOf(record: Omit<AuditRecord, 'hash'>): string {
  const given = HASHED.filter((name) => record[name] !== null || !HASHED_WHERE_GIVEN.has(name));
  const members = given.map((name) => `"${name}":${memberOf(record, name)}`);
  return createHash('sha256')
    .update(`{${members.join(',')}}`)
    .digest('hex');
}

/** The entries as the next records of a chain that ends with `last`. */
export function linked(
  tenant: string,
  last: Pick<AuditRecord, 'seq' | 'hash'>,
  entries: readonly AuditEntry[],
): AuditRecord[] {
  let { seq, hash } = last;
  return entries.map((entry) => {
    seq += 1;
    const unsealed = { tenant, seq, ...entry, previous: hash };
    hash = hashOf(unsealed);
    return { ...unsealed, hash };
  });
}

function memberOf(record: Omit<AuditRecord, 'hash'>, name: (typeof HASHED)[number]): string {
  if (name === 'before' || name === 'after') {
    // Nothing is stored as nothing: where this text was put in its place, the record was altered.
    return record[name] === 'null' ? '"null" as text' : (record[name] ?? 'null');
  }
  return JSON.stringify(record[name]);
}

function jsonOrNull(value: unknown): string | null {
  return value === undefined || value === null ? null : canonicalJson(value);
}

function storableOrNull(text: string | undefined, longest: number): string | null {
  return text === undefined ? null : storable(text, longest);
}

/** PostgreSQL holds no NUL and no half of a surrogate pair; a record that cannot be stored would hold up all others. */
function storable(text: string, longest: number): string {
  const short = text.length > longest ? `${text.slice(0, longest)}…` : text;
  return Buffer.from(short.replaceAll('\0', '\uFFFD'), 'utf8').toString('utf8');
}
