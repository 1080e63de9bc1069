import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { type Selectable, sql } from 'kysely';
import { Database } from '../database/database';
import type { Schema } from '../database/schema';
import type { SendResult } from './webhook-sender';
import type { WebhookEvent } from './webhook-event';
import type { DeliveryStatus } from './webhook.tables';

export type WebhookDelivery = Selectable<Schema['webhook_deliveries']>;

/** What becomes of a delivery after an attempt. */
export interface Attempted {
  readonly status: DeliveryStatus;
  readonly result: SendResult;
  readonly nextAttemptAt: Date | null;
}

/** How long what has been delivered, or is dead, is listed. */
const KEPT_DAYS = 30;

/** Messages and how their sending went. Throws DatabaseUnavailableError. */
@Injectable()
export class WebhookDeliveryStore {
  constructor(private readonly database: Database) {}

  /** One message for each endpoint, with an id of its own. Returns their ids. */
  async add(tenant: string, endpointIds: readonly string[], event: WebhookEvent): Promise<readonly string[]> {
    const body = JSON.stringify(event);
    const rows = endpointIds.map((endpoint_id) => ({
      tenant,
      id: `msg_${randomUUID()}`,
      endpoint_id,
      event: event.type,
      body,
      status: 'pending' as const,
    }));
    if (rows.length === 0) return [];
    await this.database.transaction(tenant, async (tx) => {
      await tx.insertInto('webhook_deliveries').values(rows).execute();
      await tx
        .deleteFrom('webhook_deliveries')
        .where('tenant', '=', tenant)
        .where('status', '!=', 'pending')
        .where('created_at', '<', sql<Date>`now() - make_interval(days => ${KEPT_DAYS})`)
        .execute();
    });
    return rows.map(({ id }) => id);
  }

  async find(tenant: string, id: string): Promise<WebhookDelivery | undefined> {
    return this.database.transaction(tenant, (tx) =>
      tx
        .selectFrom('webhook_deliveries')
        .selectAll()
        .where('tenant', '=', tenant)
        .where('id', '=', id)
        .executeTakeFirst(),
    );
  }

  /** The latest first. */
  async list(tenant: string, endpointId: string, limit: number): Promise<readonly WebhookDelivery[]> {
    return this.database.transaction(tenant, (tx) =>
      tx
        .selectFrom('webhook_deliveries')
        .selectAll()
        .where('tenant', '=', tenant)
        .where('endpoint_id', '=', endpointId)
        .orderBy('created_at', 'desc')
        .orderBy('id', 'desc')
        .limit(limit)
        .execute(),
    );
  }

  /** Records attempt number `attempt`, unless somebody has done so already. */
  async attempted(
    tenant: string,
    id: string,
    attempt: number,
    { status, result, nextAttemptAt }: Attempted,
  ): Promise<void> {
    await this.database.transaction(tenant, (tx) =>
      tx
        .updateTable('webhook_deliveries')
        .set({
          status,
          attempts: attempt,
          last_attempt_at: new Date(),
          last_status: result.status,
          last_error: result.error ?? null,
          next_attempt_at: nextAttemptAt,
        })
        .where('tenant', '=', tenant)
        .where('id', '=', id)
        .where('status', '=', 'pending')
        .where('attempts', '=', attempt - 1)
        .execute(),
    );
  }

  /**
   * Lets a message be sent again, by the whole schedule: one that was delivered, is dead, or has been due for an hour, as
   * when the database was lost before its sending was arranged.
   * @returns the number of its next attempt; undefined where there is no such message, or it is still being sent
   */
  async replay(tenant: string, endpointId: string, id: string): Promise<number | undefined> {
    const row = await this.database.transaction(tenant, (tx) =>
      tx
        .updateTable('webhook_deliveries')
        .set(({ eb }) => ({
          status: 'pending' as const,
          first_attempt: eb('attempts', '+', 1),
          next_attempt_at: new Date(),
        }))
        .where('tenant', '=', tenant)
        .where('endpoint_id', '=', endpointId)
        .where('id', '=', id)
        .where(
          sql<boolean>`(status <> 'pending' or coalesce(next_attempt_at, created_at) < now() - interval '1 hour')`,
        )
        .returning('first_attempt')
        .executeTakeFirst(),
    );
    return row?.first_attempt;
  }
}
