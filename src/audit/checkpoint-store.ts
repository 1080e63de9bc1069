import { Injectable } from '@nestjs/common';
import type { Selectable, Transaction } from 'kysely';
import { Database } from '../database/database';
import type { Schema } from '../database/schema';
import type { Checkpoint } from './checkpoint';
import './audit-tables';

/** Keeps signed marks of where the chains stood. @throws DatabaseUnavailableError */
@Injectable()
export class CheckpointStore {
  constructor(private readonly database: Database) {}

  /** The one that has seen most of the chain; anchors do not count. */
  async latest(tenant: string): Promise<Checkpoint | undefined> {
    const row = await this.database.transaction(tenant, (tx) =>
      this.of(tx, tenant).where('anchor', '=', false).orderBy('seq', 'desc').limit(1).executeTakeFirst(),
    );
    return row === undefined ? undefined : checkpointOf(row);
  }

  /** The latest first. */
  async list(tenant: string, limit?: number): Promise<Checkpoint[]> {
    const rows = await this.database.transaction(tenant, (tx) => {
      const sorted = this.of(tx, tenant).orderBy('time', 'desc').orderBy('seq', 'desc');
      return (limit === undefined ? sorted : sorted.limit(limit)).execute();
    });
    return rows.map(checkpointOf);
  }

  async add(checkpoint: Checkpoint): Promise<void> {
    await this.database.transaction(checkpoint.tenant, (tx) =>
      tx
        .insertInto('audit_checkpoints')
        .values(checkpoint)
        .onConflict((conflict) => conflict.doNothing())
        .execute(),
    );
  }

  private of(tx: Transaction<Schema>, tenant: string) {
    return tx.selectFrom('audit_checkpoints').selectAll().where('tenant', '=', tenant);
  }
}

function checkpointOf(row: Selectable<Schema['audit_checkpoints']>): Checkpoint {
  return { ...row, seq: Number(row.seq), time: row.time.toISOString() };
}
