import { toInspectionPointDto } from '../devices/inspection-point.dto';
import type { MappingTrial } from '../erp/mapping/erp-mappings';
import type { MappingTarget, PointMapping } from '../erp/mapping/point-mapping';
import type { MappingDto, MappingTargetDto, MappingTrialsDto } from './mappings.dto';

/** Parts of a mapping whose names on the wire are others. */
const NAMES: Readonly<Record<string, string>> = {
  'read.reference': 'read.erp_reference',
  'read.deviceEui': 'read.device_eui',
  'write.deviceEui': 'write.device_eui',
  'write.deviceStatus': 'write.device_status',
  'write.lastSync': 'write.last_sync',
};

/** `write.deviceStatus.to` -> `write.device_status.to`. */
export function partOnTheWire(part: string): string {
  const [known = ''] = /^\w+\.\w+/.exec(part) ?? [];
  return (NAMES[known] ?? known) + part.slice(known.length) || part;
}

export function mappingOf({ read, write }: MappingDto): PointMapping {
  const { erp_reference: reference, device_eui: deviceEui, ...others } = read;
  return {
    read: { ...others, reference, deviceEui },
    write: {
      ...(write.device_eui !== undefined && { deviceEui: targetOf(write.device_eui) }),
      ...(write.device_status !== undefined && { deviceStatus: targetOf(write.device_status) }),
      ...(write.last_sync !== undefined && { lastSync: targetOf(write.last_sync) }),
    },
  };
}

export function mappingDto({ read, write }: PointMapping): MappingDto {
  const { reference, deviceEui, ...others } = read;
  return {
    read: { ...others, erp_reference: reference, device_eui: deviceEui },
    write: {
      ...(write.deviceEui !== undefined && { device_eui: { ...write.deviceEui } }),
      ...(write.deviceStatus !== undefined && { device_status: { ...write.deviceStatus } }),
      ...(write.lastSync !== undefined && { last_sync: { ...write.lastSync } }),
    },
  };
}

export function trialsDto(trials: readonly MappingTrial[]): MappingTrialsDto {
  return {
    success: trials.every(({ problems }) => problems.length === 0),
    results: trials.map(({ erpId, record, point, problems }) => ({
      erp_id: erpId,
      record: { ...record },
      point:
        point === undefined
          ? null
          : Object.assign(toInspectionPointDto(point), {
              placement: point.placement,
              configuration: point.configuration,
            }),
      problems: problems.map(({ part, message }) => ({ part: partOnTheWire(part), message })),
    })),
  };
}

function targetOf({ field, to, from }: MappingTargetDto): MappingTarget {
  return { field, ...(to !== undefined && { to }), ...(from !== undefined && { from }) };
}
