import { Injectable } from '@nestjs/common';
import type { UpstreamAccount } from '../microshare/upstream-account';
import { WebhookDeliveryJob } from './webhook-delivery.job';
import { WebhookDeliveryStore } from './webhook-deliveries.store';
import { WebhookEndpointStore } from './webhook-endpoints.store';
import type { WebhookEvent } from './webhook-event';

/** Tells an event to whoever has asked for its type. */
@Injectable()
export class WebhookPublisher {
  constructor(
    private readonly endpoints: WebhookEndpointStore,
    private readonly deliveries: WebhookDeliveryStore,
    private readonly job: WebhookDeliveryJob,
  ) {}

  /** Returns when the messages are recorded and will be sent. @throws DatabaseUnavailableError */
  async publish(owner: UpstreamAccount, event: WebhookEvent): Promise<void> {
    const listening = (await this.endpoints.list(owner)).filter(
      ({ events, disabledReason }) => disabledReason === null && events.includes(event.type),
    );
    const ids = await this.deliveries.add(
      owner.tenant,
      listening.map(({ id }) => id),
      event,
    );
    for (const id of ids) await this.job.schedule(owner.tenant, id, 1);
  }
}
