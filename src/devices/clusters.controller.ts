import { Controller, Get, Param } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal } from '../auth/access.decorators';
import type { Principal } from '../auth/principal';
import { ApiProblems } from '../common/api-problems';
import { ProblemError } from '../common/problem';
import type { IndexedCluster } from '../microshare/catalogue/device-index';
import { CatalogueService } from '../microshare/catalogue.service';
import { ClusterInfoDto } from './device-answers.dto';
import { DeviceDto, toDeviceDto } from './device.dto';

class ClusterDto extends ClusterInfoDto {
  @ApiProperty({ example: '66f0a1b2c3d4e5f60718293a' }) id!: string;
  @ApiProperty({ type: [String], example: ['Northbank Pest', 'trap'] }) tags!: string[];
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) updated_at!: string | null;
}

class ClusterListDto {
  @ApiProperty({ example: true }) success!: boolean;
  @ApiProperty({ type: [ClusterDto] }) clusters!: ClusterDto[];
  @ApiProperty({ type: 'integer', example: 9 }) total_count!: number;
  @ApiProperty({ type: 'integer', example: 42 }) age_seconds!: number;
}

class ClusterWithDevicesDto {
  @ApiProperty({ example: true }) success!: boolean;
  @ApiProperty({ type: ClusterDto }) cluster!: ClusterDto;
  @ApiProperty({ type: [DeviceDto] }) devices!: DeviceDto[];
}

@ApiTags('clusters')
@ApiProblems(401, 403, 429, 503)
@Controller('api/v1/clusters')
export class ClustersController {
  constructor(private readonly catalogue: CatalogueService) {}

  @Get()
  @ApiOperation({ summary: 'Lists the clusters that the account sees' })
  @ApiOkResponse({ type: ClusterListDto })
  list(@CurrentPrincipal() { account }: Principal): ClusterListDto {
    const { index, ageSeconds } = this.catalogue.view(account, 'mapping');
    const clusters = [...index.clusters()].map(toClusterDto);
    return { success: true, clusters, total_count: clusters.length, age_seconds: ageSeconds };
  }

  @Get(':id')
  @ApiOperation({ summary: 'Shows one cluster with its devices' })
  @ApiOkResponse({ type: ClusterWithDevicesDto })
  @ApiProblems(404)
  get(@CurrentPrincipal() { account }: Principal, @Param('id') id: string): ClusterWithDevicesDto {
    const { index } = this.catalogue.view(account);
    const cluster = index.cluster(id);
    if (cluster === undefined) {
      throw new ProblemError('not-found', `there is no cluster ${id} that this account can see`);
    }
    return {
      success: true,
      cluster: toClusterDto(cluster),
      devices: [...cluster.devices.values()].map(toDeviceDto),
    };
  }
}

function toClusterDto({ summary, fetchedAt }: IndexedCluster): ClusterDto {
  return {
    id: summary.id,
    name: summary.name,
    rec_type: summary.recType,
    device_type: summary.deviceType,
    device_count: summary.deviceCount,
    tags: [...summary.tags],
    age_seconds: Math.max(0, Math.floor((Date.now() - fetchedAt) / 1000)),
    updated_at: summary.updatedAt,
  };
}
