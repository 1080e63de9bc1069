import { isStruct, type OdooDomain, type OdooRecord, type OdooSession } from '@libs/odoo-client';
import { textOf } from '@libs/expressions';
import { UpstreamAccessError } from '@libs/upstream';
import type { ErpProbe } from '../../base-erp.adapter';
import type { ErpDescription, ErpField } from '../../erp-description';
import { OdooRights } from './odoo-rights';

const PRODUCT = 'product.product';
/** Inspection points, and what a mapping may want to know of them. */
const MODELS = [
  PRODUCT,
  'product.category',
  'stock.quant',
  'maintenance.request',
  'project.task',
  'fsm.order',
];

/** Reads the capability record of a connection: about twenty small calls. */
export class OdooDescriber {
  private readonly rights: OdooRights;

  constructor(private readonly session: OdooSession) {
    this.rights = new OdooRights(session);
  }

  /** @throws UpstreamError when server, database or log-in do not work */
  async describe(probe: ErpProbe, writes: boolean, signal?: AbortSignal): Promise<ErpDescription> {
    const version = await this.session.version({ signal });
    const { transport, companyIds } = await this.session.connection(signal);
    const rights = await Promise.all(MODELS.map((model) => this.rights.of(model, version, signal)));
    const mayWrite = rights.find(({ model }) => model === PRODUCT)?.write === true;
    return {
      ...probe,
      warnings: writes && !mayWrite ? [...probe.warnings, await this.readOnly(signal)] : probe.warnings,
      address: this.session.url,
      version: version.version,
      transport,
      language: this.session.lang,
      languages: (await this.records('res.lang', [['active', '=', true]], ['code', 'name'], signal)).map(
        ({ code, name }) => ({ code: textOf(code), name: textOf(name) }),
      ),
      companies: await this.companies(companyIds, signal),
      modules: await this.modules(signal),
      rights,
      fields: await this.fields(signal),
    };
  }

  private async readOnly(signal?: AbortSignal): Promise<string> {
    const said = await this.rights.whoMayWrite(PRODUCT, signal);
    const groups = said === undefined ? '' : ` Odoo says: ${said}`;
    return (
      `User ${this.session.username} may not change ${PRODUCT}: points are read, and nothing can be written back.` +
      groups
    );
  }

  private async companies(
    used: readonly number[],
    signal?: AbortSignal,
  ): Promise<ErpDescription['companies']> {
    const uid = await this.session.uid(signal);
    const [user] = await this.session.readRecords(
      'res.users',
      'read',
      [[uid]],
      { fields: ['company_ids'] },
      { signal },
    );
    const ids = Array.isArray(user?.company_ids) ? (user.company_ids as number[]) : [];
    const records = await this.records('res.company', [['id', 'in', ids]], ['name'], signal);
    return records.map(({ id, name }) => ({ id: String(id), name: textOf(name), used: used.includes(id) }));
  }

  /** The list of modules is for administrators of Odoo; for others there is none. */
  private async modules(signal?: AbortSignal): Promise<readonly string[] | null> {
    try {
      const found = await this.records('ir.module.module', [['state', '=', 'installed']], ['name'], signal);
      return found.map(({ name }) => textOf(name)).sort();
    } catch (error) {
      if (error instanceof UpstreamAccessError) return null;
      throw error;
    }
  }

  private async fields(signal?: AbortSignal): Promise<readonly ErpField[]> {
    const kwargs = { attributes: ['string', 'type', 'relation', 'readonly', 'required'] };
    const answer = await this.session.executeKw(PRODUCT, 'fields_get', [], kwargs, { signal });
    const described = Object.entries(isStruct(answer) ? answer : {});
    return described
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .flatMap(([name, field]) => {
        if (!isStruct(field)) return [];
        const { string, type, relation, readonly, required } = field;
        return [
          {
            name,
            label: typeof string === 'string' ? string : name,
            type: textOf(type),
            relation: typeof relation === 'string' ? relation : null,
            readonly: readonly === true,
            required: required === true,
          },
        ];
      });
  }

  private records(
    model: string,
    domain: OdooDomain,
    fields: readonly string[],
    signal?: AbortSignal,
  ): Promise<readonly OdooRecord[]> {
    return this.session.readRecords(model, 'search_read', [domain], { fields, order: 'id' }, { signal });
  }
}
