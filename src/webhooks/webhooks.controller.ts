import { Body, Controller, Delete, Get, HttpCode, HttpStatus, Param, Post } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiCreatedResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiTags,
} from '@nestjs/swagger';
import { by } from '../audit/audit-act';
import { AuditTrail } from '../audit/audit-trail';
import { CurrentPrincipal, Roles } from '../auth/access.decorators';
import type { Principal } from '../auth/principal';
import { ApiProblems } from '../common/api-problems';
import { ProblemError } from '../common/problem';
import { WebhookDeliveryJob } from './webhook-delivery.job';
import { WebhookDeliveryStore } from './webhook-deliveries.store';
import { WebhookEndpointStore } from './webhook-endpoints.store';
import { WebhookSender } from './webhook-sender';
import {
  CreatedWebhookDto,
  toDeliveryDto,
  toWebhookDto,
  WebhookDeliveryListDto,
  WebhookDoneDto,
  WebhookInputDto,
  WebhookListDto,
} from './webhook.dto';

const LISTED = 200;
const EndpointId = (): MethodDecorator =>
  ApiParam({ name: 'id', example: 'ep_0f3c8a52-6a0e-4f0e-9a53-7d1a0c1f2b3e' });

/** Who is told of what, and how that went. */
@ApiTags('webhooks')
@ApiProblems(401, 403, 429, 503)
@Roles('admin')
@Controller('api/v1/webhooks')
export class WebhooksController {
  constructor(
    private readonly endpoints: WebhookEndpointStore,
    private readonly deliveries: WebhookDeliveryStore,
    private readonly sender: WebhookSender,
    private readonly job: WebhookDeliveryJob,
    private readonly audit: AuditTrail,
  ) {}

  @Post()
  @ApiOperation({
    operationId: 'createWebhook',
    summary: 'Be told of gap analyses, signed by Standard Webhooks 1.0.0',
    description:
      'https and public addresses only, unless `WEBHOOK_ALLOW_PRIVATE`. What is not answered with 2xx within 20 s is sent again, nine times over three days.',
  })
  @ApiCreatedResponse({ type: CreatedWebhookDto })
  async create(
    @CurrentPrincipal() principal: Principal,
    @Body() { url, events }: WebhookInputDto,
  ): Promise<CreatedWebhookDto> {
    const refused = this.sender.refusal(url);
    if (refused !== undefined) {
      throw new ProblemError('unprocessable', 'not acceptable: url', {
        errors: [{ field: 'url', message: refused, value: url }],
      });
    }
    return this.witness(principal, 'create', new URL(url).host, async () => {
      const { secret, ...endpoint } = await this.endpoints.add(
        principal.account,
        url,
        events,
        principal.name,
      );
      return Object.assign(toWebhookDto(endpoint), { secret });
    });
  }

  @Get()
  @ApiOperation({ operationId: 'listWebhooks', summary: 'Who is told of what' })
  @ApiOkResponse({ type: WebhookListDto })
  async list(@CurrentPrincipal() { account }: Principal): Promise<WebhookListDto> {
    return { webhooks: (await this.endpoints.list(account)).map(toWebhookDto) };
  }

  @Delete(':id')
  @EndpointId()
  @ApiOperation({
    operationId: 'deleteWebhook',
    summary: 'Tell it nothing any more, and forget its deliveries',
  })
  @ApiOkResponse({ type: WebhookDoneDto })
  @ApiProblems(404)
  async remove(@CurrentPrincipal() principal: Principal, @Param('id') id: string): Promise<WebhookDoneDto> {
    return this.witness(principal, 'delete', id, async () => {
      if (await this.endpoints.remove(principal.account, id)) return { success: true };
      throw unknownWebhook(id);
    });
  }

  @Get(':id/deliveries')
  @EndpointId()
  @ApiOperation({ operationId: 'listWebhookDeliveries', summary: 'What was sent to it, and how that went' })
  @ApiOkResponse({ type: WebhookDeliveryListDto })
  @ApiProblems(404)
  async sent(
    @CurrentPrincipal() { account }: Principal,
    @Param('id') id: string,
  ): Promise<WebhookDeliveryListDto> {
    if ((await this.endpoints.find(account, id)) === undefined) throw unknownWebhook(id);
    const sent = await this.deliveries.list(account.tenant, id, LISTED);
    return { deliveries: sent.map(toDeliveryDto) };
  }

  @Post(':id/deliveries/:delivery/replay')
  @HttpCode(HttpStatus.ACCEPTED)
  @EndpointId()
  @ApiParam({ name: 'delivery', example: 'msg_7d1a0c1f-2b3e-4f0e-9a53-0f3c8a526a0e' })
  @ApiOperation({
    operationId: 'replayWebhookDelivery',
    summary: 'Send a message again, by the whole schedule and with the same id',
  })
  @ApiAcceptedResponse({ type: WebhookDoneDto })
  @ApiProblems(404, 409)
  async replay(
    @CurrentPrincipal() principal: Principal,
    @Param('id') id: string,
    @Param('delivery') delivery: string,
  ): Promise<WebhookDoneDto> {
    const { account } = principal;
    const endpoint = await this.endpoints.find(account, id);
    if (endpoint === undefined) throw unknownWebhook(id);
    const known = await this.deliveries.find(account.tenant, delivery);
    if (known?.endpoint_id !== id) {
      throw new ProblemError('not-found', `this webhook has no delivery "${delivery}"`);
    }
    if (endpoint.disabledReason !== null) {
      throw new ProblemError(
        'conflict',
        `the webhook is disabled: ${endpoint.disabledReason}; make a new one`,
      );
    }
    return this.witness(principal, 'replay', id, async () => {
      const attempt = await this.deliveries.replay(account.tenant, id, delivery);
      if (attempt === undefined) throw new ProblemError('conflict', 'it is still being sent');
      await this.job.schedule(account.tenant, delivery, attempt);
      return { success: true };
    });
  }

  private witness<T>(
    principal: Principal,
    verb: 'create' | 'delete' | 'replay',
    id: string,
    work: () => Promise<T>,
  ): Promise<T> {
    return this.audit.witness(
      { ...by(principal), action: `webhook.${verb}`, subject: { kind: 'webhook', id } },
      work,
    );
  }
}

function unknownWebhook(id: string): ProblemError {
  return new ProblemError('not-found', `there is no webhook "${id}"; GET /api/v1/webhooks lists them`);
}
