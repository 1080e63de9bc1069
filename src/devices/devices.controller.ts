import {
  Body,
  Controller,
  Delete,
  Get,
  Headers,
  HttpCode,
  HttpStatus,
  Param,
  Patch,
  Post,
  Put,
  Query,
  Res,
} from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiExtraModels,
  ApiHeader,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiResponse,
  ApiTags,
} from '@nestjs/swagger';
import { type Device, deviceVersion } from '@libs/domain';
import type { FastifyReply } from 'fastify';
import { CurrentPrincipal, Roles } from '../auth/access.decorators';
import type { Principal } from '../auth/principal';
import { ApiProblems } from '../common/api-problems';
import { acceptedVersions, matchesAny } from '../common/etag';
import { ProblemError } from '../common/problem';
import { CatalogueService } from '../microshare/catalogue.service';
import {
  ClusterInfoDto,
  DeviceAnswerDto,
  DeviceCreatedDto,
  DeviceListDto,
  DeviceUpdatedDto,
  wireFieldNames,
} from './device-answers.dto';
import { DeviceCommands } from './device-commands';
import { DeviceFinder } from './device-finder';
import { changedFieldsOf, CreateDeviceDto, fieldsOf, UpdateDeviceDto } from './device-input.dto';
import { clustersInfo, DeviceLists } from './device-lists';
import { DeviceQueryDto } from './device-query';
import { deviceJson, toDeviceDto } from './device.dto';
import { guidForKey, Idempotency } from './idempotency';

const JSON_TYPE = 'application/json; charset=utf-8';
const ETAG_HEADER = { ETag: { description: 'Version of the content', schema: { type: 'string' as const } } };

@ApiTags('devices')
@ApiExtraModels(ClusterInfoDto)
@ApiProblems(401, 403, 429, 503)
@Controller('api/v1/devices')
export class DevicesController {
  constructor(
    private readonly catalogue: CatalogueService,
    private readonly lists: DeviceLists,
    private readonly finder: DeviceFinder,
    private readonly commands: DeviceCommands,
    private readonly idempotency: Idempotency,
  ) {}

  @Get()
  @ApiOperation({
    summary: 'Lists devices',
    description: 'Served from memory. All devices when no limit is given.',
  })
  @ApiHeader({ name: 'If-None-Match', required: false, description: 'ETag of an earlier answer' })
  @ApiOkResponse({ type: DeviceListDto, headers: ETAG_HEADER })
  @ApiResponse({ status: 304, description: 'Nothing has changed since' })
  @ApiProblems(400, 422)
  list(
    @CurrentPrincipal() { account }: Principal,
    @Query() query: DeviceQueryDto,
    @Headers('if-none-match') known: string | undefined,
    @Res() reply: FastifyReply,
  ): void {
    const { index, ageSeconds } = this.catalogue.view(account);
    const etag = this.lists.etag(index, query);
    const page = matchesAny(known, etag) ? undefined : this.lists.page(index, query);
    void reply.header('ETag', etag).header('Cache-Control', 'private, no-cache');
    if (page === undefined) {
      void reply.status(HttpStatus.NOT_MODIFIED).send();
      return;
    }
    const rest = JSON.stringify({
      total_count: page.total,
      clusters_info: clustersInfo(index),
      age_seconds: ageSeconds,
      next_cursor: page.nextCursor,
    });
    void reply
      .header('Content-Type', JSON_TYPE)
      .send(`{"success":true,"devices":${page.json},${rest.slice(1)}`);
  }

  @Get(':guid')
  @ApiOperation({ summary: 'Shows one device' })
  @ApiParam({ name: 'guid', description: 'Its guid, or a hardware id that no other device has' })
  @ApiHeader({ name: 'If-None-Match', required: false })
  @ApiOkResponse({ type: DeviceAnswerDto, headers: ETAG_HEADER })
  @ApiResponse({ status: 304, description: 'Nothing has changed since' })
  @ApiProblems(404, 409)
  get(
    @CurrentPrincipal() principal: Principal,
    @Param('guid') guid: string,
    @Headers('if-none-match') known: string | undefined,
    @Res() reply: FastifyReply,
  ): void {
    const { device } = this.finder.forReading(principal, guid);
    const etag = etagOf(device);
    void reply.header('ETag', etag).header('Cache-Control', 'private, no-cache');
    if (matchesAny(known, etag)) {
      void reply.status(HttpStatus.NOT_MODIFIED).send();
      return;
    }
    void reply.header('Content-Type', JSON_TYPE).send(`{"success":true,"device":${deviceJson(device)}}`);
  }

  @Post(['', 'create'])
  @Roles('operator')
  @ApiOperation({ summary: 'Creates a device in the cluster that serves its customer, or in the one named' })
  @ApiHeader({ name: 'Idempotency-Key', required: false, description: 'Repetitions get the first answer' })
  @ApiCreatedResponse({ type: DeviceCreatedDto, headers: ETAG_HEADER })
  @ApiProblems(400, 404, 409, 422, 502)
  async create(
    @CurrentPrincipal() principal: Principal,
    @Body() input: CreateDeviceDto,
    @Headers('idempotency-key') key: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<DeviceCreatedDto> {
    const { status, body, replayed } = await this.idempotency.once(principal, key, input, async () => {
      const derived = input.guid === undefined && key !== undefined;
      const device = await this.commands.create(principal, {
        fields: fieldsOf(input),
        deviceType: input.device_type,
        guid: derived ? guidForKey(principal, key) : input.guid,
        clusterId: input.cluster_id,
        allowDuplicate: input.allow_duplicate,
        repeatable: derived,
      });
      const created = { success: true, device: toDeviceDto(device), cluster_id: device.clusterId };
      return { status: HttpStatus.CREATED, body: created };
    });
    const created = body as DeviceCreatedDto;
    void reply
      .status(status)
      .header('Location', `/api/v1/devices/${encodeURIComponent(created.device.guid)}`);
    if (replayed) void reply.header('Idempotent-Replayed', 'true');
    return created;
  }

  @Put([':guid', ':guid/update'])
  @Roles('operator')
  @ApiOperation({ summary: 'Changes the fields that are given' })
  @ApiHeader({ name: 'If-Match', required: false, description: 'ETag that the device must still have' })
  @ApiOkResponse({ type: DeviceUpdatedDto, headers: ETAG_HEADER })
  @ApiProblems(400, 404, 409, 412, 422, 502)
  replace(
    @CurrentPrincipal() principal: Principal,
    @Param('guid') guid: string,
    @Body() input: UpdateDeviceDto,
    @Headers('if-match') ifMatch: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<DeviceUpdatedDto> {
    return this.update(principal, guid, input, ifMatch, reply);
  }

  @Patch(':guid')
  @Roles('operator')
  @ApiOperation({ summary: 'Changes the fields that are given' })
  @ApiHeader({ name: 'If-Match', required: false, description: 'ETag that the device must still have' })
  @ApiOkResponse({ type: DeviceUpdatedDto, headers: ETAG_HEADER })
  @ApiProblems(400, 404, 409, 412, 422, 502)
  patch(
    @CurrentPrincipal() principal: Principal,
    @Param('guid') guid: string,
    @Body() input: UpdateDeviceDto,
    @Headers('if-match') ifMatch: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<DeviceUpdatedDto> {
    return this.update(principal, guid, input, ifMatch, reply);
  }

  @Delete([':guid', ':guid/delete'])
  @Roles('operator')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({ summary: 'Deletes a device' })
  @ApiHeader({ name: 'If-Match', required: false, description: 'ETag that the device must still have' })
  @ApiOkResponse({ type: DeviceAnswerDto, description: 'The device as it was' })
  @ApiProblems(404, 409, 412, 502)
  async delete(
    @CurrentPrincipal() principal: Principal,
    @Param('guid') guid: string,
    @Headers('if-match') ifMatch: string | undefined,
  ): Promise<DeviceAnswerDto> {
    const device = await this.commands.delete(principal, guid, acceptedVersions(ifMatch));
    return { success: true, device: toDeviceDto(device) };
  }

  private async update(
    principal: Principal,
    guid: string,
    input: UpdateDeviceDto,
    ifMatch: string | undefined,
    reply: FastifyReply,
  ): Promise<DeviceUpdatedDto> {
    const fields = changedFieldsOf(input);
    if (Object.keys(fields).length === 0) {
      throw new ProblemError('unprocessable', 'the body names no field to change', {
        errors: [
          {
            field: '',
            message:
              'must name at least one of customer, site, area, erp_reference, placement, configuration, status, id',
          },
        ],
      });
    }
    const { after, updatedFields } = await this.commands.update(principal, guid, {
      fields,
      allowDuplicate: input.allow_duplicate ?? false,
      versions: acceptedVersions(ifMatch),
    });
    void reply.header('ETag', etagOf(after));
    return { success: true, device: toDeviceDto(after), updated_fields: wireFieldNames(updatedFields) };
  }
}

function etagOf(device: Device): string {
  return `"${deviceVersion(device)}"`;
}
