import { Body, Controller, HttpCode, HttpStatus, Post, Res } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Direction } from '@libs/domain';
import type { FastifyReply } from 'fastify';
import { CurrentPrincipal, Roles } from '../auth/access.decorators';
import type { Principal } from '../auth/principal';
import { ApiProblems } from '../common/api-problems';
import { abortedWith } from '../common/request-signal';
import { locate, PLAN_LOCATION } from './plan-location';
import { PlanMaker } from './plan-maker';
import { requestOf } from './plan-request';
import { PlanDto } from './plan.dto';
import { ActionQueryDto, PlanRestrictionDto } from './plan.query';
import { PlanReader } from './plan.reader';
import { PlanService } from './plan.service';

/** One direction at once: a plan that is applied as soon as it is made. */
@ApiTags('plans')
@ApiProblems(400, 401, 403, 422, 429, 502, 503)
@Controller('api/v1/erp/sync')
export class SyncController {
  constructor(
    private readonly maker: PlanMaker,
    private readonly service: PlanService,
    private readonly reader: PlanReader,
  ) {}

  @Post('sync_to_microshare')
  @Roles('operator')
  @HttpCode(HttpStatus.ACCEPTED)
  @ApiOperation({
    operationId: 'syncToMicroshare',
    summary: 'Makes a plan from the inspection points to the devices, and applies it in the background',
  })
  @ApiAcceptedResponse({ type: PlanDto, headers: PLAN_LOCATION })
  toMicroshare(
    @CurrentPrincipal() principal: Principal,
    @Body() body: PlanRestrictionDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PlanDto> {
    return this.run(principal, body, 'to_microshare', reply);
  }

  @Post('sync_from_microshare')
  @Roles('operator')
  @HttpCode(HttpStatus.ACCEPTED)
  @ApiOperation({
    operationId: 'syncFromMicroshare',
    summary: 'Makes a plan from the devices to the ERP, and applies it in the background',
    description:
      'Hardware id, and status and time of synchronisation where a field is set for them (`ODOO_EUI_FIELD`, `ODOO_STATUS_FIELD`, `ODOO_LAST_SYNC_FIELD`).',
  })
  @ApiAcceptedResponse({ type: PlanDto, headers: PLAN_LOCATION })
  fromMicroshare(
    @CurrentPrincipal() principal: Principal,
    @Body() body: PlanRestrictionDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PlanDto> {
    return this.run(principal, body, 'to_erp', reply);
  }

  private async run(
    principal: Principal,
    body: PlanRestrictionDto,
    direction: Direction,
    reply: FastifyReply,
  ): Promise<PlanDto> {
    const { id } = await this.maker.make(principal, requestOf(body, direction), abortedWith(reply));
    const plan = await this.service.apply(principal, id);
    locate(reply, plan);
    return this.reader.page(plan, new ActionQueryDto());
  }
}
