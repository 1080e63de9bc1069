import { Controller, Get, HttpStatus, Res, ServiceUnavailableException } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiResponse, ApiTags } from '@nestjs/swagger';
import { HealthCheckService, type HealthCheckResult } from '@nestjs/terminus';
import type { FastifyReply } from 'fastify';
import { Public } from '../auth/access.decorators';
import { CatalogueService } from '../microshare/catalogue.service';
import { UpstreamPolicies } from '../resilience/upstream-policy';
import { VERSION } from '../version';
import { DependenciesHealth } from './dependencies.health';

type Overall = 'ok' | 'degraded' | 'error';

class LivenessDto {
  @ApiProperty({ enum: ['ok'] }) status!: 'ok';
}

class ReadinessDto {
  @ApiProperty({ enum: ['ok', 'degraded', 'error'] }) status!: Overall;
  @ApiProperty({
    type: [String],
    description: 'Dependencies that are down or degraded',
    example: ['cache_store'],
  })
  affected!: string[];
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'object', additionalProperties: true },
    example: { devices: { status: 'up', age_seconds: 12, degraded: false } },
  })
  dependencies!: Record<string, Record<string, unknown>>;
}

class BreakerDto {
  @ApiProperty({ example: 'discovery' }) name!: string;
  @ApiProperty({ example: 'microshare' }) system!: string;
  @ApiProperty({ enum: ['closed', 'half_open', 'open'] }) status!: string;
  @ApiProperty({ type: 'integer' }) successes!: number;
  @ApiProperty({ type: 'integer' }) failures!: number;
  @ApiProperty({ type: 'integer' }) rejects!: number;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) changed_at!: string | null;
  @ApiProperty({ type: String, nullable: true }) last_error!: string | null;
}

class HealthDto extends ReadinessDto {
  @ApiProperty({ example: '0.1.0' }) version!: string;
  @ApiProperty({ type: 'integer' }) uptime_seconds!: number;
  @ApiProperty({ type: [BreakerDto] }) breakers!: BreakerDto[];
  @ApiProperty({ type: 'object', additionalProperties: true, description: 'The devices in memory' })
  catalogue!: Record<string, unknown>;
}

/** For operators and orchestrators. Open to everybody, so nothing here names accounts, customers or addresses. */
@ApiTags('health')
@Public()
@Controller('health')
export class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly dependencies: DependenciesHealth,
    private readonly policies: UpstreamPolicies,
    private readonly catalogue: CatalogueService,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Everything an operator looks at first' })
  @ApiOkResponse({ type: HealthDto })
  @ApiResponse({ status: 503, type: HealthDto, description: 'Devices cannot be served' })
  async overview(@Res({ passthrough: true }) reply: FastifyReply): Promise<HealthDto> {
    const { status, affected, dependencies } = await this.check(reply);
    return {
      status,
      affected,
      dependencies,
      version: VERSION,
      uptime_seconds: Math.floor(process.uptime()),
      breakers: this.policies.states().map((breaker) => ({
        name: breaker.name,
        system: breaker.system,
        status: breaker.status,
        successes: breaker.successes,
        failures: breaker.failures,
        rejects: breaker.rejects,
        changed_at: breaker.changedAt,
        last_error: breaker.lastError,
      })),
      catalogue: { ...this.catalogue.status(this.catalogue.serviceAccount) },
    };
  }

  @Get('live')
  @ApiOperation({ summary: 'The process answers; never depends on other systems' })
  @ApiOkResponse({ type: LivenessDto })
  live(): LivenessDto {
    return { status: 'ok' };
  }

  @Get('ready')
  @ApiOperation({ summary: 'Devices can be served; says which dependency is degraded' })
  @ApiOkResponse({ type: ReadinessDto })
  @ApiResponse({ status: 503, type: ReadinessDto, description: 'Devices cannot be served' })
  ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<ReadinessDto> {
    return this.check(reply);
  }

  private async check(reply: FastifyReply): Promise<ReadinessDto> {
    const { details } = await this.results();
    const affected = Object.entries(details)
      .filter(([, result]) => result.status !== 'up' || result['degraded'] === true)
      .map(([name]) => name);
    const down = Object.values(details).some((result) => result.status !== 'up');
    if (down) void reply.status(HttpStatus.SERVICE_UNAVAILABLE);
    const status: Overall = down ? 'error' : affected.length > 0 ? 'degraded' : 'ok';
    return { status, affected, dependencies: { ...details } };
  }

  /** Terminus throws its result when something is down. */
  private async results(): Promise<HealthCheckResult> {
    try {
      return await this.health.check([
        () => this.dependencies.devices(),
        () => this.dependencies.cacheStore(),
        () => this.dependencies.database(),
        () => this.dependencies.microshare(),
        () => this.dependencies.erp(),
      ]);
    } catch (error) {
      if (error instanceof ServiceUnavailableException) return error.getResponse() as HealthCheckResult;
      throw error;
    }
  }
}
