import { computed, signal } from '@preact/signals';
import type { GapFindingDto } from '@trapline/client';
import { findings } from '../../data/findings.ts';
import { isKind, type Kind, KINDS } from '../../data/kinds.ts';
import { isMendable } from '../../data/sync-policy.ts';
import { query } from '../../router.ts';

const matching = computed((): readonly GapFindingDto[] => {
  const customer = query.value.get('customer');
  const site = query.value.get('site');
  const needle = (query.value.get('q') ?? '').trim().toLowerCase();
  return (findings.data.value ?? []).filter(
    (finding) =>
      (customer === null || finding.customer === customer) &&
      (site === null || finding.site === site) &&
      (needle === '' || foldedOf(finding).includes(needle)),
  );
});

export const kind = computed((): Kind | undefined => {
  const text = query.value.get('kind') ?? '';
  return isKind(text) ? text : undefined;
});

/** The worklist: in the order in which kinds are dealt with, then by place. */
export const worklist = computed((): readonly GapFindingDto[] => {
  const wanted = kind.value;
  const list = wanted === undefined ? matching.value : matching.value.filter((each) => each.kind === wanted);
  return [...list].sort((a, b) => rank(a.kind) - rank(b.kind) || order(a, b));
});

/** How many findings of each kind the other filters leave. */
export const countsByKind = computed((): ReadonlyMap<Kind, number> => {
  const counts = new Map<Kind, number>();
  for (const { kind: each } of matching.value) counts.set(each, (counts.get(each) ?? 0) + 1);
  return counts;
});

export const matchingCount = computed(() => matching.value.length);

export const customers = computed(() => distinct(findings.data.value ?? [], 'customer'));
export const sites = computed(() => {
  const customer = query.value.get('customer');
  return distinct(
    (findings.data.value ?? []).filter((each) => customer === null || each.customer === customer),
    'site',
  );
});

/** Ids of the findings that are ticked. Only what Trapline can mend can be ticked. */
export const ticked = signal<ReadonlySet<string>>(new Set());

export function tick(id: string): void {
  const next = new Set(ticked.peek());
  if (!next.delete(id)) next.add(id);
  ticked.value = next;
}

export function tickAll(): void {
  const all = worklist.peek().filter(isMendable);
  const every = all.every(({ id }) => ticked.peek().has(id));
  ticked.value = every ? new Set() : new Set(all.map(({ id }) => id));
}

/** Unticks what a newer report does not hold any more. */
export function untickGone(): void {
  const there = new Set((findings.data.peek() ?? []).map(({ id }) => id));
  const left = [...ticked.peek()].filter((id) => there.has(id));
  if (left.length < ticked.peek().size) ticked.value = new Set(left);
}

/** References of what is ticked, each once. */
export function tickedReferences(): readonly string[] {
  const all = (findings.data.peek() ?? []).filter(({ id }) => ticked.peek().has(id));
  return [...new Set(all.map(({ reference }) => reference))];
}

function rank(each: Kind): number {
  return KINDS.indexOf(each);
}

function order(a: GapFindingDto, b: GapFindingDto): number {
  const [left, right] = [placeOf(a), placeOf(b)];
  return left === right ? 0 : left < right ? -1 : 1;
}

function placeOf({ customer, site, reference, id }: GapFindingDto): string {
  return `${customer}\n${site}\n${reference}\n${id}`;
}

function foldedOf({ reference, customer, site, reason }: GapFindingDto): string {
  return `${reference}\n${customer}\n${site}\n${reason}`.toLowerCase();
}

function distinct(list: readonly GapFindingDto[], field: 'customer' | 'site'): readonly string[] {
  return [...new Set(list.map((each) => each[field]))]
    .filter((text) => text !== '')
    .sort((a, b) => a.localeCompare(b));
}
