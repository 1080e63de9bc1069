import { Controller, Get, Header, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { ApiProblems } from '../common/api-problems';
import { PublicIf } from '../common/public.decorator';
import { Metrics } from './metrics';

/** Open to any API key or session, or to everybody when `METRICS_PUBLIC=true`; the access guard decides. */
@ApiTags('operations')
@PublicIf((configuration) => configuration.auth.metricsPublic)
@Controller('metrics')
export class MetricsController {
  constructor(private readonly metrics: Metrics) {}

  @Get()
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ summary: 'Metrics in the Prometheus text format', operationId: 'getMetrics' })
  @ApiOkResponse({ description: 'Samples', content: { 'text/plain': { schema: { type: 'string' } } } })
  @ApiProblems(401, 429)
  async show(@Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    reply.type(this.metrics.registry.contentType);
    return this.metrics.registry.metrics();
  }
}
