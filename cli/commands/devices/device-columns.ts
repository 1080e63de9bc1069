import { InvalidArgumentError } from 'commander';
import type { DeviceDto } from '../../../clients/typescript/src/index.ts';
import type { Column } from '../../output/table';
import type { Style } from '../../output/style';
import { several } from '../option-values';

const FIELDS = {
  erp_reference: 'Reference',
  customer: 'Customer',
  site: 'Site',
  area: 'Area',
  status: 'Status',
  id: 'Hardware id',
  guid: 'Guid',
  device_type: 'Type',
  placement: 'Placement',
  configuration: 'Configuration',
  cluster_name: 'Cluster',
  cluster_id: 'Cluster id',
  erp_ready: 'ERP ready',
  location_layers: 'Layers',
  last_modified: 'Modified',
} as const satisfies Partial<Record<keyof DeviceDto, string>>;

export type DeviceField = keyof typeof FIELDS;
export const DEVICE_FIELDS = Object.keys(FIELDS) as DeviceField[];
const DEFAULT: readonly DeviceField[] = ['erp_reference', 'customer', 'site', 'area', 'status', 'id'];

const STATUS_COLOURS: Readonly<Record<string, Parameters<Style>[0]>> = {
  active: 'green',
  pending: 'yellow',
  inactive: 'dim',
  maintenance: 'magenta',
};

export function statusColour(status: string): Parameters<Style>[0] | undefined {
  return STATUS_COLOURS[status];
}

/** Parses `--columns`. */
export function columnNames(text: string, before: readonly string[] | undefined): readonly string[] {
  const names = several(text, before);
  const wrong = names.find((name) => !(name in FIELDS));
  if (wrong !== undefined) {
    throw new InvalidArgumentError(`"${wrong}" is none; there are ${DEVICE_FIELDS.join(', ')}.`);
  }
  return names;
}

export function deviceColumns(names: readonly string[] = DEFAULT): Column<DeviceDto>[] {
  return (names as readonly DeviceField[]).map((name) => ({
    title: FIELDS[name],
    value: (device) => String(device[name] ?? ''),
    ...(name === 'status' && { format: ({ status }: DeviceDto) => statusColour(status) }),
  }));
}
