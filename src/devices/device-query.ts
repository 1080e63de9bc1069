import { createHash } from 'node:crypto';
import { ApiPropertyOptional } from '@nestjs/swagger';
import type { Device } from '@libs/domain';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, Matches, Max, MaxLength, Min } from 'class-validator';
import { foldText } from './fold-text';
import { QueryBoolean } from './query-boolean';

const SORTABLE = {
  customer: 'customer',
  site: 'site',
  area: 'area',
  erp_reference: 'erpReference',
  placement: 'placement',
  configuration: 'configuration',
  status: 'status',
  device_type: 'deviceType',
  cluster_id: 'clusterId',
  cluster_name: 'clusterName',
  last_modified: 'lastModified',
  id: 'id',
  guid: 'guid',
} as const satisfies Record<string, keyof Device>;

const SORT_PATTERN = new RegExp(
  `^-?(${Object.keys(SORTABLE).join('|')})(,-?(${Object.keys(SORTABLE).join('|')}))*$`,
);

/** Filters of device lists. Text compares without regard to case and surrounding spaces; all given ones must hold. */
export class DeviceFilterDto {
  @Filter('Harbour Foods') customer?: string;
  @Filter('Dock Street Mill') site?: string;
  @Filter('Grain Intake') area?: string;
  @Filter('HF_DSM_0014') erp_reference?: string;
  @Filter('active') status?: string;
  @Filter('rodent_sensor') device_type?: string;
  @Filter('66f0a1b2c3d4e5f60718293a') cluster_id?: string;

  @ApiPropertyOptional({ type: Boolean })
  @IsOptional()
  @QueryBoolean()
  erp_ready?: boolean;

  @ApiPropertyOptional({
    description: 'Text anywhere in reference, customer, site, area, hardware id or guid',
  })
  @IsOptional()
  @IsString()
  @MaxLength(200)
  q?: string;

  @ApiPropertyOptional({
    example: 'customer,-erp_reference',
    description: 'Fields to sort by; a minus sorts descending',
  })
  @IsOptional()
  @Matches(SORT_PATTERN, {
    message: `$property must be fields separated by commas, each one of ${Object.keys(SORTABLE).join(', ')}`,
  })
  sort?: string;
}

/** A device list's query: filters, order, and one page of it. Without `limit` the list is whole. */
export class DeviceQueryDto extends DeviceFilterDto {
  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: 10_000 })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(10_000)
  limit?: number;

  @ApiPropertyOptional({ description: '`next_cursor` of the page before; keep filters and sort' })
  @IsOptional()
  @IsString()
  @MaxLength(2_000)
  cursor?: string;
}

function Filter(example: string): PropertyDecorator {
  return (target, key) => {
    ApiPropertyOptional({ example })(target, key);
    IsOptional()(target, key);
    IsString()(target, key);
    MaxLength(200)(target, key);
  };
}

/** Reads a device's place in an order: equal devices are told apart by guid and cluster, so the order is total. */
export interface DeviceOrder {
  readonly sort: string;
  /** Length of a key. */
  readonly width: number;
  compare(a: readonly string[], b: readonly string[]): number;
  keyOf(device: Device): readonly string[];
}

const DEFAULT_SORT = 'customer,site,area,erp_reference';

export function orderOf(sort: string = DEFAULT_SORT): DeviceOrder {
  const fields = sort.split(',').map((part) => ({
    field: SORTABLE[part.replace(/^-/, '') as keyof typeof SORTABLE],
    sign: part.startsWith('-') ? -1 : 1,
  }));
  return {
    sort,
    width: fields.length + 2,
    keyOf: (device) => [...fields.map(({ field }) => device[field] ?? ''), device.guid, device.clusterId],
    compare: (a, b) => {
      for (let i = 0; i < a.length; i += 1) {
        const left = a[i] ?? '';
        const right = b[i] ?? '';
        if (left !== right) return (left < right ? -1 : 1) * (fields[i]?.sign ?? 1);
      }
      return 0;
    },
  };
}

/** The test that a device passes when all given filters hold. */
export function filterOf(query: DeviceFilterDto): (device: Device) => boolean {
  const tests: ((device: Device) => boolean)[] = [];
  for (const [name, field] of Object.entries(FILTERS) as [keyof typeof FILTERS, keyof Device][]) {
    const wanted = query[name];
    if (wanted === undefined) continue;
    const folded = foldText(wanted);
    tests.push((device) => foldText(String(device[field])) === folded);
  }
  const { erp_ready: erpReady, q } = query;
  if (erpReady !== undefined) tests.push((device) => device.erpReady === erpReady);
  if (q !== undefined && q.trim() !== '') {
    const needle = foldText(q);
    tests.push((device) => SEARCHED.some((field) => device[field].toLowerCase().includes(needle)));
  }
  return (device) => tests.every((test) => test(device));
}

/** Equal for queries that select the same devices in the same order, whatever the page. */
export function selectionKey(query: DeviceFilterDto): string {
  const { customer, site, area, erp_reference, status, device_type, cluster_id, erp_ready, q, sort } = query;
  const parts = [customer, site, area, erp_reference, status, device_type, cluster_id, erp_ready, q, sort];
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 16);
}

const FILTERS = {
  customer: 'customer',
  site: 'site',
  area: 'area',
  erp_reference: 'erpReference',
  status: 'status',
  device_type: 'deviceType',
  cluster_id: 'clusterId',
} as const;

const SEARCHED = ['erpReference', 'customer', 'site', 'area', 'id', 'guid'] as const;
