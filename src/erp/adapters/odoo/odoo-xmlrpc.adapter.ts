import type { Device, DeviceFields, InspectionPoint } from '@libs/domain';
import { isSendableText, type OdooDomain, type OdooRecord, type OdooSession } from '@libs/odoo-client';
import { UpstreamProtocolError } from '@libs/upstream';
import {
  BaseErpAdapter,
  type ErpCapabilities,
  type ErpFieldValues,
  type ErpProbe,
} from '../../base-erp.adapter';
import type { UpstreamPolicy } from '../../../resilience/upstream-policy';
import { fetchAhead } from './fetch-ahead';
import { OdooProbe } from './odoo-probe';
import type { OdooMapper } from './odoo.mapper';

export interface OdooAdapterOptions {
  /** Inspection points are the products of this category and those below it. */
  readonly categoryId: number;
  /** Records per page. */
  readonly pageSize: number;
}

/** References per look-up. Each is a term of the query; Odoo takes thousands, a URL-sized log line does not. */
const LOOKUP_CHUNK = 500;
const MODEL = 'product.product';

/** Inspection points as `product.product` records of an Odoo from 16.0 on, over XML-RPC. */
export class OdooXmlRpcAdapter extends BaseErpAdapter {
  private readonly probing: OdooProbe;

  constructor(
    private readonly session: OdooSession,
    private readonly mapper: OdooMapper,
    private readonly options: OdooAdapterOptions,
    private readonly policy: Pick<UpstreamPolicy, 'execute'>,
  ) {
    super();
    this.probing = new OdooProbe(session, mapper, options.categoryId);
  }

  override capabilities(): ErpCapabilities {
    return { system: 'odoo', lookupByReference: true, archivedPoints: true };
  }

  override probe(signal?: AbortSignal): Promise<ErpProbe> {
    return this.policy.execute(() => this.probing.run(signal), { idempotent: true, signal });
  }

  /** Keyset paging: records that are added or deleted meanwhile do not shift the pages. */
  override async *inspectionPoints(signal?: AbortSignal): AsyncGenerator<readonly InspectionPoint[]> {
    const { pageSize } = this.options;
    const pages = fetchAhead<readonly OdooRecord[]>((previous, pageSignal) => {
      if (previous !== undefined && previous.length < pageSize) return undefined;
      return this.page(previous?.at(-1)?.id ?? 0, pageSignal);
    }, signal);
    for await (const records of pages) {
      if (records.length > 0) yield records.map((record) => this.mapper.toInspectionPoint(record));
    }
  }

  override async findByReferences(
    references: readonly string[],
    signal?: AbortSignal,
  ): Promise<readonly InspectionPoint[]> {
    signal?.throwIfAborted();
    // What XML cannot carry cannot be in Odoo either: such a reference is unknown, and must not fail the others.
    const wanted = [...new Set(references)].filter((text) => text !== '' && isSendableText(text));
    const found = new Map<number, OdooRecord>();
    for (let start = 0; start < wanted.length; start += LOOKUP_CHUNK) {
      const chunk = wanted.slice(start, start + LOOKUP_CHUNK);
      const records = await this.read([['default_code', 'in', chunk]], {}, signal);
      for (const record of records) found.set(record.id, record);
    }
    const byId = [...found.values()].sort((a, b) => a.id - b.id);
    return byId.map((record) => this.mapper.toInspectionPoint(record));
  }

  override mapToMicroshare(point: InspectionPoint): DeviceFields {
    return this.mapper.toMicroshare(point);
  }

  override mapFromMicroshare(device: Device | DeviceFields): ErpFieldValues {
    return this.mapper.fromMicroshare(device);
  }

  override close(): Promise<void> {
    this.session.close();
    return Promise.resolve();
  }

  private async page(after: number, signal: AbortSignal): Promise<readonly OdooRecord[]> {
    const records = await this.read([['id', '>', after]], { limit: this.options.pageSize }, signal);
    let last = after;
    for (const { id } of records) {
      if (id <= last) throw outOfOrder();
      last = id;
    }
    return records;
  }

  private read(
    terms: OdooDomain,
    kwargs: Readonly<Record<string, number>>,
    signal: AbortSignal | undefined,
  ): Promise<readonly OdooRecord[]> {
    const domain: OdooDomain = [['categ_id', 'child_of', this.options.categoryId], ...terms];
    return this.policy.execute(
      () =>
        this.session.readRecords(
          MODEL,
          'search_read',
          [domain],
          { fields: this.mapper.fields(), order: 'id', ...kwargs },
          { signal, context: { active_test: false } },
        ),
      { idempotent: true, signal },
    );
  }
}

/** Going on would repeat or lose records, or never end. */
function outOfOrder(): UpstreamProtocolError {
  return new UpstreamProtocolError('odoo: a page of products is not ordered by id', {
    system: 'odoo',
    operation: `${MODEL}.search_read`,
  });
}
