import { computed, signal } from '@preact/signals';
import { devices, type Row } from '../../data/devices.ts';
import { query, setQuery } from '../../router.ts';
import { type Column, COLUMNS } from './device-columns.ts';

/** Filters that the address holds, so that a view can be sent to a colleague. */
export const FILTERS = ['customer', 'site', 'status', 'device_type'] as const;
export type Filter = (typeof FILTERS)[number];

export interface Sort {
  readonly column: Column;
  readonly descending: boolean;
}

export const sort = computed((): Sort | undefined => {
  const text = query.value.get('sort') ?? '';
  const column = COLUMNS.find((each) => each === text.replace(/^-/, ''));
  return column === undefined ? undefined : { column, descending: text.startsWith('-') };
});

/** Ascending, descending, as the server has it. */
export function sortBy(column: Column): void {
  const now = sort.peek();
  const next = now?.column !== column ? column : now.descending ? '' : `-${column}`;
  setQuery({ sort: next });
}

/** The rows that search and filters leave, in the order asked for. */
export const selection = computed((): readonly Row[] => {
  const params = query.value;
  const needle = (params.get('q') ?? '').trim().toLowerCase();
  const wanted = FILTERS.flatMap((field) => {
    const value = params.get(field);
    return value === null ? [] : [[field, value] as const];
  });
  const rows =
    needle === '' && wanted.length === 0
      ? devices.value
      : devices.value.filter(
          ({ device, folded }) =>
            folded.includes(needle) && wanted.every(([field, value]) => device[field] === value),
        );
  return sort.value === undefined ? rows : sorted(rows, sort.value);
});

function sorted(rows: readonly Row[], { column, descending }: Sort): readonly Row[] {
  const keyed = rows.map((row) => ({ row, key: (row.device[column] ?? '').toLowerCase() }));
  const sign = descending ? -1 : 1;
  keyed.sort((a, b) => (a.key === b.key ? 0 : a.key < b.key ? -sign : sign));
  return keyed.map(({ row }) => row);
}

/** Guids of the rows that are ticked. */
export const ticked = signal<ReadonlySet<string>>(new Set());

export function tick(guid: string): void {
  const next = new Set(ticked.peek());
  if (!next.delete(guid)) next.add(guid);
  ticked.value = next;
}

/** All of the selection, or none when all are ticked already. */
export function tickAll(): void {
  const all = selection.peek();
  const every = all.every(({ device }) => ticked.peek().has(device.guid));
  ticked.value = every ? new Set() : new Set(all.map(({ device }) => device.guid));
}

/** Unticks what has been removed elsewhere. */
export function untickGone(): void {
  const before = ticked.peek();
  if (before.size === 0) return;
  const there = devices.peek().filter(({ device }) => before.has(device.guid));
  if (there.length < before.size) ticked.value = new Set(there.map(({ device }) => device.guid));
}
