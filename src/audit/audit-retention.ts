import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { Database } from '../database/database';
import { bySystem } from './audit-act';
import { type ChainEnd } from './audit-chain';
import { AuditCheckpoints } from './audit-checkpoints';
import { AuditTrail } from './audit-trail';
import './audit-tables';

/** Records deleted in one transaction. */
const CHUNK = 5_000;

/** Gives up old records. What is left can still be verified: a signed checkpoint stands in for what is gone. */
@Injectable()
export class AuditRetention {
  constructor(
    private readonly database: Database,
    private readonly checkpoints: AuditCheckpoints,
    private readonly trail: AuditTrail,
  ) {}

  /**
   * Deletes the tenant's oldest records up to the first that is not older than `before`. The last record always stays.
   * @returns how many were deleted
   * @throws DatabaseUnavailableError
   */
  async expire(tenant: string, before: Date): Promise<number> {
    const { cut, first } = await this.cutOf(tenant, before);
    if (cut === undefined) return 0;
    await this.checkpoints.anchor(tenant, cut, new Date());
    let deleted = 0;
    for (let upTo = first - 1; upTo < cut.seq;) {
      upTo = Math.min(cut.seq, upTo + CHUNK);
      const { numDeletedRows } = await this.database.transaction(tenant, (tx) =>
        tx
          .deleteFrom('audit_records')
          .where('tenant', '=', tenant)
          .where('seq', '<=', String(upTo))
          .executeTakeFirstOrThrow(),
      );
      deleted += Number(numDeletedRows);
    }
    this.trail.record({
      ...bySystem(tenant, 'retention'),
      action: 'audit.expire',
      subject: { kind: 'audit', id: `1..${cut.seq}` },
      result: 'done',
      detail: `${deleted} records before ${before.toISOString()} deleted`,
    });
    return deleted;
  }

  /** The last record to delete, and the first that there is. */
  private async cutOf(
    tenant: string,
    before: Date,
  ): Promise<{ readonly cut: ChainEnd | undefined; readonly first: number }> {
    return this.database.transaction(tenant, async (tx) => {
      const own = tx.selectFrom('audit_records').where('tenant', '=', tenant);
      const bounds = await own
        .select([
          sql<string | null>`min(seq)`.as('first'),
          sql<string | null>`max(seq)`.as('last'),
          sql<string | null>`min(seq) filter (where time >= ${before})`.as('kept'),
        ])
        .executeTakeFirstOrThrow();
      const first = Number(bounds.first ?? 0);
      const keep = Math.min(Number(bounds.kept ?? bounds.last ?? 0), Number(bounds.last ?? 0));
      const row = await own
        .select(['seq', 'hash'])
        .where('seq', '=', String(keep - 1))
        .executeTakeFirst();
      return { cut: row === undefined ? undefined : { seq: Number(row.seq), hash: row.hash }, first };
    });
  }
}
