import { DEVICE_STATUSES, isPlanned, readConfiguration, readPlacement, readStatus } from '@libs/domain';
import type { Device, DeviceFields, DeviceStatus, InspectionPoint } from '@libs/domain';
import { ExpressionError, textOf, type Expression, type FieldTree } from '@libs/expressions';
import type { OdooRecord, XmlRpcValue } from '@libs/odoo-client';
import { UpstreamConfigurationError, UpstreamRejectedError } from '@libs/upstream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ErpFieldValues } from '../../base-erp.adapter';
import type { ErpPointValue, ErpPointValues } from '../../erp-write-back';
import { toDeviceFields } from '../../location-fields';
import type { CompiledMapping } from '../../mapping/compile-mapping';
import { MAPPED_FIELDS, type MappedField } from '../../mapping/point-mapping';
import type { RecordView } from './odoo-relations';

/** Fields of `product.product` that are read whatever the mapping says. */
export const ALWAYS_READ = ['id', 'default_code', 'name', 'active', 'write_date'] as const;
/** Records after which others get their turn while expressions are evaluated. */
const PER_TURN = 50;

type MappedTexts = Readonly<Record<MappedField, string>>;

/** Translates between `product.product` records and inspection points. Keeps what Odoo holds, oddities included. */
export class OdooMapper {
  constructor(private readonly compiled: CompiledMapping) {}

  /** What to ask Odoo for, each field once. */
  fields(): readonly string[] {
    return [...new Set([...ALWAYS_READ, ...this.targetFields(), ...this.compiled.fields.names()])];
  }

  /** Of these the expressions need views, with what the fields lead to; undefined where records as they are will do. */
  viewed(): FieldTree | undefined {
    return this.compiled.plain ? undefined : this.compiled.fields;
  }

  /** The field that holds the reference and nothing else, by which points can be looked up; undefined where there is none. */
  referenceField(): string | undefined {
    const { field } = this.compiled.read.reference;
    return field === undefined || /_ids?$/.test(field) ? undefined : field;
  }

  /** What is read to decide on a write, and to see what became of it. */
  writtenFields(): readonly string[] {
    return ['id', 'write_date', ...this.targetFields()];
  }

  /** Values that have a field to be written into. */
  writable(): readonly ErpPointValue[] {
    return [...this.compiled.write.keys()];
  }

  /** @throws TypeError for a mapping whose expressions need views */
  toInspectionPoint(record: OdooRecord): InspectionPoint {
    const { read, write } = this.compiled;
    const plain = (expression: { plain: ((record: OdooRecord) => string) | undefined }): string => {
      if (expression.plain === undefined) throw new TypeError('this mapping needs views of the records');
      return expression.plain(record);
    };
    const texts = Object.fromEntries(MAPPED_FIELDS.map((name) => [name, plain(read[name])])) as MappedTexts;
    const values = [...write].map(([value, { from }]) => [value, plain(from)] as const);
    return this.pointOf(record, texts, Object.fromEntries(values));
  }

  /**
   * The points of these records, in their order.
   * @param views where {@link viewed} asks for them, by the same order
   * @throws UpstreamConfigurationError naming the record for which an expression fails, or gives what cannot be
   */
  async toInspectionPoints(
    records: readonly OdooRecord[],
    views: readonly RecordView[],
  ): Promise<readonly InspectionPoint[]> {
    if (this.compiled.plain) return records.map((record) => this.toInspectionPoint(record));
    const points: InspectionPoint[] = [];
    for (const [index, record] of records.entries()) {
      if (index % PER_TURN === PER_TURN - 1) await nextTurn();
      points.push(await this.evaluated(record, views[index] ?? {}));
    }
    return points;
  }

  toMicroshare(point: InspectionPoint): DeviceFields {
    return toDeviceFields(point);
  }

  /** `false` empties a field in Odoo. */
  fromMicroshare(device: Device | DeviceFields): ErpFieldValues {
    const hardwareId = 'hardwareId' in device ? device.hardwareId : device.id;
    const [eui, reference] = [this.compiled.write.get('deviceEui')?.field, this.referenceField()];
    return {
      ...(reference !== undefined && {
        [reference]: device.erpReference === '' ? false : device.erpReference,
      }),
      ...(eui !== undefined && { [eui]: isPlanned(hardwareId) ? false : hardwareId }),
      active: device.status !== 'inactive',
    };
  }

  /** What the record holds of the values that can be written. */
  async toValues(record: OdooRecord): Promise<ErpPointValues> {
    const values: Partial<Record<ErpPointValue, string>> = {};
    for (const [value, { field, from }] of this.compiled.write) {
      try {
        const text = from.plain?.(record) ?? textOf(await from.evaluate(held(field, record[field])));
        values[value] = asValue(value, text);
      } catch (error) {
        throw misfit(record, `write.${value}.from`, error);
      }
    }
    return values;
  }

  /**
   * What `write` takes: by field, `false` for what is to be emptied. Values without a field are left out.
   * @throws UpstreamRejectedError where an expression fails for a value
   */
  async toFields(values: ErpPointValues): Promise<Readonly<Record<string, string | false>>> {
    const fields: Record<string, string | false> = {};
    for (const [value, { field, to }] of this.compiled.write) {
      const given = values[value];
      if (given === undefined) continue;
      const text = to === undefined || given === '' ? given : await written(to, value, given);
      fields[field] = text === '' ? false : value === 'lastSync' && to === undefined ? odooTime(text) : text;
    }
    return fields;
  }

  /** `updatedAt` of a record. */
  versionOf(record: OdooRecord): string | null {
    return isoOf(record.write_date);
  }

  private async evaluated(record: OdooRecord, view: RecordView): Promise<InspectionPoint> {
    const { read, write } = this.compiled;
    const texts: Partial<Record<MappedField, string>> = {};
    for (const name of MAPPED_FIELDS) {
      const expression = read[name];
      try {
        texts[name] = expression.plain?.(record) ?? textOf(await expression.evaluate(view));
      } catch (error) {
        throw misfit(record, `read.${name}`, error);
      }
    }
    const values: Partial<Record<ErpPointValue, string>> = {};
    for (const [value, { from }] of write) {
      try {
        values[value] = from.plain === undefined ? textOf(await from.evaluate(view)) : from.plain(record);
      } catch (error) {
        throw misfit(record, `write.${value}.from`, error);
      }
    }
    return this.pointOf(record, texts as MappedTexts, values);
  }

  private pointOf(
    record: OdooRecord,
    texts: MappedTexts,
    values: Readonly<Partial<Record<ErpPointValue, string>>>,
  ): InspectionPoint {
    const archived = record.active === false;
    const { deviceStatus, lastSync } = values;
    return {
      erpId: String(record.id),
      reference: texts.reference,
      name: textOf(record.name),
      customer: texts.customer,
      site: texts.site,
      area: texts.area,
      placement: readPlacement(texts.placement),
      configuration: readConfiguration(texts.configuration),
      deviceEui: texts.deviceEui.trim(),
      ...(deviceStatus !== undefined && { deviceStatus: asValue('deviceStatus', deviceStatus) }),
      ...(lastSync !== undefined && { lastSync: asValue('lastSync', lastSync) }),
      archived,
      status: archived ? 'inactive' : statusOf(record, texts.status),
      updatedAt: isoOf(record.write_date),
    };
  }

  private targetFields(): readonly string[] {
    return [...this.compiled.write.values()].map(({ field }) => field);
  }
}

async function written(to: Expression, value: ErpPointValue, given: string): Promise<string> {
  try {
    return textOf(await to.evaluate({ value: given }));
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    const text = `odoo (mapping): write.${value}.to fails for "${given}": ${error.message}`;
    throw new UpstreamRejectedError(text, { system: 'odoo', operation: 'mapping', cause: error });
  }
}

/** A record as an expression for one of its fields sees it. */
function held(field: string, value: XmlRpcValue | undefined): RecordView {
  return value === false || value === undefined ? {} : { [field]: value };
}

function asValue(value: ErpPointValue, text: string): string {
  if (value === 'deviceEui') return text.trim();
  return value === 'lastSync'
    ? (isoOf(text) ?? (Number.isNaN(Date.parse(text)) ? '' : new Date(text).toISOString()))
    : text;
}

function statusOf(record: OdooRecord, text: string): DeviceStatus {
  const status = DEVICE_STATUSES.find((known) => known === readStatus(text));
  if (status !== undefined) return status;
  throw misfit(record, 'read.status', `gives "${text}"; it must be one of ${DEVICE_STATUSES.join(', ')}`);
}

/** A catalogue of which a part is wrong leads to wrong plans: whoever reads it is told instead. */
function misfit(record: OdooRecord, part: string, why: unknown): UpstreamConfigurationError {
  if (typeof why !== 'string' && !(why instanceof ExpressionError)) throw why;
  const said = typeof why === 'string' ? why : `fails: ${why.message}`;
  return new UpstreamConfigurationError(
    `odoo (mapping): ${part} ${said}, for product ${record.id} "${textOf(record.default_code)}"; try the mapping out and mend it`,
    { system: 'odoo', operation: 'mapping', ...(typeof why !== 'string' && { cause: why }) },
  );
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
