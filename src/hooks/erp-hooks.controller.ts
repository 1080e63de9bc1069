import { createHash } from 'node:crypto';
import { Controller, HttpCode, HttpStatus, Param, Post, Req } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import {
  ApiAcceptedResponse,
  ApiBody,
  ApiHeader,
  ApiOperation,
  ApiParam,
  ApiProperty,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Public } from '../auth/access.decorators';
import { cacheKeys } from '../cache/cache-keys';
import { CacheStore, CacheUnavailableError } from '../cache/cache.store';
import { ApiProblems } from '../common/api-problems';
import { ProblemError } from '../common/problem';
import type { RawBodyRoute } from '../common/raw-body';
import { Configuration } from '../config/configuration';
import { Metrics } from '../metrics/metrics';
import { ErpHints } from './erp-hints';
import { ErpHookProof, REPLAY_WINDOW_S } from './erp-hook-proof';

/** The one connection that settings can describe. */
const CONNECTION = 'default';
/** Nothing is read of the body but its signature. */
const ROUTE: RawBodyRoute = { rawBody: true, bodyLimitBytes: 64 * 1024 };

class HookTakenDto {
  @ApiProperty({ example: true }) success!: boolean;
}

const AnyBody = (): MethodDecorator =>
  ApiBody({
    required: false,
    schema: { type: 'object' },
    description: 'Anything, up to 64 kB; it is not read',
  });
const ConnectionParam = (): MethodDecorator => ApiParam({ name: 'connection', example: CONNECTION });

/** Lets the ERP say that something has changed, so that it is read now and not with the next schedule. */
@ApiTags('hooks')
@Public()
@ApiProblems(401, 404, 413, 415, 429)
@Controller('api/v1/hooks/erp')
export class ErpHooksController {
  constructor(
    private readonly proof: ErpHookProof,
    private readonly hints: ErpHints,
    private readonly store: CacheStore,
    private readonly metrics: Metrics,
    private readonly configuration: Configuration,
  ) {}

  @Post(':connection')
  @HttpCode(HttpStatus.ACCEPTED)
  @RouteConfig(ROUTE)
  @ApiOperation({
    operationId: 'hintErpChange',
    summary: 'The ERP has changed: signed by Standard Webhooks 1.0.0',
    description:
      'HMAC-SHA256 with `ERP_HOOK_SECRET`; at most five minutes old. A repeated `webhook-id` changes nothing. Answered at once; the points are read soon after, once for many hints.',
  })
  @ConnectionParam()
  @ApiHeader({ name: 'webhook-id', required: true, example: 'msg_2KWPBgLlAfxdpx2AI54pPJ85f4W' })
  @ApiHeader({ name: 'webhook-timestamp', required: true, example: '1674087231' })
  @ApiHeader({
    name: 'webhook-signature',
    required: true,
    example: 'v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=',
  })
  @AnyBody()
  @ApiAcceptedResponse({ type: HookTakenDto })
  async signed(
    @Param('connection') connection: string,
    @Req() request: FastifyRequest,
  ): Promise<HookTakenDto> {
    this.refuseUnknown(connection, this.proof.takesSignatures);
    const id = this.proof.messageId(request.headers, textOf(request.body));
    if (id === undefined)
      throw unproven('the signature does not fit the body, or is older than five minutes');
    if (await this.isNew(connection, id)) await this.hints.hint(connection);
    return { success: true };
  }

  @Post(':connection/:token')
  @HttpCode(HttpStatus.ACCEPTED)
  @RouteConfig(ROUTE)
  @ApiOperation({
    operationId: 'hintErpChangeByToken',
    summary: 'The ERP has changed: for a sender that cannot sign, such as an automation rule in Odoo',
    description:
      'The token is `ERP_HOOK_TOKEN`. Answered at once; the points are read soon after, once for many hints.',
  })
  @ConnectionParam()
  @ApiParam({ name: 'token', example: 'the-value-of-ERP_HOOK_TOKEN' })
  @AnyBody()
  @ApiAcceptedResponse({ type: HookTakenDto })
  async byToken(
    @Param('connection') connection: string,
    @Param('token') token: string,
  ): Promise<HookTakenDto> {
    this.refuseUnknown(connection, this.proof.takesTokens);
    if (!this.proof.isToken(token)) throw unproven('the token is not that of this hook');
    await this.hints.hint(connection);
    return { success: true };
  }

  private refuseUnknown(connection: string, isSetUp: boolean): void {
    if (isSetUp && connection === CONNECTION && this.configuration.erp.adapter !== 'none') return;
    throw new ProblemError('not-found', 'there is no such hook; ERP_HOOK_SECRET or ERP_HOOK_TOKEN opens it');
  }

  /** While the store is away a repeated message counts as new: it costs one reading. */
  private async isNew(connection: string, id: string): Promise<boolean> {
    const digest = createHash('sha256').update(id).digest('base64url');
    const key = cacheKeys.erpHook(this.configuration.tenant, connection, digest);
    try {
      return await this.store.setIfAbsent(key, '', REPLAY_WINDOW_S);
    } catch (error) {
      if (!(error instanceof CacheUnavailableError)) throw error;
      this.metrics.cacheUnavailable.inc();
      return true;
    }
  }
}

function textOf(body: unknown): string {
  return typeof body === 'string' ? body : '';
}

function unproven(why: string): ProblemError {
  return new ProblemError('unauthorized', why, { headers: { 'WWW-Authenticate': 'StandardWebhooks' } });
}
