import { Controller, Get, Headers, Query, Res, type StreamableFile } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiExtraModels,
  ApiOkResponse,
  ApiOperation,
  ApiSecurity,
  ApiTags,
  getSchemaPath,
} from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { CurrentPrincipal } from '../auth/access.decorators';
import type { Principal } from '../auth/principal';
import { ApiProblems } from '../common/api-problems';
import { ProblemError } from '../common/problem';
import { decodeResolvedCursor, encodeResolvedCursor } from './gap-analysis.cursor';
import { RESOLVED_COLUMNS, resolvedTable } from './gap-resolved.rows';
import { GapResolvedStore, placeOf } from './gap-resolved.store';
import { tableFile } from './gap-table.file';
import { XLSX_TYPE } from './gap-table.xlsx';
import { GapTrendStore } from './gap-trend.store';
import { GapTrendDto, ResolvedGapListDto, toGapTrendDto, toResolvedGapDto } from './gap-trends.dto';
import { GapTrendQueryDto, ResolvedGapQueryDto } from './gap-trends.query';
import { reportFormat } from './report-format';

const DEFAULT_DAYS = 90;

/** What becomes of the gaps over time. */
@ApiTags('gap analysis')
@ApiBearerAuth()
@ApiSecurity('api_key')
@ApiExtraModels(ResolvedGapListDto)
@ApiProblems(401, 403, 429, 503)
@Controller('api/v1/erp/gap-analysis')
export class GapTrendsController {
  constructor(
    private readonly trends: GapTrendStore,
    private readonly resolved: GapResolvedStore,
  ) {}

  @Get('trends')
  @ApiOperation({
    operationId: 'getGapTrends',
    summary: 'Coverage and gaps over time',
    description: 'Kept for `GAP_TREND_DAYS`, longer than the reports. Runs that failed are not part of it.',
  })
  @ApiOkResponse({ type: GapTrendDto })
  @ApiProblems(422)
  async trend(
    @CurrentPrincipal() { account }: Principal,
    @Query() { from, to, group_by: groupBy, customer, site, interval, limit }: GapTrendQueryDto,
  ): Promise<GapTrendDto> {
    if (groupBy === 'site' && customer === undefined) {
      throw new ProblemError('unprocessable', 'not acceptable: customer', {
        errors: [{ field: 'customer', message: 'is needed with group_by=site' }],
      });
    }
    const until = to === undefined ? new Date() : new Date(to);
    const since = from === undefined ? new Date(until.getTime() - DEFAULT_DAYS * 86_400_000) : new Date(from);
    const trend = await this.trends.trend(account, {
      from: since,
      to: until,
      interval,
      limit,
      ...(groupBy !== undefined && { groupBy }),
      ...(customer !== undefined && { customer }),
      ...(site !== undefined && { site }),
    });
    return toGapTrendDto(trend, { from: since, to: until, interval });
  }

  @Get('resolved')
  @ApiOperation({
    operationId: 'listResolvedGaps',
    summary: 'Gaps that are gone, the latest first',
    description: 'A gap that comes back has a new life. Kept for `GAP_TREND_DAYS`.',
  })
  @ApiOkResponse({
    description:
      'JSON in pages, or by `Accept` a table of all of them, as CSV or as an Excel workbook (up to 50,000)',
    content: {
      'application/json': { schema: { $ref: getSchemaPath(ResolvedGapListDto) } },
      'text/csv': { schema: { type: 'string' }, example: `${RESOLVED_COLUMNS.join(',')}\r\n` },
      [XLSX_TYPE]: { schema: { type: 'string', format: 'binary' } },
    },
  })
  @ApiProblems(400, 406, 422)
  async list(
    @CurrentPrincipal() { account }: Principal,
    @Query() { kind, customer, site, since, cursor, limit }: ResolvedGapQueryDto,
    @Headers('accept') accept: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ResolvedGapListDto | StreamableFile> {
    reply.header('Vary', 'Accept').header('Cache-Control', 'private, no-cache');
    const question = {
      kinds: kind ?? [],
      customer,
      site,
      ...(since !== undefined && { since: new Date(since) }),
    };
    const format = reportFormat(accept);
    if (format !== 'json') {
      return tableFile(format, resolvedTable(this.resolved.every(account, question)), 'resolved-gaps');
    }
    const found = await this.resolved.list(account, {
      ...question,
      limit: limit + 1,
      ...(cursor !== undefined && { after: decodeResolvedCursor(cursor) }),
    });
    const page = found.slice(0, limit);
    const last = page.at(-1);
    return {
      gaps: page.map(toResolvedGapDto),
      next_cursor: found.length > limit && last !== undefined ? encodeResolvedCursor(placeOf(last)) : null,
    };
  }
}
