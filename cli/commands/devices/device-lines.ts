import type { DeviceDto } from '../../../clients/typescript/src/index.ts';
import { cellText } from '../../output/cell-text';
import type { Style } from '../../output/style';
import { statusColour } from './device-columns';

/** One device as lines `field  value`. */
export function deviceLines(device: DeviceDto, style: Style): string[] {
  const { id, guid, customer, site, area, erp_reference: reference, status } = device;
  const colour = statusColour(status);
  const planned = /^[0-]+$/.test(id) ? '  (planned, no hardware yet)' : '';
  return lines(style, [
    ['Reference', style('bold', shown(reference))],
    ['Guid', guid],
    ['Hardware id', `${shown(id)}${planned}`],
    ['Location', [customer, site, area].map(shown).join(' / ')],
    ['Status', colour === undefined ? shown(status) : style(colour, status)],
    ['Type', device.device_type],
    ['Placement', shown(device.placement)],
    ['Configuration', shown(device.configuration)],
    ['Cluster', `${shown(device.cluster_name)} (${device.cluster_id})`],
    ['ERP ready', device.erp_ready ? 'yes' : `no, ${device.location_layers} of 6 location layers`],
    ['Modified', device.last_modified ?? 'unknown'],
  ]);
}

/** What differs between two states of a device, as a diff. */
export function differenceLines(
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
  fields: readonly string[],
  style: Style,
): string[] {
  return fields.flatMap((field) => [
    style('red', `- ${field}: ${shown(before[field])}`),
    style('green', `+ ${field}: ${shown(after[field])}`),
  ]);
}

function lines(style: Style, entries: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...entries.map(([name]) => name.length));
  return entries.map(([name, value]) => `${style('dim', name.padEnd(width))}  ${value}`);
}

function shown(value: unknown): string {
  const text =
    value === null || value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value);
  const line = cellText(text);
  return line === '' ? '(none)' : line;
}
