import type { OdooDomain, OdooRecord, OdooSession } from '@libs/odoo-client';
import { UpstreamProtocolError } from '@libs/upstream';
import type { UpstreamPolicy } from '../../../resilience/upstream-policy';
import { fetchAhead } from './fetch-ahead';

const MODEL = 'product.product';
/** Ids are short: more of them make a page. */
const IDS_PER_PAGE = 20_000;

export interface OdooReaderOptions {
  /** Inspection points are the products of this category and those below it. */
  readonly categoryId: number;
  /** Records per page. */
  readonly pageSize: number;
}

/** Reads products of the category, archived ones too, in pages by id: what is added or deleted meanwhile shifts nothing. */
export class OdooReader {
  constructor(
    private readonly session: OdooSession,
    private readonly options: OdooReaderOptions,
    private readonly policy: Pick<UpstreamPolicy, 'execute'>,
  ) {}

  /** Every record that meets the terms, with these fields; the next page is under way while one is worked on. */
  pages(
    terms: OdooDomain,
    fields: readonly string[],
    signal?: AbortSignal,
  ): AsyncGenerator<readonly OdooRecord[]> {
    const { pageSize } = this.options;
    return fetchAhead<readonly OdooRecord[]>((previous, pageSignal) => {
      if (previous !== undefined && previous.length < pageSize) return undefined;
      return this.page(terms, fields, previous?.at(-1)?.id ?? 0, pageSignal);
    }, signal);
  }

  /** The ids of every record. */
  idPages(signal?: AbortSignal): AsyncGenerator<readonly number[]> {
    return fetchAhead<readonly number[]>((previous, pageSignal) => {
      if (previous !== undefined && previous.length < IDS_PER_PAGE) return undefined;
      return this.idPage(previous?.at(-1) ?? 0, pageSignal);
    }, signal);
  }

  /** All records that meet the terms, in one call. */
  read(
    terms: OdooDomain,
    fields: readonly string[],
    kwargs: Readonly<Record<string, string | number>>,
    signal?: AbortSignal,
  ): Promise<readonly OdooRecord[]> {
    const named = { fields, order: 'id', ...kwargs };
    const options = { signal, context: { active_test: false } };
    return this.policy.execute(
      () => this.session.readRecords(MODEL, 'search_read', [this.domain(terms)], named, options),
      { idempotent: true, signal },
    );
  }

  private async page(
    terms: OdooDomain,
    fields: readonly string[],
    after: number,
    signal: AbortSignal,
  ): Promise<readonly OdooRecord[]> {
    const limit = this.options.pageSize;
    const records = await this.read([...terms, ['id', '>', after]], fields, { limit }, signal);
    checkOrder(
      after,
      records.map(({ id }) => id),
    );
    return records;
  }

  private idPage(after: number, signal: AbortSignal): Promise<readonly number[]> {
    const kwargs = { order: 'id', limit: IDS_PER_PAGE };
    const options = { signal, context: { active_test: false } };
    return this.policy.execute(
      async () => {
        const domain = this.domain([['id', '>', after]]);
        const ids = await this.session.executeKw(MODEL, 'search', [domain], kwargs, options);
        if (!Array.isArray(ids) || !ids.every((id) => typeof id === 'number'))
          throw unexpected('a list of ids');
        checkOrder(after, ids);
        return ids;
      },
      { idempotent: true, signal },
    );
  }

  private domain(terms: OdooDomain): OdooDomain {
    return [['categ_id', 'child_of', this.options.categoryId], ...terms];
  }
}

/** Going on would repeat or lose records, or never end. */
function checkOrder(after: number, ids: readonly number[]): void {
  let last = after;
  for (const id of ids) {
    if (id <= last) throw unexpected('records ordered by id');
    last = id;
  }
}

function unexpected(wanted: string): UpstreamProtocolError {
  return new UpstreamProtocolError(`odoo: a page of products holds something else than ${wanted}`, {
    system: 'odoo',
    operation: `${MODEL}.search_read`,
  });
}
