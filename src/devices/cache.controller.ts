import { Controller, Get, HttpCode, HttpStatus, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiResponse, ApiTags } from '@nestjs/swagger';
import { by } from '../audit/audit-act';
import { AuditTrail } from '../audit/audit-trail';
import { CurrentPrincipal, Roles } from '../auth/access.decorators';
import type { Principal } from '../auth/principal';
import { CacheStore, CacheUnavailableError } from '../cache/cache.store';
import { ApiProblems } from '../common/api-problems';
import { Configuration } from '../config/configuration';
import { Metrics } from '../metrics/metrics';
import { CatalogueService } from '../microshare/catalogue.service';

class DiscoveryProgressDto {
  @ApiProperty({ format: 'date-time' }) since!: string;
  @ApiProperty({ type: 'integer' }) clusters_so_far!: number;
}

class CacheStatusDto {
  @ApiProperty({ example: true }) success!: boolean;
  @ApiProperty({ enum: ['redis', 'memory'], description: 'Store that replicas share' }) driver!: string;
  @ApiProperty({ description: 'Whether that store can be reached' }) store_reachable!: boolean;
  @ApiProperty({ description: 'A complete set of devices is there' }) ready!: boolean;
  @ApiProperty({ type: 'integer' }) devices!: number;
  @ApiProperty({ type: 'integer' }) clusters!: number;
  @ApiProperty({ type: 'integer', nullable: true, description: 'Bytes in the store; null when unreachable' })
  size_bytes!: number | null;
  @ApiProperty({ type: 'integer', nullable: true, description: 'Age of the oldest data' }) age_seconds!:
    number | null;
  @ApiProperty({ type: 'integer' }) cluster_ttl_seconds!: number;
  @ApiProperty({ type: 'integer' }) device_ttl_seconds!: number;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) last_discovery!: string | null;
  @ApiProperty({ type: DiscoveryProgressDto, nullable: true }) discovering!: DiscoveryProgressDto | null;
  @ApiProperty({ type: String, nullable: true, description: 'Why the last refresh failed' }) last_error!:
    string | null;
  @ApiProperty({ type: 'integer', description: 'Reads answered from memory since the start' }) hits!: number;
  @ApiProperty({ type: 'integer', description: 'Of these, with data due for a refresh' }) stale_hits!: number;
  @ApiProperty({ type: 'integer' }) misses!: number;
  @ApiProperty({ type: Number, nullable: true, description: '0..1; null before the first read' }) hit_rate!:
    number | null;
}

class AcceptedDto {
  @ApiProperty({ example: true }) success!: boolean;
  @ApiProperty({ example: 'every cluster is being read anew' }) message!: string;
}

@ApiTags('cache')
@ApiProblems(401, 403, 429)
@Controller('api/v1/devices/cache')
export class CacheController {
  constructor(
    private readonly catalogue: CatalogueService,
    private readonly store: CacheStore,
    private readonly metrics: Metrics,
    private readonly configuration: Configuration,
    private readonly audit: AuditTrail,
  ) {}

  @Get('status')
  @ApiOperation({ summary: 'How fresh the devices are and how well the cache works' })
  @ApiOkResponse({ type: CacheStatusDto })
  async status(@CurrentPrincipal() { account }: Principal): Promise<CacheStatusDto> {
    const { discovering, ...status } = this.catalogue.status(account);
    const reads = status.hits + status.misses;
    const size = await this.sizeBytes();
    return {
      success: true,
      driver: this.store.driver,
      store_reachable: size !== null,
      size_bytes: size,
      cluster_ttl_seconds: this.configuration.cache.clusterTtlS,
      device_ttl_seconds: this.configuration.cache.deviceTtlS,
      ...status,
      discovering: discovering === null ? null : { ...discovering },
      hit_rate: reads === 0 ? null : Math.round((status.hits / reads) * 1000) / 1000,
    };
  }

  @Post('refresh')
  @Roles('admin')
  @HttpCode(HttpStatus.ACCEPTED)
  @ApiOperation({ summary: 'Reads every cluster anew, in the background; what is known is served meanwhile' })
  @ApiResponse({ status: 202, type: AcceptedDto })
  async refresh(@CurrentPrincipal() principal: Principal): Promise<AcceptedDto> {
    await this.witness(principal, 'cache.refresh', () => {
      this.catalogue.refresh(principal.account);
    });
    return { success: true, message: 'every cluster is being read anew' };
  }

  @Post('clear')
  @Roles('admin')
  @HttpCode(HttpStatus.ACCEPTED)
  @ApiOperation({ summary: 'Forgets all devices and discovers them again; until then lists answer 503' })
  @ApiResponse({ status: 202, type: AcceptedDto })
  async clear(@CurrentPrincipal() principal: Principal): Promise<AcceptedDto> {
    await this.witness(principal, 'cache.clear', () => this.catalogue.clear(principal.account));
    return { success: true, message: 'the cache is empty; a discovery has begun' };
  }

  private witness(
    principal: Principal,
    action: 'cache.refresh' | 'cache.clear',
    work: () => void | Promise<void>,
  ): Promise<void> {
    const subject = { kind: 'cache', id: principal.account.account };
    return this.audit.witness({ ...by(principal), action, subject }, work);
  }

  private async sizeBytes(): Promise<number | null> {
    try {
      const size = await this.store.sizeBytes();
      this.metrics.cacheSize.set(size);
      return size;
    } catch (error) {
      if (!(error instanceof CacheUnavailableError)) throw error;
      this.metrics.cacheUnavailable.inc();
      return null;
    }
  }
}
