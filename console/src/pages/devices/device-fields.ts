import type { CreateDeviceDto, DeviceDto, UpdateDeviceDto } from '@trapline/client';

/** What people fill in, all as text. */
export const FIELDS = [
  'erp_reference',
  'customer',
  'site',
  'area',
  'placement',
  'configuration',
  'status',
  'id',
] as const;
export type FieldName = (typeof FIELDS)[number];
export type Values = Readonly<Record<FieldName, string>>;

export const CHOICES = {
  placement: ['Internal', 'External'],
  configuration: ['Poison', 'Bait/Lured', 'Kill/Trap', 'Glue', 'Cavity'],
  status: ['pending', 'active', 'inactive', 'maintenance'],
} as const satisfies Partial<Record<FieldName, readonly string[]>>;

const PLANNED_ID = '00-00-00-00-00-00-00-00';

export const BLANK: Values = {
  erp_reference: '',
  customer: '',
  site: '',
  area: '',
  placement: 'Internal',
  configuration: 'Bait/Lured',
  status: 'pending',
  id: '',
};

export function valuesFrom(device: DeviceDto): Values {
  return Object.fromEntries(FIELDS.map((name) => [name, device[name]])) as Record<FieldName, string>;
}

/** The fields in which the values differ. */
export function differing(a: Values, b: Values): readonly FieldName[] {
  return FIELDS.filter((name) => a[name].trim() !== b[name].trim());
}

export function updateOf(before: Values, after: Values): UpdateDeviceDto {
  return Object.fromEntries(differing(before, after).map((name) => [name, sent(name, after[name])]));
}

/** A hardware id that is taken away leaves a planned place. */
function sent(name: FieldName, value: string): string {
  const text = value.trim();
  return name === 'id' && text === '' ? PLANNED_ID : text;
}

/** An empty hardware id is left out: the place is planned then. */
export function creationOf(values: Values): CreateDeviceDto {
  const given = Object.entries(values).filter(([name, value]) => name !== 'id' || value.trim() !== '');
  return Object.fromEntries(given.map(([name, value]) => [name, value.trim()])) as unknown as CreateDeviceDto;
}
