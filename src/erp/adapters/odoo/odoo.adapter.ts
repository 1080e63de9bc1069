import type { Device, DeviceFields, InspectionPoint } from '@libs/domain';
import { isSendableText, type OdooDomain, type OdooRecord, type OdooSession } from '@libs/odoo-client';
import {
  BaseErpAdapter,
  type ErpCapabilities,
  type ErpFieldValues,
  type ErpProbe,
} from '../../base-erp.adapter';
import type { ErpWriteBack, ErpWriteResult } from '../../erp-write-back';
import { OdooProbe } from './odoo-probe';
import { OdooWriteBack, type OdooPolicies } from './odoo-write-back';
import { OdooReader, type OdooReaderOptions } from './odoo-reader';
import { odooTime, recordId, type OdooMapper } from './odoo.mapper';

export interface OdooAdapterOptions extends OdooReaderOptions {
  /** Deadline of one write, in milliseconds. */
  readonly writeTimeoutMs: number;
}

/** References per look-up. Each is a term of the query; Odoo takes thousands, a URL-sized log line does not. */
const LOOKUP_CHUNK = 500;

/** Inspection points as `product.product` records of an Odoo from 16.0 on, whatever transport the session has found. */
export class OdooAdapter extends BaseErpAdapter {
  private readonly reader: OdooReader;
  private readonly probing: OdooProbe;
  private readonly writing: OdooWriteBack;

  constructor(
    private readonly session: OdooSession,
    private readonly mapper: OdooMapper,
    options: OdooAdapterOptions,
    private readonly policies: OdooPolicies,
  ) {
    super();
    this.reader = new OdooReader(session, options, policies.read);
    this.probing = new OdooProbe(session, mapper, options.categoryId);
    this.writing = new OdooWriteBack(session, mapper, options, policies);
  }

  override capabilities(): ErpCapabilities {
    return {
      system: 'odoo',
      lookupByReference: true,
      archivedPoints: true,
      writable: this.mapper.writable(),
    };
  }

  override probe(signal?: AbortSignal): Promise<ErpProbe> {
    return this.policies.read.execute(() => this.probing.run(signal), { idempotent: true, signal });
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
    return record === undefined ? null : this.mapper.versionOf(record);
  }

  override async *pointIds(signal?: AbortSignal): AsyncGenerator<readonly string[]> {
    for await (const ids of this.reader.idPages(signal)) if (ids.length > 0) yield ids.map(String);
  }

  override findByIds(ids: readonly string[], signal?: AbortSignal): Promise<readonly InspectionPoint[]> {
    const known = ids.map(recordId).filter((id) => id !== undefined);
    return this.lookUp('id', [...new Set(known)], signal);
  }

  override findByReferences(
    references: readonly string[],
    signal?: AbortSignal,
  ): Promise<readonly InspectionPoint[]> {
    // What XML cannot carry cannot be in Odoo either: such a reference is unknown, and must not fail the others.
    const wanted = [...new Set(references)].filter((text) => text !== '' && isSendableText(text));
    return this.lookUp('default_code', wanted, signal);
  }

  override mapToMicroshare(point: InspectionPoint): DeviceFields {
    return this.mapper.toMicroshare(point);
  }

  override mapFromMicroshare(device: Device | DeviceFields): ErpFieldValues {
    return this.mapper.fromMicroshare(device);
  }

  override writeBack(
    changes: readonly ErpWriteBack[],
    signal?: AbortSignal,
  ): Promise<readonly ErpWriteResult[]> {
    return this.writing.run(changes, signal);
  }

  override close(): Promise<void> {
    this.session.close();
    return Promise.resolve();
  }

  private async *points(terms: OdooDomain, signal?: AbortSignal): AsyncGenerator<readonly InspectionPoint[]> {
    for await (const records of this.reader.pages(terms, this.mapper.fields(), signal)) {
      if (records.length > 0) yield records.map((record) => this.mapper.toInspectionPoint(record));
    }
  }

  private async lookUp(
    field: string,
    wanted: readonly (string | number)[],
    signal?: AbortSignal,
  ): Promise<readonly InspectionPoint[]> {
    signal?.throwIfAborted();
    const found = new Map<number, OdooRecord>();
    for (let start = 0; start < wanted.length; start += LOOKUP_CHUNK) {
      const chunk = wanted.slice(start, start + LOOKUP_CHUNK);
      const records = await this.reader.read([[field, 'in', chunk]], this.mapper.fields(), {}, signal);
      for (const record of records) found.set(record.id, record);
    }
    const byId = [...found.values()].sort((a, b) => a.id - b.id);
    return byId.map((record) => this.mapper.toInspectionPoint(record));
  }
}
