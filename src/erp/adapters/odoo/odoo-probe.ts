import { endOfLife, type OdooDomain, type OdooSession, untested } from '@libs/odoo-client';
import { UpstreamAccessError, UpstreamConfigurationError, UpstreamRejectedError } from '@libs/upstream';
import type { ErpProbe } from '../../base-erp.adapter';
import type { OdooMappings } from './odoo-mappings';
import { saying } from './odoo-saying';

const PRODUCT = 'product.product';
const CATEGORY = 'product.category';

/** The connection test: what this account sees of the inspection points, and what an administrator has to mend. */
export class OdooProbe {
  constructor(
    private readonly session: OdooSession,
    private readonly mappings: OdooMappings,
    private readonly categoryId: number,
  ) {}

  /** @throws UpstreamError when server, database or log-in do not work; what the account may not do is a finding */
  async run(signal?: AbortSignal): Promise<ErpProbe> {
    const version = await this.session.version({ signal });
    const { transport } = await this.session.connection(signal);
    const missing = [...(await this.fields(signal)), ...(await this.category(signal))];
    const { visiblePoints, findings } = await this.points(signal);
    return {
      server: version.serie === '' ? 'Odoo, which does not tell its version' : `Odoo ${version.serie}`,
      account: this.session.username,
      visiblePoints,
      missing: [...new Set([...missing, ...findings])],
      warnings: [endOfLife(transport, version), untested(version)].filter((text) => text !== undefined),
    };
  }

  private async fields(signal?: AbortSignal): Promise<string[]> {
    const [findings, finding] = await this.attempt(PRODUCT, () => this.mappings.findings(signal));
    return findings === undefined ? (finding === undefined ? [] : [finding]) : [...findings];
  }

  private async category(signal?: AbortSignal): Promise<string[]> {
    const domain: OdooDomain = [['id', '=', this.categoryId]];
    const [count, finding] = await this.attempt(CATEGORY, () =>
      this.session.executeKw(CATEGORY, 'search_count', [domain], {}, { signal }),
    );
    if (finding !== undefined) return [finding];
    if (count !== 0) return [];
    return [
      `Category ${this.categoryId} (ODOO_CATEGORY_ID) does not exist, or ${this.account} may not see it`,
    ];
  }

  private async points(signal?: AbortSignal): Promise<{ visiblePoints: number; findings: string[] }> {
    const domain: OdooDomain = [['categ_id', 'child_of', this.categoryId]];
    const context = { active_test: false };
    const [count, finding] = await this.attempt(PRODUCT, () =>
      this.session.executeKw(PRODUCT, 'search_count', [domain], {}, { signal, context }),
    );
    const visiblePoints = typeof count === 'number' ? count : 0;
    if (finding !== undefined) return { visiblePoints, findings: [finding] };
    if (visiblePoints > 0) return { visiblePoints, findings: [] };
    return {
      visiblePoints,
      findings: [
        `${this.account} sees 0 points in category ${this.categoryId}: it is empty, or a record rule or the ` +
          'allowed companies of this user hide its products',
      ],
    };
  }

  private get account(): string {
    return `User ${this.session.username}`;
  }

  /** The answer, or a finding in words where the account or the installation stands in the way. */
  private async attempt<T>(
    model: string,
    call: () => Promise<T>,
  ): Promise<readonly [answer: T | undefined, finding: string | undefined]> {
    try {
      return [await call(), undefined];
    } catch (error) {
      if (error instanceof UpstreamAccessError) {
        return [undefined, `${this.account} may not read ${model}. Odoo says: ${saying(error)}`];
      }
      if (error instanceof UpstreamRejectedError || error instanceof UpstreamConfigurationError) {
        return [
          undefined,
          `The model ${model} cannot be read; is its app installed? Odoo says: ${saying(error)}`,
        ];
      }
      throw error;
    }
  }
}
