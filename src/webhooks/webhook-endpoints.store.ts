import { randomBytes, randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { SecretBox } from '../common/secret-box';
import { Database } from '../database/database';
import type { UpstreamAccount } from '../microshare/upstream-account';
import type { WebhookEventType } from './webhook-event';
import './webhook.tables';

export interface WebhookEndpoint {
  readonly id: string;
  readonly url: string;
  readonly events: readonly WebhookEventType[];
  readonly createdAt: Date;
  readonly createdBy: string;
  /** Why nothing is sent to it any more. */
  readonly disabledReason: string | null;
}

/** An endpoint as the worker needs it. */
export interface OpenedEndpoint extends WebhookEndpoint {
  /** `whsec_…`; undefined where it was sealed under another SESSION_SECRET. */
  readonly secret: string | undefined;
}

const SECRET_BYTES = 32;

/** Who wants to hear of what. Throws DatabaseUnavailableError. */
@Injectable()
export class WebhookEndpointStore {
  constructor(
    private readonly database: Database,
    private readonly box: SecretBox,
  ) {}

  /** The secret is made here, and readable this once. */
  async add(
    { tenant, account }: UpstreamAccount,
    url: string,
    events: readonly WebhookEventType[],
    createdBy: string,
  ): Promise<WebhookEndpoint & { readonly secret: string }> {
    const secret = `whsec_${randomBytes(SECRET_BYTES).toString('base64')}`;
    const row = await this.database.transaction(tenant, (tx) =>
      tx
        .insertInto('webhook_endpoints')
        .values({
          tenant,
          account,
          id: `ep_${randomUUID()}`,
          url,
          events: JSON.stringify(events),
          secret: this.box.seal(secret),
          created_by: createdBy,
        })
        .returningAll()
        .executeTakeFirstOrThrow(),
    );
    return { ...endpointOf(row), secret };
  }

  /** In the order in which they were made. */
  async list({ tenant, account }: UpstreamAccount): Promise<readonly WebhookEndpoint[]> {
    const rows = await this.database.transaction(tenant, (tx) =>
      tx
        .selectFrom('webhook_endpoints')
        .selectAll()
        .where('tenant', '=', tenant)
        .where('account', '=', account)
        .orderBy('created_at')
        .orderBy('id')
        .execute(),
    );
    return rows.map(endpointOf);
  }

  async find(owner: UpstreamAccount, id: string): Promise<WebhookEndpoint | undefined> {
    return (await this.list(owner)).find((endpoint) => endpoint.id === id);
  }

  /** Whoever it belongs to; undefined when it was removed. */
  async open(tenant: string, id: string): Promise<OpenedEndpoint | undefined> {
    const row = await this.database.transaction(tenant, (tx) =>
      tx
        .selectFrom('webhook_endpoints')
        .selectAll()
        .where('tenant', '=', tenant)
        .where('id', '=', id)
        .executeTakeFirst(),
    );
    return row === undefined ? undefined : { ...endpointOf(row), secret: this.box.open(row.secret) };
  }

  async disable(tenant: string, id: string, reason: string): Promise<void> {
    await this.database.transaction(tenant, (tx) =>
      tx
        .updateTable('webhook_endpoints')
        .set({ disabled_reason: reason })
        .where('tenant', '=', tenant)
        .where('id', '=', id)
        .execute(),
    );
  }

  /** Forgets it with its deliveries; those that are under way find nobody to send to. False where there is none. */
  async remove({ tenant, account }: UpstreamAccount, id: string): Promise<boolean> {
    return this.database.transaction(tenant, async (tx) => {
      const { numDeletedRows } = await tx
        .deleteFrom('webhook_endpoints')
        .where('tenant', '=', tenant)
        .where('account', '=', account)
        .where('id', '=', id)
        .executeTakeFirst();
      if (numDeletedRows === 0n) return false;
      await tx
        .deleteFrom('webhook_deliveries')
        .where('tenant', '=', tenant)
        .where('endpoint_id', '=', id)
        .execute();
      return true;
    });
  }
}

function endpointOf(row: {
  readonly id: string;
  readonly url: string;
  readonly events: readonly WebhookEventType[];
  readonly created_at: Date;
  readonly created_by: string;
  readonly disabled_reason: string | null;
}): WebhookEndpoint {
  return {
    id: row.id,
    url: row.url,
    events: row.events,
    createdAt: row.created_at,
    createdBy: row.created_by,
    disabledReason: row.disabled_reason,
  };
}
