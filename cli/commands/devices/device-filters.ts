import { InvalidArgumentError, Option } from 'commander';
import type { ManualCommand } from '../../manual/manual-command';

/** Options that select devices; they compare without regard to case. */
export interface DeviceFilters {
  readonly customer?: string;
  readonly site?: string;
  readonly area?: string;
  readonly reference?: string;
  readonly status?: string;
  readonly type?: string;
  readonly cluster?: string;
  readonly search?: string;
  readonly erpReady?: boolean;
  readonly sort?: string;
}

export const STATUSES = ['pending', 'active', 'inactive', 'maintenance'] as const;
export const TYPES = ['rodent_sensor', 'gateway'] as const;
export const PLACEMENTS = ['Internal', 'External'] as const;
export const CONFIGURATIONS = ['Poison', 'Bait/Lured', 'Kill/Trap', 'Glue', 'Cavity'] as const;

export function withDeviceFilters(command: ManualCommand): ManualCommand {
  return command
    .option('--customer <name>', 'only devices of this customer')
    .option('--site <name>', 'only devices of this site')
    .option('--area <name>', 'only devices of this area')
    .option('--reference <text>', 'only the device with this reference of the ERP')
    .option('--status <status>', `only devices of this status, such as ${STATUSES.join(', ')}`)
    .addOption(new Option('--type <type>', 'only devices of this type').choices([...TYPES, 'unknown']))
    .option('--cluster <id>', 'only devices of this cluster')
    .option('--search <text>', 'text anywhere in reference, customer, site, area, hardware id or guid')
    .option('--erp-ready <boolean>', 'true: location and reference complete; false: not', truth)
    .option(
      '--sort <fields>',
      'fields separated by commas; a minus in front sorts descending: customer,-status',
    );
}

/** The filters as the API's query. */
export function queryOf(filters: DeviceFilters): Record<string, string | boolean> {
  const { customer, site, area, reference, status, type, cluster, search, erpReady, sort } = filters;
  const query = {
    customer,
    site,
    area,
    erp_reference: reference,
    status,
    device_type: type,
    cluster_id: cluster,
    q: search,
    erp_ready: erpReady,
    sort,
  };
  return Object.fromEntries(
    Object.entries(query).filter((entry): entry is [string, string | boolean] => entry[1] !== undefined),
  );
}

function truth(text: string): boolean {
  if (text !== 'true' && text !== 'false') throw new InvalidArgumentError('It must be true or false.');
  return text === 'true';
}
