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
  Req,
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
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentPrincipal, Roles } from '../auth/access.decorators';
import type { Principal } from '../auth/principal';
import { ApiProblems } from '../common/api-problems';
import { acceptedVersions } from '../common/etag';
import { ProblemError } from '../common/problem';
import {
  ClusterInfoDto,
  DeviceAnswerDto,
  DeviceCreatedDto,
  DeviceListDto,
  DeviceUpdatedDto,
  wireFieldNames,
} from './device-answers.dto';
import { DeviceCommands } from './device-commands';
import { changedFieldsOf, CreateDeviceDto, fieldsOf, UpdateDeviceDto } from './device-input.dto';
import { DeviceQueryDto } from './device-query';
import { DeviceReads } from './device-reads';
import { toDeviceDto } from './device.dto';
import { guidForKey, Idempotency } from './idempotency';

const ETAG_HEADER = { ETag: { description: 'Version of the content', schema: { type: 'string' as const } } };

@ApiTags('devices')
@ApiExtraModels(ClusterInfoDto)
@ApiProblems(401, 403, 429, 503)
@Controller('api/v1/devices')
export class DevicesController {
  constructor(
    private readonly reads: DeviceReads,
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
    @Query() query: DeviceQueryDto,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.reads.list(query, request, reply);
  }

  @Get(':guid')
  @ApiOperation({ summary: 'Shows one device' })
  @ApiParam({ name: 'guid', description: 'Its guid, or a hardware id that no other device has' })
  @ApiHeader({ name: 'If-None-Match', required: false })
  @ApiOkResponse({ type: DeviceAnswerDto, headers: ETAG_HEADER })
  @ApiResponse({ status: 304, description: 'Nothing has changed since' })
  @ApiProblems(404, 409)
  get(
    @Param('guid') guid: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.reads.one(guid, request, reply);
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
    void reply.header('ETag', this.reads.etagOf(after));
    return { success: true, device: toDeviceDto(after), updated_fields: wireFieldNames(updatedFields) };
  }
}
