import { Controller, Get, Param, ParseIntPipe, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal } from '../auth/access.decorators';
import type { Principal } from '../auth/principal';
import { ApiProblems } from '../common/api-problems';
import { decodeCursor, encodeCursor } from '../common/cursor';
import { Configuration } from '../config/configuration';
import { toDeviceDto } from '../devices/device.dto';
import { ClusterHistory } from './cluster-history';
import { ClusterPast } from './cluster-past';
import { ClusterVersions } from './cluster-versions';
import { deviceChanges } from './device-changes';
import {
  ClusterDiffDto,
  ClusterHistoryDto,
  ClusterVersionDevicesDto,
  DiffQueryDto,
  HistoryQueryDto,
  toChangesDto,
  toVersionDto,
} from './history.dto';

/** What clusters were like before Trapline wrote them. Whoever sees a cluster sees its history. */
@ApiTags('clusters')
@ApiParam({ name: 'id', example: '66f0a1b2c3d4e5f60718293a' })
@ApiProblems(401, 403, 404, 429, 503)
@Controller('api/v1/clusters/:id/history')
export class HistoryController {
  constructor(
    private readonly past: ClusterPast,
    private readonly history: ClusterHistory,
    private readonly versions: ClusterVersions,
    private readonly configuration: Configuration,
  ) {}

  @Get()
  @ApiOperation({
    operationId: 'listClusterHistory',
    summary: 'The states of a cluster before writes, for HISTORY_DAYS',
  })
  @ApiOkResponse({ type: ClusterHistoryDto })
  @ApiProblems(400, 422)
  async list(
    @CurrentPrincipal() principal: Principal,
    @Param('id') id: string,
    @Query() { limit, cursor }: HistoryQueryDto,
  ): Promise<ClusterHistoryDto> {
    this.past.present(principal.account, id);
    const below = cursor === undefined ? undefined : decodeCursor(cursor, isNumber);
    const found = this.history.keeps
      ? await this.versions.list(principal.account.tenant, id, { below, limit: limit + 1 })
      : [];
    const versions = found.slice(0, limit);
    const last = found.length > limit ? versions.at(-1)?.version : undefined;
    return {
      success: true,
      keep_days: this.history.keeps ? this.configuration.history.keepDays : 0,
      versions: versions.map(toVersionDto),
      next_cursor: last === undefined ? null : encodeCursor(last),
    };
  }

  @Get(':version')
  @ApiOperation({ operationId: 'getClusterVersion', summary: 'The devices of a cluster as they were' })
  @ApiParam({ name: 'version', type: 'integer', example: 12 })
  @ApiOkResponse({ type: ClusterVersionDevicesDto })
  @ApiProblems(400)
  async show(
    @CurrentPrincipal() principal: Principal,
    @Param('id') id: string,
    @Param('version', ParseIntPipe) number: number,
  ): Promise<ClusterVersionDevicesDto> {
    this.past.present(principal.account, id);
    const { version, devices } = await this.past.at(principal.account, id, number);
    return { success: true, version: toVersionDto(version), devices: devices.map(toDeviceDto) };
  }

  @Get(':version/diff')
  @ApiOperation({
    operationId: 'diffClusterVersion',
    summary: 'What has changed from one version to another, or to the present',
  })
  @ApiParam({ name: 'version', type: 'integer', example: 12 })
  @ApiOkResponse({ type: ClusterDiffDto })
  @ApiProblems(400, 422)
  async diff(
    @CurrentPrincipal() principal: Principal,
    @Param('id') id: string,
    @Param('version', ParseIntPipe) number: number,
    @Query() { to }: DiffQueryDto,
  ): Promise<ClusterDiffDto> {
    const present = this.past.present(principal.account, id);
    const from = await this.past.at(principal.account, id, number);
    const other =
      to === 'present'
        ? [...present.devices.values()]
        : (await this.past.at(principal.account, id, Number(to))).devices;
    return { success: true, from: number, to, ...toChangesDto(deviceChanges(from.devices, other)) };
  }
}

function isNumber(value: unknown): value is number {
  return Number.isSafeInteger(value);
}
