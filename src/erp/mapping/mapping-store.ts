import { Injectable } from '@nestjs/common';
import { UpstreamUnavailableError } from '@libs/upstream';
import { Configuration } from '../../config/configuration';
import { Database } from '../../database/database';
import { DatabaseUnavailableError } from '../../database/database-errors';
import type { MappingSource, SavedMapping } from './mapping-source';
import type { PointMapping } from './point-mapping';

declare module '../../database/schema' {
  interface Schema {
    erp_mappings: {
      tenant: string;
      connection: string;
      version: number;
      /** JSON text on the way in, parsed on the way out; null for the mapping of the settings. */
      mapping: PointMapping | string | null;
      saved_at: CreatedAt;
      saved_by: string;
    };
  }
}

/** The mappings that administrators have saved, all versions of them. */
@Injectable()
export class MappingStore {
  /** The last ones that were read, for when the database is away. */
  private readonly known = new Map<string, SavedMapping | undefined>();

  constructor(
    private readonly database: Database,
    private readonly configuration: Configuration,
  ) {}

  /** For the adapter of a connection. */
  sourceOf(connection: string): MappingSource {
    return { current: () => this.current(connection) };
  }

  /**
   * The newest; undefined where none was ever saved. While the database is away, the one that was read last.
   * @throws UpstreamUnavailableError while the database is away and none was read before: another mapping would show
   *   other points
   */
  async current(connection: string): Promise<SavedMapping | undefined> {
    // In memory, and not opened yet: nothing was saved since the start, and nothing before can have lasted.
    if (this.database.status().state === 'not_opened') return undefined;
    try {
      const saved = await this.newest(connection);
      this.known.set(connection, saved);
      return saved;
    } catch (error) {
      if (!(error instanceof DatabaseUnavailableError)) throw error;
      if (this.known.has(connection)) return this.known.get(connection);
      const message = 'the database cannot be reached, which may hold the mapping of the ERP';
      throw new UpstreamUnavailableError(message, 'not_sent', {
        ...{ system: 'database', operation: 'mapping', cause: error },
      });
    }
  }

  /**
   * Saves a mapping that has been checked. Undefined where another one was saved since `expected`.
   * @param expected the version it replaces, 0 where there is none; undefined: whatever it is
   * @throws DatabaseUnavailableError
   */
  async save(
    connection: string,
    mapping: PointMapping | null,
    by: string,
    expected?: number,
  ): Promise<SavedMapping | undefined> {
    const { tenant } = this.configuration;
    const saved = await this.database.transaction(tenant, async (tx) => {
      const newest = await tx
        .selectFrom('erp_mappings')
        .select('version')
        .where('connection', '=', connection)
        .orderBy('version', 'desc')
        .limit(1)
        .executeTakeFirst();
      const version = newest?.version ?? 0;
      if (expected !== undefined && expected !== version) return undefined;
      const text = mapping && JSON.stringify(mapping);
      return tx
        .insertInto('erp_mappings')
        .values({ tenant, connection, version: version + 1, mapping: text, saved_by: by })
        .onConflict((conflict) => conflict.doNothing())
        .returning(['version', 'saved_at'])
        .executeTakeFirst();
    });
    if (saved === undefined) return undefined;
    return { mapping, version: saved.version, savedAt: saved.saved_at, savedBy: by };
  }

  private async newest(connection: string): Promise<SavedMapping | undefined> {
    const row = await this.database.transaction(this.configuration.tenant, (tx) =>
      tx
        .selectFrom('erp_mappings')
        .select(['mapping', 'version', 'saved_at', 'saved_by'])
        .where('connection', '=', connection)
        .orderBy('version', 'desc')
        .limit(1)
        .executeTakeFirst(),
    );
    if (row === undefined) return undefined;
    const mapping = typeof row.mapping === 'string' ? (JSON.parse(row.mapping) as PointMapping) : row.mapping;
    return { mapping, version: row.version, savedAt: row.saved_at, savedBy: row.saved_by };
  }
}
