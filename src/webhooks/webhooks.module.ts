import { Module } from '@nestjs/common';
import { GapAnalysisModule } from '../gap-analysis/gap-analysis.module';
import { WebhookDeliveryJob } from './webhook-delivery.job';
import { WebhookDeliveryStore } from './webhook-deliveries.store';
import { WebhookEndpointStore } from './webhook-endpoints.store';
import { WebhookPublisher } from './webhook-publisher';
import { WebhookSender } from './webhook-sender';
import { WebhookSources } from './webhook-sources';
import { WebhooksController } from './webhooks.controller';

/** Tells others what happens, by signed calls that are repeated until they are taken. */
@Module({
  imports: [GapAnalysisModule],
  controllers: [WebhooksController],
  providers: [
    WebhookEndpointStore,
    WebhookDeliveryStore,
    WebhookSender,
    WebhookDeliveryJob,
    WebhookPublisher,
    WebhookSources,
  ],
})
export class WebhooksModule {}
