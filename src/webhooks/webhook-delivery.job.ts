import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { type JobHandler, JobQueue, type JobSubject } from '../jobs/job-queue';
import { WebhookDeliveryStore } from './webhook-deliveries.store';
import { WebhookEndpointStore } from './webhook-endpoints.store';
import { nextWaitMs } from './webhook-retries';
import { type SendResult, WebhookSender } from './webhook-sender';

const JOB = 'webhook.deliver';

/**
 * Sends one attempt of a message. Each attempt is a job of its own, whose id is that of the message and its number: the
 * next one is added before the outcome of this one is recorded, so that no crash loses it, and does nothing where the one
 * before it is not recorded yet.
 */
@Injectable()
export class WebhookDeliveryJob implements JobHandler, OnModuleInit {
  private readonly logger = new Logger(WebhookDeliveryJob.name);

  constructor(
    private readonly queue: JobQueue,
    private readonly deliveries: WebhookDeliveryStore,
    private readonly endpoints: WebhookEndpointStore,
    private readonly sender: WebhookSender,
  ) {}

  onModuleInit(): void {
    this.queue.handle(JOB, this);
  }

  /** Sees to it that this attempt is made. @throws DatabaseUnavailableError */
  async schedule(tenant: string, deliveryId: string, attempt: number, delayMs = 0): Promise<void> {
    await this.queue.add(JOB, { tenant, id: `${deliveryId}/${attempt}` }, { delayMs });
  }

  async run({ tenant, id: subject }: JobSubject, signal: AbortSignal): Promise<void> {
    const [id = '', number = ''] = subject.split('/');
    const attempt = Number(number);
    const delivery = await this.deliveries.find(tenant, id);
    if (delivery === undefined || delivery.status !== 'pending' || delivery.attempts !== attempt - 1) return;
    const endpoint = await this.endpoints.open(tenant, delivery.endpoint_id);
    if (endpoint === undefined) return;
    const result = await this.attempt({ ...endpoint, id, body: delivery.body }, signal);
    if (result.delivered) {
      await this.deliveries.attempted(tenant, id, attempt, {
        status: 'delivered',
        result,
        nextAttemptAt: null,
      });
      return;
    }
    if (result.gone === true) {
      await this.endpoints.disable(
        tenant,
        endpoint.id,
        'the receiver answered 410: it wants no more messages',
      );
    }
    const made = attempt - delivery.first_attempt + 1;
    const waitMs = result.gone === true ? undefined : nextWaitMs(made, result.retryAfterMs);
    if (waitMs !== undefined) await this.schedule(tenant, id, attempt + 1, waitMs);
    const facts = { delivery: id, endpoint: endpoint.id, attempt, reason: result.error };
    if (waitMs === undefined) this.logger.warn(facts, 'a webhook message is given up: it waits for a replay');
    else this.logger.debug(facts, 'a webhook message was not taken; it is sent again later');
    await this.deliveries.attempted(tenant, id, attempt, {
      status: waitMs === undefined ? 'dead' : 'pending',
      result,
      nextAttemptAt: waitMs === undefined ? null : new Date(Date.now() + waitMs),
    });
  }

  private async attempt(
    message: {
      readonly url: string;
      readonly id: string;
      readonly body: string;
      readonly secret: string | undefined;
      readonly disabledReason: string | null;
    },
    signal: AbortSignal,
  ): Promise<SendResult> {
    const { url, id, body, secret, disabledReason } = message;
    if (disabledReason !== null) return { delivered: false, status: null, error: disabledReason, gone: true };
    if (secret === undefined) {
      const error = 'its secret cannot be read since SESSION_SECRET has changed: make the webhook anew';
      return { delivered: false, status: null, error, gone: true };
    }
    return this.sender.send({ url, id, body, secret }, signal);
  }
}
