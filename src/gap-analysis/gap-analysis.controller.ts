import {
  Controller,
  Get,
  Headers,
  HttpStatus,
  Param,
  Post,
  Query,
  Res,
  type StreamableFile,
} from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiBearerAuth,
  ApiExtraModels,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiSecurity,
  ApiTags,
  getSchemaPath,
} from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { CurrentPrincipal, Roles } from '../auth/access.decorators';
import type { Principal } from '../auth/principal';
import { ApiProblems } from '../common/api-problems';
import type { UpstreamAccount } from '../microshare/upstream-account';
import { GapFindingQueryDto, GapRunQueryDto } from './gap-analysis.query';
import { GapAnalysisService } from './gap-analysis.service';
import { GapReportDto } from './gap-report.dto';
import { GapReportReader } from './gap-report.reader';
import type { GapRun } from './gap-run';
import { GapRunDto, GapRunListDto, toGapRunDto } from './gap-run.dto';
import { tableFile } from './gap-table.file';
import { XLSX_TYPE } from './gap-table.xlsx';
import { reportFormat } from './report-format';

const PATH = '/api/v1/erp/gap-analysis';
const LOCATION = {
  Location: { description: 'Where the run can be read', schema: { type: 'string' as const } },
};
const EXAMPLE_CSV =
  'id,kind,reference,customer,site,reason,remedy,erp_ids,point_names,device_guids,hardware_ids,cluster_names,first_seen_at,age_days\r\n';

/** A report in either format. */
const ReportAnswer = (): MethodDecorator =>
  ApiOkResponse({
    description:
      'The report: JSON in pages, or by `Accept` a table of all findings, as CSV or as an Excel workbook (up to 50,000)',
    content: {
      'application/json': { schema: { $ref: getSchemaPath(GapReportDto) } },
      'text/csv': { schema: { type: 'string' }, example: EXAMPLE_CSV },
      [XLSX_TYPE]: { schema: { type: 'string', format: 'binary' } },
    },
  });

@ApiTags('gap analysis')
@ApiBearerAuth()
@ApiSecurity('api_key')
@ApiExtraModels(GapReportDto)
@ApiProblems(401, 403, 429, 503)
@Controller(PATH)
export class GapAnalysisController {
  constructor(
    private readonly analysis: GapAnalysisService,
    private readonly reader: GapReportReader,
  ) {}

  @Post('runs')
  @Roles('operator')
  @ApiOperation({
    operationId: 'startGapAnalysis',
    summary: 'Compare the ERP with the devices now',
    description: 'Runs in the background. Never two at a time: where one is under way, that one is answered.',
  })
  @ApiAcceptedResponse({ type: GapRunDto, headers: LOCATION, description: 'Started' })
  @ApiOkResponse({ type: GapRunDto, headers: LOCATION, description: 'One was under way already' })
  async start(
    @CurrentPrincipal() principal: Principal,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<GapRunDto> {
    const { started, run } = await this.analysis.start('request', principal.name, principal.account);
    reply.status(started ? HttpStatus.ACCEPTED : HttpStatus.OK).header('Location', `${PATH}/runs/${run.id}`);
    return toGapRunDto(run);
  }

  @Get('runs')
  @ApiOperation({ operationId: 'listGapAnalyses', summary: 'The runs that are kept, newest first' })
  @ApiOkResponse({ type: GapRunListDto })
  @ApiProblems(400, 422)
  list(@CurrentPrincipal() { account }: Principal, @Query() query: GapRunQueryDto): Promise<GapRunListDto> {
    return this.reader.list(account, query);
  }

  @Get('runs/:id')
  @ApiOperation({
    operationId: 'getGapAnalysis',
    summary: 'One run with its report',
    description:
      'The members of the report are null while it runs and where it failed; as CSV or workbook that is 409.',
  })
  @ApiParam({ name: 'id', example: 'gap-0f3c8a52-6a0e-4f0e-9a53-7d1a0c1f2b3e' })
  @ReportAnswer()
  @ApiProblems(400, 404, 406, 409, 422)
  async show(
    @CurrentPrincipal() { account }: Principal,
    @Param('id') id: string,
    @Query() query: GapFindingQueryDto,
    @Headers('accept') accept: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<GapReportDto | StreamableFile> {
    return this.answer(account, await this.reader.run(account, id), query, accept, reply);
  }

  @Get('latest')
  @ApiOperation({
    operationId: 'getLatestGapAnalysis',
    summary: 'The last run that succeeded, with its report',
    description:
      'Failed runs leave it in place. The pages after the first stay with the report they began with.',
  })
  @ReportAnswer()
  @ApiProblems(400, 404, 406, 422)
  async latest(
    @CurrentPrincipal() { account }: Principal,
    @Query() query: GapFindingQueryDto,
    @Headers('accept') accept: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<GapReportDto | StreamableFile> {
    return this.answer(account, await this.reader.latest(account, query.cursor), query, accept, reply);
  }

  private async answer(
    account: UpstreamAccount,
    run: GapRun,
    query: GapFindingQueryDto,
    accept: string | undefined,
    reply: FastifyReply,
  ): Promise<GapReportDto | StreamableFile> {
    reply.header('Vary', 'Accept').header('Cache-Control', 'private, no-cache');
    const format = reportFormat(accept);
    if (format === 'json') return this.reader.report(account, run, query);
    return tableFile(format, await this.reader.table(account, run, query), run.id);
  }
}
