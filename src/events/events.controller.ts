import { Controller, Get, Headers, Query, Req, Res } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiHeader, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentPrincipal } from '../auth/access.decorators';
import type { Principal } from '../auth/principal';
import { ApiProblems } from '../common/api-problems';
import { EventStreams } from './event-streams';
import { ApiEventModels, EVENT_SCHEMA, EventQueryDto } from './event.dto';

const DESCRIPTION = `Server-sent events of what the caller's account may see, over all replicas. The stream stays open; a
comment every 15 seconds shows that it lives.

Who comes back with the \`Last-Event-ID\` of the last event is told what happened since. Who has missed more than is kept,
and everybody when events were lost, gets \`read_anew\`: read what you show from the API again. An event may come twice.
A stream ends when its session does, when the server stops, and when its reader is too slow.`;

@ApiTags('events')
@ApiEventModels()
@ApiProblems(401, 422, 429, 503)
@Controller('api/v1/events')
export class EventsController {
  constructor(private readonly streams: EventStreams) {}

  @Get()
  @RouteConfig({ isStream: true })
  @ApiOperation({
    operationId: 'followEvents',
    summary: 'What happens, as it happens',
    description: DESCRIPTION,
  })
  @ApiHeader({ name: 'Last-Event-ID', required: false, description: 'Where an earlier stream ended' })
  @ApiResponse({
    status: 200,
    description: 'A stream of events',
    content: { 'text/event-stream': { schema: EVENT_SCHEMA } },
  })
  follow(
    @CurrentPrincipal() principal: Principal,
    @Query() { types }: EventQueryDto,
    @Headers('last-event-id') lastId: string | undefined,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const wishes = { principal, types: types === undefined ? undefined : new Set(types) };
    return this.streams.start(request, reply, wishes, lastId === '' ? undefined : lastId);
  }
}
