import { Controller, Get, Headers, Param, Req, Res } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiHeader, ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentPrincipal } from '../auth/access.decorators';
import type { Principal } from '../auth/principal';
import { ApiProblems } from '../common/api-problems';
import { PlanService } from '../sync/plan.service';
import { EventStreams } from './event-streams';
import { EVENT_SCHEMA } from './event.dto';

/** The events of one plan, for whoever waits for it. */
@ApiTags('plans')
@ApiProblems(401, 404, 429, 503)
@Controller('api/v1/erp/sync/plans')
export class PlanEventsController {
  constructor(
    private readonly streams: EventStreams,
    private readonly plans: PlanService,
  ) {}

  @Get(':id/events')
  @RouteConfig({ isStream: true })
  @ApiOperation({
    operationId: 'followPlan',
    summary: 'How far a plan has come, as it happens',
    description:
      'The events of `GET /api/v1/events` that are about this plan: `run_started`, `run_progressed` after each step, `run_ended`. Resumed by `Last-Event-ID`; `read_anew` means: read the plan again.',
  })
  @ApiParam({ name: 'id', example: 'plan-0f3c8a52-6a0e-4f0e-9a53-7d1a0c1f2b3e' })
  @ApiHeader({ name: 'Last-Event-ID', required: false, description: 'Where an earlier stream ended' })
  @ApiResponse({
    status: 200,
    description: 'A stream of events',
    content: { 'text/event-stream': { schema: EVENT_SCHEMA } },
  })
  async follow(
    @CurrentPrincipal() principal: Principal,
    @Param('id') id: string,
    @Headers('last-event-id') lastId: string | undefined,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { id: runId } = await this.plans.find(principal.account, id);
    await this.streams.start(request, reply, { principal, runId }, lastId === '' ? undefined : lastId);
  }
}
