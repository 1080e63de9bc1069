import { Injectable } from '@nestjs/common';
import type { Transaction } from 'kysely';
import { Configuration } from '../../config/configuration';
import { Database } from '../../database/database';
import type { Schema } from '../../database/schema';
import { DEFAULT_CONNECTION } from '../erp-connections';
import type { KeyObstacle } from '../erp-keys';
import './api-key.tables';

/** How the last exchange of the key went. */
export interface LastRotation {
  readonly wantedAt: Date | null;
  readonly triedAt: Date | null;
  readonly rotatedAt: Date | null;
  /** Why the last attempt did not succeed; null where it did. */
  readonly problem: string | null;
  readonly remedy: string | null;
}

const NEVER: LastRotation = { wantedAt: null, triedAt: null, rotatedAt: null, problem: null, remedy: null };

/** What all replicas have to know of the attempts. Throws DatabaseUnavailableError. */
@Injectable()
export class KeyRotationStore {
  constructor(
    private readonly database: Database,
    private readonly configuration: Configuration,
  ) {}

  async last(): Promise<LastRotation> {
    const row = await this.database.transaction(this.configuration.tenant, (tx) =>
      tx
        .selectFrom('erp_key_rotations')
        .selectAll()
        .where('connection', '=', DEFAULT_CONNECTION)
        .executeTakeFirst(),
    );
    if (row === undefined) return NEVER;
    const { wanted_at: wantedAt, tried_at: triedAt, rotated_at: rotatedAt, problem, remedy } = row;
    return { wantedAt, triedAt, rotatedAt, problem, remedy };
  }

  /** An administrator asks for an exchange. */
  want(at: Date): Promise<void> {
    return this.set({ wanted_at: at });
  }

  /**
   * An attempt has ended: without anything being wrong, or with what has to be done about it.
   * @param answers it was the exchange that an administrator may have asked for
   */
  tried(at: Date, answers: boolean, obstacle?: KeyObstacle): Promise<void> {
    const { problem = null, remedy = null } = obstacle ?? {};
    return this.set({ ...(answers && { wanted_at: null }), tried_at: at, problem, remedy });
  }

  private set(values: RotationValues): Promise<void> {
    const { tenant } = this.configuration;
    return this.database.transaction(tenant, (tx) => writeRotation(tx, tenant, values));
  }
}

interface RotationValues {
  readonly wanted_at?: Date | null;
  readonly tried_at?: Date;
  readonly rotated_at?: Date;
  readonly problem?: string | null;
  readonly remedy?: string | null;
}

/** The key was exchanged: written with that, so that nobody does it a second time. */
export function writeRotated(tx: Transaction<Schema>, tenant: string, at: Date): Promise<void> {
  const done = { wanted_at: null, tried_at: at, rotated_at: at, problem: null, remedy: null };
  return writeRotation(tx, tenant, done);
}

async function writeRotation(tx: Transaction<Schema>, tenant: string, values: RotationValues): Promise<void> {
  await tx
    .insertInto('erp_key_rotations')
    .values({ tenant, connection: DEFAULT_CONNECTION, ...values })
    .onConflict((conflict) => conflict.columns(['tenant', 'connection']).doUpdateSet(values))
    .execute();
}
