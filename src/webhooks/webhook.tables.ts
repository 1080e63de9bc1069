import type { ColumnType } from 'kysely';
import type { CreatedAt } from '../database/schema';
import type { WebhookEventType } from './webhook-event';

export const DELIVERY_STATUSES = ['pending', 'delivered', 'dead'] as const;
/** `dead`: all attempts failed, or the receiver wants no more; a replay begins anew. */
export type DeliveryStatus = (typeof DELIVERY_STATUSES)[number];

type MaybeTime = ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;
type Maybe<T> = ColumnType<T | null, T | null | undefined, T | null>;

interface WebhookEndpointTable {
  readonly tenant: string;
  readonly account: string;
  readonly id: string;
  readonly url: string;
  readonly events: ColumnType<readonly WebhookEventType[], string, string>;
  /** Sealed. */
  readonly secret: string;
  readonly created_at: CreatedAt;
  readonly created_by: string;
  readonly disabled_reason: Maybe<string>;
}

interface WebhookDeliveryTable {
  readonly tenant: string;
  /** The `webhook-id` of all its attempts. */
  readonly id: string;
  readonly endpoint_id: string;
  readonly event: WebhookEventType;
  /** As it is signed and sent. */
  readonly body: string;
  readonly created_at: CreatedAt;
  readonly status: DeliveryStatus;
  /** Attempts made. */
  readonly attempts: ColumnType<number, number | undefined, number>;
  /** Number of the attempt that the schedule began with: a replay begins a new one. */
  readonly first_attempt: ColumnType<number, number | undefined, number>;
  readonly last_attempt_at: MaybeTime;
  readonly last_status: Maybe<number>;
  readonly last_error: Maybe<string>;
  readonly next_attempt_at: MaybeTime;
}

declare module '../database/schema' {
  interface Schema {
    webhook_endpoints: WebhookEndpointTable;
    webhook_deliveries: WebhookDeliveryTable;
  }
}
