import {
  Body,
  Controller,
  Get,
  Header,
  HttpCode,
  HttpStatus,
  Logger,
  Param,
  Post,
  Put,
  Res,
} from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { by } from '../audit/audit-act';
import { AuditTrail } from '../audit/audit-trail';
import { CurrentPrincipal, Roles } from '../auth/access.decorators';
import type { Principal } from '../auth/principal';
import { ApiProblems } from '../common/api-problems';
import { ProblemError } from '../common/problem';
import { abortedWith } from '../common/request-signal';
import { InspectionPoints } from '../devices/inspection-points';
import { BaseErpAdapter } from '../erp/base-erp.adapter';
import { DEFAULT_CONNECTION } from '../erp/erp-connections';
import type { ErpMappings } from '../erp/mapping/erp-mappings';
import { MappingStore } from '../erp/mapping/mapping-store';
import type { PointMapping } from '../erp/mapping/point-mapping';
import { mappingDto, mappingOf, partOnTheWire, trialsDto } from './mapping-wire';
import { MappingInUseDto, MappingTrialsDto, SaveMappingDto, TryMappingDto } from './mappings.dto';

const DEFAULT_LIMIT = 5;

/** How records of an ERP become inspection points, as data that an administrator can change. */
@ApiTags('connections')
@Roles('admin')
@ApiProblems(401, 403, 404, 409, 429, 502, 503)
@Controller('api/v1/connections/:id')
export class MappingsController {
  private readonly logger = new Logger(MappingsController.name);

  constructor(
    private readonly erp: BaseErpAdapter,
    private readonly store: MappingStore,
    private readonly points: InspectionPoints,
    private readonly audit: AuditTrail,
  ) {}

  @Get('mapping')
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ operationId: 'getMapping', summary: 'The mapping in use, and presets to begin with' })
  @ApiOkResponse({ type: MappingInUseDto })
  async show(@Param('id') id: string): Promise<MappingInUseDto> {
    return this.inUse(id, this.mappingsOf(id));
  }

  @Put('mapping')
  @ApiOperation({
    operationId: 'putMapping',
    summary: 'Saves a mapping, from now on in use',
    description:
      'Checked first: its expressions, the fields that they read, and that what is written is read back as the same. The ' +
      'points are read anew by it at the next occasion.',
  })
  @ApiOkResponse({ type: MappingInUseDto })
  @ApiProblems(412, 422)
  async save(
    @Param('id') id: string,
    @Body() body: SaveMappingDto,
    @CurrentPrincipal() principal: Principal,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<MappingInUseDto> {
    const mappings = this.mappingsOf(id);
    const before = await mappings.current();
    const mapping = body.mapping === null ? null : mappingOf(body.mapping);
    if (mapping !== null) await refuseWrong(mappings, mapping, abortedWith(reply));
    const act = { action: 'mapping.change', subject: { kind: 'connection', id } };
    await this.audit.witness(
      { ...by(principal), ...act, before: before.mapping, after: mapping },
      async () => {
        if ((await this.store.save(id, mapping, principal.name, body.expected_version)) !== undefined) return;
        const detail =
          'another mapping was saved meanwhile; read it, and send its version as expected_version';
        throw new ProblemError('precondition-failed', detail);
      },
    );
    this.readAnew();
    return this.inUse(id, mappings);
  }

  @Post('mappings/test')
  @HttpCode(HttpStatus.OK)
  @Header('Cache-Control', 'no-store')
  @ApiOperation({
    operationId: 'testMapping',
    summary: 'What a mapping makes of live records; changes nothing',
  })
  @ApiOkResponse({ type: MappingTrialsDto })
  @ApiProblems(422)
  async test(
    @Param('id') id: string,
    @Body() { mapping, references = [], limit = DEFAULT_LIMIT }: TryMappingDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<MappingTrialsDto> {
    const mappings = this.mappingsOf(id);
    const signal = abortedWith(reply);
    const tried = mapping === undefined ? (await mappings.current()).mapping : mappingOf(mapping);
    await refuseWrong(mappings, tried, signal);
    return trialsDto(await mappings.tryOut(tried, { limit, references }, signal));
  }

  private mappingsOf(id: string): ErpMappings {
    if (id !== DEFAULT_CONNECTION) {
      throw new ProblemError(
        'not-found',
        `there is no connection "${id}"; GET /api/v1/connections lists them`,
      );
    }
    const mappings = this.erp.mappings();
    if (mappings !== undefined) return mappings;
    const { system } = this.erp.capabilities();
    throw new ProblemError(
      'conflict',
      `the mapping of this ERP (${system}) cannot be changed; set ERP_ADAPTER=odoo`,
    );
  }

  /** Behind the answer; a failure shows where the points are asked for, and in the health of the ERP. */
  private readAnew(): void {
    this.points.readChanges().catch((error: unknown) => {
      this.logger.debug({ err: error }, 'the points could not be read by the new mapping yet');
    });
  }

  private async inUse(connection: string, mappings: ErpMappings): Promise<MappingInUseDto> {
    const { mapping, version } = await mappings.current();
    const saved = await this.store.current(connection);
    return {
      success: true,
      connection,
      version,
      origin: saved === undefined || saved.mapping === null ? 'settings' : 'saved',
      saved_at: saved?.savedAt.toISOString() ?? null,
      saved_by: saved?.savedBy ?? null,
      mapping: mappingDto(mapping),
      presets: mappings.presets().map((preset) => ({ ...preset, mapping: mappingDto(preset.mapping) })),
    };
  }
}

async function refuseWrong(mappings: ErpMappings, mapping: PointMapping, signal: AbortSignal): Promise<void> {
  const problems = await mappings.check(mapping, signal);
  if (problems.length === 0) return;
  const errors = problems.map(({ part, message, value }) => ({
    field: `mapping.${partOnTheWire(part)}`,
    message,
    ...(value !== undefined && { value }),
  }));
  const names = [...new Set(errors.map(({ field }) => field))].join(', ');
  throw new ProblemError('unprocessable', `not acceptable: ${names}`, { errors });
}
