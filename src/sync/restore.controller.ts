import { Controller, Param, ParseIntPipe, Post, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { CurrentPrincipal, Roles } from '../auth/access.decorators';
import type { Principal } from '../auth/principal';
import { ApiProblems } from '../common/api-problems';
import { abortedWith } from '../common/request-signal';
import { locate, PLAN_LOCATION } from './plan-location';
import { PlanMaker } from './plan-maker';
import { PlanDto } from './plan.dto';
import { ActionQueryDto } from './plan.query';
import { PlanReader } from './plan.reader';

/** A cluster as it was, by way of a plan. */
@ApiTags('clusters')
@ApiProblems(401, 403, 404, 429, 503)
@Controller('api/v1/clusters/:id/history/:version/restore')
export class RestoreController {
  constructor(
    private readonly maker: PlanMaker,
    private readonly reader: PlanReader,
  ) {}

  @Post()
  @Roles('operator')
  @ApiOperation({
    operationId: 'restoreClusterVersion',
    summary: 'Makes a plan that gives a cluster the devices of a version',
    description:
      'Nothing is changed before the plan is applied. Devices that were deleted since come back with every field but secrets, those that came since go, and of the others the fields that differ are changed back. Applied, the plan refuses what has changed since it was made.',
  })
  @ApiParam({ name: 'id', example: '66f0a1b2c3d4e5f60718293a' })
  @ApiParam({ name: 'version', type: 'integer', example: 12 })
  @ApiCreatedResponse({ type: PlanDto, headers: PLAN_LOCATION })
  @ApiProblems(400, 502)
  async restore(
    @CurrentPrincipal() principal: Principal,
    @Param('id') id: string,
    @Param('version', ParseIntPipe) version: number,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PlanDto> {
    const plan = await this.maker.restore(principal, id, version, abortedWith(reply));
    locate(reply, plan);
    return this.reader.page(plan, new ActionQueryDto());
  }
}
