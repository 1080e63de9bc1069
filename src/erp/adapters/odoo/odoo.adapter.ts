import type { Device, DeviceFields, InspectionPoint } from '@libs/domain';
import { isSendableText, type OdooDomain, type OdooRecord, type OdooSession } from '@libs/odoo-client';
import {
  BaseErpAdapter,
  type ErpCapabilities,
  type ErpFieldValues,
  type ErpProbe,
} from '../../base-erp.adapter';
import type { CredentialExpiry } from '../../credential-expiry';
import type { ErpDescription } from '../../erp-description';
import type { ErpKeys } from '../../erp-keys';
import type { ErpWriteBack, ErpWriteResult } from '../../erp-write-back';
import type { ErpArchiving, ErpPointResult, NewErpPoint } from '../../erp-new-point';
import { OdooArchiving } from './odoo-archiving';
import { OdooDescriber } from './odoo-description';
import type { ErpMappings } from '../../mapping/erp-mappings';
import type { MappingSource } from '../../mapping/mapping-source';
import { readKeyExpiry } from './odoo-key-expiry';
import { OdooKeys } from './odoo-keys';
import { OdooMappings } from './odoo-mappings';
import type { OdooMappingSettings } from './odoo-presets';
import { OdooPointLoad } from './odoo-point-load';
import { OdooProbe } from './odoo-probe';
import { OdooRelations } from './odoo-relations';
import { OdooWriteBack, type OdooPolicies } from './odoo-write-back';
import { OdooReader, type OdooReaderOptions } from './odoo-reader';
import { odooTime, recordId, type OdooMapper } from './odoo.mapper';

export interface OdooAdapterOptions extends OdooReaderOptions {
  /** Deadline of one write, in milliseconds. */
  readonly writeTimeoutMs: number;
  /** A session of the same account with another key, to try that out. */
  readonly sessionWith: (secret: string) => OdooSession;
}

const PRODUCT = 'product.product';
/** References per look-up. Each is a term of the query; Odoo takes thousands, a URL-sized log line does not. */
const LOOKUP_CHUNK = 500;

/** Inspection points as `product.product` records of an Odoo from 16.0 on, whatever transport the session has found. */
export class OdooAdapter extends BaseErpAdapter {
  private readonly reader: OdooReader;
  private readonly relations: OdooRelations;
  private readonly mapping: OdooMappings;
  private readonly probing: OdooProbe;
  private readonly describer: OdooDescriber;
  private readonly apiKeys: OdooKeys;

  constructor(
    private readonly session: OdooSession,
    mapping: { readonly settings: OdooMappingSettings; readonly saved: MappingSource },
    private readonly options: OdooAdapterOptions,
    private readonly policies: OdooPolicies,
  ) {
    super();
    this.reader = new OdooReader(session, options, policies.read);
    this.relations = new OdooRelations(session, policies.read);
    this.mapping = new OdooMappings(mapping.settings, mapping.saved, this.reader, this.relations);
    this.probing = new OdooProbe(session, this.mapping, options.categoryId);
    this.describer = new OdooDescriber(session);
    this.apiKeys = new OdooKeys(session, options.sessionWith, policies, options.writeTimeoutMs);
  }

  override capabilities(): ErpCapabilities {
    return {
      system: 'odoo',
      lookupByReference: this.mapping.latest.referenceField() !== undefined,
      archivedPoints: true,
      writable: this.mapping.latest.writable(),
      refusesNewPoints: this.mapping.refusesNewPoints,
    };
  }

  override credentialExpiry(signal?: AbortSignal): Promise<CredentialExpiry> {
    return this.policies.read.execute(() => readKeyExpiry(this.session, signal), {
      idempotent: true,
      signal,
    });
  }

  override keys(): ErpKeys {
    return this.apiKeys;
  }

  override mappings(): ErpMappings {
    return this.mapping;
  }

  override probe(signal?: AbortSignal): Promise<ErpProbe> {
    return this.policies.read.execute(() => this.probing.run(signal), { idempotent: true, signal });
  }

  override describe(signal?: AbortSignal): Promise<ErpDescription> {
    return this.policies.read.execute(
      async () => {
        const probe = await this.probing.run(signal);
        return this.describer.describe(probe, this.mapping.latest.writable().length > 0, signal);
      },
      { idempotent: true, signal },
    );
  }

  override inspectionPoints(signal?: AbortSignal): AsyncGenerator<readonly InspectionPoint[]> {
    return this.points([], signal);
  }

  /** In 16 a change of the template, which holds the name, does not move the date of the product. */
  override changedSince(since: string, signal?: AbortSignal): AsyncGenerator<readonly InspectionPoint[]> {
    const at = odooTime(since);
    return this.points(['|', ['write_date', '>=', at], ['product_tmpl_id.write_date', '>=', at]], signal);
  }

  override async latestChange(signal?: AbortSignal): Promise<string | null> {
    const newest = { order: 'write_date desc', limit: 1 };
    const [record] = await this.reader.read([], ['id', 'write_date'], newest, signal);
    return record === undefined ? null : this.mapping.latest.versionOf(record);
  }

  override async *pointIds(signal?: AbortSignal): AsyncGenerator<readonly string[]> {
    for await (const ids of this.reader.idPages(signal)) if (ids.length > 0) yield ids.map(String);
  }

  override findByIds(ids: readonly string[], signal?: AbortSignal): Promise<readonly InspectionPoint[]> {
    const known = ids.map(recordId).filter((id) => id !== undefined);
    return this.lookUp('id', [...new Set(known)], signal);
  }

  override async findByReferences(
    references: readonly string[],
    signal?: AbortSignal,
  ): Promise<readonly InspectionPoint[]> {
    // What XML cannot carry cannot be in Odoo either: such a reference is unknown, and must not fail the others.
    const wanted = [...new Set(references)].filter((text) => text !== '' && isSendableText(text));
    const by = (await this.mapping.mapper()).referenceField();
    if (by !== undefined) return this.lookUp(by, wanted, signal);
    return this.pickByReference(new Set(wanted), signal);
  }

  override mapToMicroshare(point: InspectionPoint): DeviceFields {
    return this.mapping.latest.toMicroshare(point);
  }

  override mapFromMicroshare(device: Device | DeviceFields): ErpFieldValues {
    return this.mapping.latest.fromMicroshare(device);
  }

  override async writeBack(
    changes: readonly ErpWriteBack[],
    signal?: AbortSignal,
  ): Promise<readonly ErpWriteResult[]> {
    const { session, options, policies } = this;
    const mapper = await this.mapping.mapper();
    return new OdooWriteBack(session, mapper, options, policies).run(changes, signal);
  }

  override async createPoints(
    points: readonly NewErpPoint[],
    signal?: AbortSignal,
  ): Promise<readonly ErpPointResult[]> {
    signal?.throwIfAborted();
    const { session, options, policies } = this;
    const form = await this.mapping.newPoints();
    return new OdooPointLoad(session, form, options, policies, this.look).run(points, signal);
  }

  override setArchived(
    changes: readonly ErpArchiving[],
    signal?: AbortSignal,
  ): Promise<readonly ErpPointResult[]> {
    const { session, options, policies } = this;
    return new OdooArchiving(session, options, policies, this.look).run(changes, signal);
  }

  override close(): Promise<void> {
    this.session.close();
    return Promise.resolve();
  }

  private readonly look = (
    ids: readonly string[],
    signal?: AbortSignal,
  ): Promise<readonly InspectionPoint[]> => this.findByIds(ids, signal);

  private async *points(terms: OdooDomain, signal?: AbortSignal): AsyncGenerator<readonly InspectionPoint[]> {
    const mapper = await this.mapping.mapper();
    for await (const records of this.reader.pages(terms, mapper.fields(), signal)) {
      if (records.length > 0) yield await this.mapped(mapper, records, signal);
    }
  }

  private async mapped(
    mapper: OdooMapper,
    records: readonly OdooRecord[],
    signal?: AbortSignal,
  ): Promise<readonly InspectionPoint[]> {
    const viewed = mapper.viewed();
    const views = viewed === undefined ? [] : await this.relations.views(PRODUCT, records, viewed, signal);
    return mapper.toInspectionPoints(records, views);
  }

  /** Where the reference is worked out from several fields, Odoo cannot look for it. */
  private async pickByReference(
    wanted: ReadonlySet<string>,
    signal?: AbortSignal,
  ): Promise<readonly InspectionPoint[]> {
    const found: InspectionPoint[] = [];
    if (wanted.size === 0) return found;
    for await (const page of this.points([], signal)) {
      found.push(...page.filter(({ reference }) => wanted.has(reference)));
    }
    return found;
  }

  private async lookUp(
    field: string,
    wanted: readonly (string | number)[],
    signal?: AbortSignal,
  ): Promise<readonly InspectionPoint[]> {
    signal?.throwIfAborted();
    const mapper = await this.mapping.mapper();
    const found = new Map<number, OdooRecord>();
    for (let start = 0; start < wanted.length; start += LOOKUP_CHUNK) {
      const chunk = wanted.slice(start, start + LOOKUP_CHUNK);
      const records = await this.reader.read([[field, 'in', chunk]], mapper.fields(), {}, signal);
      for (const record of records) found.set(record.id, record);
    }
    const byId = [...found.values()].sort((a, b) => a.id - b.id);
    return this.mapped(mapper, byId, signal);
  }
}
