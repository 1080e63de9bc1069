import { Injectable } from '@nestjs/common';
import { DEFAULT_POLICY, type SyncPolicy } from '@libs/domain';
import type { JSONColumnType } from 'kysely';
import { Database } from '../database/database';
import type { Timestamp } from '../database/schema';

interface PolicyTable {
  tenant: string;
  policy: JSONColumnType<SyncPolicy>;
  updated_at: Timestamp;
  updated_by: string;
}

declare module '../database/schema' {
  interface Schema {
    sync_policies: PolicyTable;
  }
}

export interface StoredPolicy {
  readonly policy: SyncPolicy;
  /** null for the default, which nobody has changed. */
  readonly updatedAt: Date | null;
  readonly updatedBy: string | null;
}

/** Each tenant's policy; the default where it has none. */
@Injectable()
export class SyncPolicies {
  constructor(private readonly database: Database) {}

  async of(tenant: string): Promise<StoredPolicy> {
    const row = await this.database.transaction(tenant, (tx) =>
      tx.selectFrom('sync_policies').selectAll().executeTakeFirst(),
    );
    if (row === undefined) return { policy: DEFAULT_POLICY, updatedAt: null, updatedBy: null };
    // A policy that was stored before a rule was added follows the default in it.
    const owners = { ...DEFAULT_POLICY.owners, ...row.policy.owners };
    const policy = { ...DEFAULT_POLICY, ...row.policy, owners };
    return { policy, updatedAt: row.updated_at, updatedBy: row.updated_by };
  }

  async set(tenant: string, policy: SyncPolicy, by: string): Promise<StoredPolicy> {
    const values = { policy: JSON.stringify(policy), updated_at: new Date(), updated_by: by };
    await this.database.transaction(tenant, (tx) =>
      tx
        .insertInto('sync_policies')
        .values({ tenant, ...values })
        .onConflict((conflict) => conflict.column('tenant').doUpdateSet(values))
        .execute(),
    );
    return this.of(tenant);
  }
}
