import { ApiProperty } from '@nestjs/swagger';
import { ArrayMinSize, ArrayUnique, IsArray, IsIn, IsString, MaxLength } from 'class-validator';
import type { WebhookDelivery } from './webhook-deliveries.store';
import type { WebhookEndpoint } from './webhook-endpoints.store';
import { WEBHOOK_EVENTS, type WebhookEventType } from './webhook-event';
import { DELIVERY_STATUSES, type DeliveryStatus } from './webhook.tables';

export class WebhookInputDto {
  @ApiProperty({ example: 'https://hooks.pest.example/trapline', maxLength: 2000 })
  @IsString()
  @MaxLength(2000)
  url!: string;

  @ApiProperty({ enum: WEBHOOK_EVENTS, isArray: true, example: ['gap.digest'] })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayUnique()
  @IsIn(WEBHOOK_EVENTS, { each: true })
  events!: WebhookEventType[];
}

export class WebhookDto {
  @ApiProperty({ example: 'ep_0f3c8a52-6a0e-4f0e-9a53-7d1a0c1f2b3e' }) id!: string;
  @ApiProperty({ example: 'https://hooks.pest.example/trapline' }) url!: string;
  @ApiProperty({ enum: WEBHOOK_EVENTS, isArray: true }) events!: WebhookEventType[];
  @ApiProperty({ format: 'date-time' }) created_at!: string;
  @ApiProperty({ example: 'ops' }) created_by!: string;
  @ApiProperty({ type: String, nullable: true, description: 'Why nothing is sent to it any more' })
  disabled_reason!: string | null;
}

export class CreatedWebhookDto extends WebhookDto {
  @ApiProperty({
    example: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw…',
    description: 'Verifies what is sent (Standard Webhooks 1.0.0). Shown this once.',
  })
  secret!: string;
}

export class WebhookListDto {
  @ApiProperty({ type: [WebhookDto] }) webhooks!: WebhookDto[];
}

export class WebhookDeliveryDto {
  @ApiProperty({
    example: 'msg_7d1a0c1f-2b3e-4f0e-9a53-0f3c8a526a0e',
    description: 'The `webhook-id` of all attempts',
  })
  id!: string;
  @ApiProperty({ enum: WEBHOOK_EVENTS }) event!: WebhookEventType;
  @ApiProperty({ enum: DELIVERY_STATUSES, description: '`dead`: not sent again before a replay' })
  status!: DeliveryStatus;
  @ApiProperty({ format: 'date-time' }) created_at!: string;
  @ApiProperty({ type: 'integer', example: 1 }) attempts!: number;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) last_attempt_at!: string | null;
  @ApiProperty({ type: Number, nullable: true, example: 204, description: 'null: there was no answer' })
  last_status!: number | null;
  @ApiProperty({ type: String, nullable: true, example: 'answered 500' }) last_error!: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) next_attempt_at!: string | null;
}

export class WebhookDeliveryListDto {
  @ApiProperty({ type: [WebhookDeliveryDto], description: 'The latest first; kept for 30 days' })
  deliveries!: WebhookDeliveryDto[];
}

export class WebhookDoneDto {
  @ApiProperty({ example: true }) success!: boolean;
}

export function toWebhookDto(endpoint: WebhookEndpoint): WebhookDto {
  return {
    id: endpoint.id,
    url: endpoint.url,
    events: [...endpoint.events],
    created_at: endpoint.createdAt.toISOString(),
    created_by: endpoint.createdBy,
    disabled_reason: endpoint.disabledReason,
  };
}

export function toDeliveryDto(delivery: WebhookDelivery): WebhookDeliveryDto {
  return {
    id: delivery.id,
    event: delivery.event,
    status: delivery.status,
    created_at: delivery.created_at.toISOString(),
    attempts: delivery.attempts,
    last_attempt_at: delivery.last_attempt_at?.toISOString() ?? null,
    last_status: delivery.last_status,
    last_error: delivery.last_error,
    next_attempt_at: delivery.next_attempt_at?.toISOString() ?? null,
  };
}
