import { signal } from '@preact/signals';
import type { DeviceDto } from '@trapline/client';
import { isPlanned } from '../../data/devices.ts';
import { moment, t } from '../../messages.ts';
import { read, write } from '../../preferences.ts';

export const COLUMNS = [
  'erp_reference',
  'customer',
  'site',
  'area',
  'status',
  'placement',
  'configuration',
  'device_type',
  'id',
  'cluster_name',
  'last_modified',
  'guid',
] as const;
export type Column = (typeof COLUMNS)[number];

/** Least width in pixels, and the share of what is left over. */
const WIDTHS: Readonly<Record<Column, readonly [number, number]>> = {
  erp_reference: [164, 1.2],
  customer: [140, 1.2],
  site: [150, 1.2],
  area: [124, 1],
  status: [116, 0],
  placement: [92, 0],
  configuration: [100, 0],
  device_type: [92, 0],
  id: [184, 0.4],
  cluster_name: [190, 1.2],
  last_modified: [124, 0],
  guid: [270, 0.6],
};
const TICK_WIDTH = 40;

const USUAL: readonly Column[] = [
  'erp_reference',
  'customer',
  'site',
  'area',
  'status',
  'configuration',
  'id',
];

/** The columns that the reader has chosen, in their usual order. */
export const columns = signal<readonly Column[]>(chosen(read('columns')) ?? USUAL);

export function chooseColumn(column: Column, on: boolean): void {
  const wanted = COLUMNS.filter((each) => (each === column ? on : columns.peek().includes(each)));
  if (wanted.length === 0) return;
  columns.value = wanted;
  write('columns', wanted.join(','));
}

/** Columns as grid tracks, and the width below which the table scrolls sideways. */
export function tracksOf(shown: readonly Column[]): { readonly tracks: string; readonly least: number } {
  const widths = shown.map((column) => WIDTHS[column]);
  return {
    tracks: [`${TICK_WIDTH}px`, ...widths.map(([least, share]) => trackOf(least, share))].join(' '),
    least: widths.reduce((sum, [least]) => sum + least, TICK_WIDTH),
  };
}

function trackOf(least: number, share: number): string {
  return share === 0 ? `${least}px` : `minmax(${least}px, ${share}fr)`;
}

export function textOf(device: DeviceDto, column: Column): string {
  if (column === 'last_modified') return device.last_modified === null ? '–' : moment(device.last_modified);
  if (column === 'device_type') return t(`type.${device.device_type}`);
  if (column === 'id' && isPlanned(device)) return t('device.planned');
  return device[column];
}

function chosen(text: string | null): readonly Column[] | undefined {
  const names = text?.split(',') ?? [];
  const known = COLUMNS.filter((column) => names.includes(column));
  return known.length === 0 ? undefined : known;
}
