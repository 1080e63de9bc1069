import type { Device, DeviceFields, InspectionPoint } from '@libs/domain';
import { isPlanned, readConfiguration, readPlacement } from '@libs/domain';
import type { OdooRecord, XmlRpcValue } from '@libs/odoo-client';
import type { FieldSource, OdooSettings } from '../../../config/configuration';
import type { ErpFieldValues } from '../../base-erp.adapter';
import { ERP_POINT_VALUES, type ErpPointValue, type ErpPointValues } from '../../erp-write-back';
import { toDeviceFields } from '../../location-fields';

/** Which fields of a product hold what; the part of the settings that mapping needs. */
export type OdooMapping = Pick<
  OdooSettings,
  | 'nameSeparator'
  | 'customerFrom'
  | 'siteFrom'
  | 'areaFrom'
  | 'placementFrom'
  | 'configurationFrom'
  | 'euiField'
  | 'statusField'
  | 'lastSyncField'
>;

/** Fields of `product.product` that every mapping reads. */
const FIXED_FIELDS = ['id', 'default_code', 'name', 'active', 'write_date'] as const;

const TARGET_SETTINGS: Readonly<Record<ErpPointValue, string>> = {
  deviceEui: 'ODOO_EUI_FIELD',
  deviceStatus: 'ODOO_STATUS_FIELD',
  lastSync: 'ODOO_LAST_SYNC_FIELD',
};

/** Translates between `product.product` records and inspection points. Pure; keeps what Odoo holds, oddities included. */
export class OdooMapper {
  constructor(private readonly mapping: OdooMapping) {}

  /** What to ask Odoo for, each field once. */
  fields(): readonly string[] {
    const sources = this.sources().map(([, source]) => source.field);
    return [...new Set([...FIXED_FIELDS, ...this.targets().values(), ...sources])];
  }

  /** What is read to decide on a write, and to see what became of it. */
  writtenFields(): readonly string[] {
    return ['id', 'write_date', ...this.targets().values()];
  }

  /** Values that have a field to be written into. */
  writable(): readonly ErpPointValue[] {
    return [...this.targets().keys()];
  }

  /** Settings that name a field, with the field. */
  settings(): readonly (readonly [setting: string, field: string])[] {
    return [
      ...[...this.targets()].map(([value, field]) => [TARGET_SETTINGS[value], field] as const),
      ...this.sources().map(([setting, source]) => [setting, source.field] as const),
    ];
  }

  toInspectionPoint(record: OdooRecord): InspectionPoint {
    const { customerFrom, siteFrom, areaFrom, placementFrom, configurationFrom, euiField } = this.mapping;
    const archived = record.active === false;
    return {
      erpId: String(record.id),
      reference: textOf(record.default_code),
      name: textOf(record.name),
      customer: this.pick(record, customerFrom),
      site: this.pick(record, siteFrom),
      area: this.pick(record, areaFrom),
      placement: placementFrom === undefined ? '' : readPlacement(this.pick(record, placementFrom)),
      configuration:
        configurationFrom === undefined ? '' : readConfiguration(this.pick(record, configurationFrom)),
      deviceEui: textOf(record[euiField]).trim(),
      ...this.extraValues(record),
      archived,
      status: archived ? 'inactive' : 'active',
      updatedAt: isoOf(record.write_date),
    };
  }

  toMicroshare(point: InspectionPoint): DeviceFields {
    return toDeviceFields(point);
  }

  /** `false` empties a field in Odoo. */
  fromMicroshare(device: Device | DeviceFields): ErpFieldValues {
    const hardwareId = 'hardwareId' in device ? device.hardwareId : device.id;
    return {
      default_code: device.erpReference === '' ? false : device.erpReference,
      [this.mapping.euiField]: isPlanned(hardwareId) ? false : hardwareId,
      active: device.status !== 'inactive',
    };
  }

  /** What the record holds of the values that can be written. */
  toValues(record: OdooRecord): ErpPointValues {
    return { deviceEui: textOf(record[this.mapping.euiField]).trim(), ...this.extraValues(record) };
  }

  /** What `write` takes: by field, `false` for what is to be emptied. Values without a field are left out. */
  toFields(values: ErpPointValues): Readonly<Record<string, string | false>> {
    const fields: Record<string, string | false> = {};
    for (const [value, field] of this.targets()) {
      const text = values[value];
      if (text !== undefined)
        fields[field] = text === '' ? false : value === 'lastSync' ? odooTime(text) : text;
    }
    return fields;
  }

  /** `updatedAt` of a record. */
  versionOf(record: OdooRecord): string | null {
    return isoOf(record.write_date);
  }

  private extraValues(record: OdooRecord): Pick<InspectionPoint, 'deviceStatus' | 'lastSync'> {
    const { statusField, lastSyncField } = this.mapping;
    return {
      ...(statusField !== undefined && { deviceStatus: textOf(record[statusField]) }),
      ...(lastSyncField !== undefined && { lastSync: isoOf(record[lastSyncField]) ?? '' }),
    };
  }

  private targets(): ReadonlyMap<ErpPointValue, string> {
    const { euiField, statusField, lastSyncField } = this.mapping;
    const fields = { deviceEui: euiField, deviceStatus: statusField, lastSync: lastSyncField };
    return new Map(
      ERP_POINT_VALUES.flatMap((value) => {
        const field = fields[value];
        return field === undefined ? [] : [[value, field] as const];
      }),
    );
  }

  /** The whole field, or one part of it without the spaces around; `''` where there is no such part. */
  private pick(record: OdooRecord, source: FieldSource): string {
    const text = textOf(record[source.field]);
    if (source.part === undefined) return text;
    return (text.split(this.mapping.nameSeparator)[source.part] ?? '').trim();
  }

  private sources(): readonly (readonly [setting: string, source: FieldSource])[] {
    const { customerFrom, siteFrom, areaFrom, placementFrom, configurationFrom } = this.mapping;
    const optional: (readonly [string, FieldSource])[] = [];
    if (placementFrom !== undefined) optional.push(['ODOO_PLACEMENT_FROM', placementFrom]);
    if (configurationFrom !== undefined) optional.push(['ODOO_CONFIGURATION_FROM', configurationFrom]);
    return [
      ['ODOO_CUSTOMER_FROM', customerFrom],
      ['ODOO_SITE_FROM', siteFrom],
      ['ODOO_AREA_FROM', areaFrom],
      ...optional,
    ];
  }
}

/** Odoo sends `false` for an empty field of any type, and a many2one as `[id, display name]`. */
function textOf(value: XmlRpcValue | undefined): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  if (Array.isArray(value) && value.length === 2 && typeof value[1] === 'string') return value[1];
  return '';
}

/** `2026-11-21 08:44:21` is UTC. */
function isoOf(value: XmlRpcValue | undefined): string | null {
  const match = typeof value === 'string' ? /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(\.\d+)?$/.exec(value) : null;
  if (match === null) return null;
  const date = new Date(`${match[1] ?? ''}T${match[2] ?? ''}Z`);
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
}

/** ISO 8601 as Odoo's UTC text; what is no time stays, for Odoo to refuse. */
export function odooTime(iso: string): string {
  const at = new Date(iso);
  return Number.isNaN(at.getTime()) ? iso : at.toISOString().slice(0, 19).replace('T', ' ');
}

/** A PostgreSQL id; anything else is no record of Odoo's. */
export function recordId(erpId: string): number | undefined {
  const id = /^[1-9]\d{0,9}$/.test(erpId) ? Number(erpId) : undefined;
  return id !== undefined && id < 2 ** 31 ? id : undefined;
}
