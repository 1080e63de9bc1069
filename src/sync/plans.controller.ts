import {
  Body,
  Controller,
  Get,
  Headers,
  HttpCode,
  HttpStatus,
  Param,
  Post,
  Query,
  Res,
  StreamableFile,
} from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiCreatedResponse,
  ApiExtraModels,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiTags,
  getSchemaPath,
} from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { CurrentPrincipal, Roles } from '../auth/access.decorators';
import type { Principal } from '../auth/principal';
import { acceptedFormat } from '../common/accepted-format';
import { ApiProblems } from '../common/api-problems';
import { abortedWith } from '../common/request-signal';
import type { Plan } from './plan';
import { planCsv, planText } from './plan-documents';
import { locate, PLAN_LOCATION, PLANS_PATH } from './plan-location';
import { PlanMaker } from './plan-maker';
import { PlanDto, PlanListDto } from './plan.dto';
import { ActionQueryDto, ApplyPlanDto, MakePlanDto, PlanQueryDto } from './plan.query';
import { filterOf, PlanReader } from './plan.reader';
import { requestOf } from './plan-request';
import { PlanService } from './plan.service';
import { PlanStore } from './plan.store';

const PlanId = (): MethodDecorator =>
  ApiParam({ name: 'id', example: 'plan-0f3c8a52-6a0e-4f0e-9a53-7d1a0c1f2b3e' });

@ApiTags('plans')
@ApiExtraModels(PlanDto)
@ApiProblems(401, 403, 429, 503)
@Controller(PLANS_PATH)
export class PlansController {
  constructor(
    private readonly maker: PlanMaker,
    private readonly service: PlanService,
    private readonly reader: PlanReader,
    private readonly plans: PlanStore,
  ) {}

  @Post()
  @Roles('operator')
  @ApiOperation({
    operationId: 'makePlan',
    summary: 'Compares both sides and keeps what would have to be done',
    description: 'Nothing is changed. No plan is made when either side cannot be read completely.',
  })
  @ApiCreatedResponse({ type: PlanDto, headers: PLAN_LOCATION })
  @ApiProblems(400, 422, 502)
  async make(
    @CurrentPrincipal() principal: Principal,
    @Body() body: MakePlanDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PlanDto> {
    const plan = await this.maker.make(
      principal,
      requestOf(body, body.direction, body.new_devices_in),
      abortedWith(reply),
    );
    return this.answer(plan, reply);
  }

  @Get()
  @ApiOperation({ operationId: 'listPlans', summary: 'The plans of this account, newest first' })
  @ApiOkResponse({ type: PlanListDto })
  @ApiProblems(400, 422)
  list(@CurrentPrincipal() { account }: Principal, @Query() query: PlanQueryDto): Promise<PlanListDto> {
    return this.reader.list(account, query);
  }

  @Get(':id')
  @ApiOperation({ operationId: 'getPlan', summary: 'One plan with its actions and what became of them' })
  @PlanId()
  @ApiOkResponse({
    description:
      'JSON with the actions in pages; or all of them as `text/csv`, or as text for people with `Accept: text/plain`',
    content: {
      'application/json': { schema: { $ref: getSchemaPath(PlanDto) } },
      'text/csv': { schema: { type: 'string' } },
      'text/plain': { schema: { type: 'string' } },
    },
  })
  @ApiProblems(400, 404, 406, 422)
  async show(
    @CurrentPrincipal() { account }: Principal,
    @Param('id') id: string,
    @Query() query: ActionQueryDto,
    @Headers('accept') accept: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PlanDto | StreamableFile> {
    const format = acceptedFormat(accept, [
      ['json', 'application/json'],
      ['csv', 'text/csv'],
      ['text', 'text/plain'],
    ]);
    const plan = await this.service.find(account, id);
    reply.header('Vary', 'Accept').header('Cache-Control', 'private, no-cache');
    if (format === 'json') return this.reader.page(plan, query);
    const actions = this.plans.everyAction(plan, filterOf(query));
    if (format === 'text') {
      return new StreamableFile(planText(plan, actions), { type: 'text/plain; charset=utf-8' });
    }
    return new StreamableFile(planCsv(actions), {
      type: 'text/csv; charset=utf-8; header=present',
      disposition: `attachment; filename="${plan.id}.csv"`,
    });
  }

  @Post(':id/apply')
  @Roles('operator')
  @HttpCode(HttpStatus.ACCEPTED)
  @ApiOperation({
    operationId: 'applyPlan',
    summary: 'Applies a plan in the background, all of it or chosen actions',
    description:
      'An action whose records have changed since the plan was made is refused, the others are applied. Applied again, a plan tries what has failed. Repeating the call changes nothing.',
  })
  @PlanId()
  @ApiAcceptedResponse({ type: PlanDto, headers: PLAN_LOCATION })
  @ApiProblems(400, 404, 409, 422)
  async apply(
    @CurrentPrincipal() principal: Principal,
    @Param('id') id: string,
    @Body() { action_ids: ids }: ApplyPlanDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PlanDto> {
    return this.answer(await this.service.apply(principal, id, ids?.map(Number)), reply);
  }

  @Post(':id/pause')
  @Roles('operator')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({
    operationId: 'pausePlan',
    summary: 'Holds a plan up that is being applied',
    description: 'What has been given out already still gets its result.',
  })
  @PlanId()
  @ApiOkResponse({ type: PlanDto })
  @ApiProblems(404, 409)
  async pause(@CurrentPrincipal() principal: Principal, @Param('id') id: string): Promise<PlanDto> {
    return this.answer(await this.service.pause(principal, id));
  }

  @Post(':id/resume')
  @Roles('operator')
  @HttpCode(HttpStatus.ACCEPTED)
  @ApiOperation({ operationId: 'resumePlan', summary: 'Goes on with a plan that is paused' })
  @PlanId()
  @ApiAcceptedResponse({ type: PlanDto })
  @ApiProblems(404, 409)
  async resume(@CurrentPrincipal() principal: Principal, @Param('id') id: string): Promise<PlanDto> {
    return this.answer(await this.service.resume(principal, id));
  }

  @Post(':id/cancel')
  @Roles('operator')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({
    operationId: 'cancelPlan',
    summary: 'Calls a plan off; what it has changed already stays',
  })
  @PlanId()
  @ApiOkResponse({ type: PlanDto })
  @ApiProblems(404, 409)
  async cancel(@CurrentPrincipal() principal: Principal, @Param('id') id: string): Promise<PlanDto> {
    return this.answer(await this.service.cancel(principal, id));
  }

  @Post(':id/undo')
  @Roles('operator')
  @ApiOperation({
    operationId: 'undoPlan',
    summary: 'Makes a plan that restores what this one has changed',
    description:
      'Where a record has changed since it was applied, its action is skipped. Once the new plan is applied, the actions of the old one are `undone`.',
  })
  @PlanId()
  @ApiCreatedResponse({ type: PlanDto, headers: PLAN_LOCATION })
  @ApiProblems(404, 409, 502)
  async undo(
    @CurrentPrincipal() principal: Principal,
    @Param('id') id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PlanDto> {
    return this.answer(await this.maker.undo(principal, id, abortedWith(reply)), reply);
  }

  private answer(plan: Plan, reply?: FastifyReply): Promise<PlanDto> {
    if (reply !== undefined) locate(reply, plan);
    return this.reader.page(plan, new ActionQueryDto());
  }
}
